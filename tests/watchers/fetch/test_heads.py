"""Heads of answers: what browsers read is read, and nothing outgrows the bound."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.watchers.fetch.looks import ask, failure
from tests.watchers.fetch.servers import reply
from watchers.errors import SourceAway
from watchers.fetch.heads import MOST_HEAD, BadHead, HeadReader, mend_head

FEED = b"<rss></rss>"
LENGTH = b"Content-Length: %d\r\n" % len(FEED)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(FEED), FEED)
READ = {
    "the length twice": b"HTTP/1.1 200 OK\r\n" + LENGTH * 2 + b"\r\n" + FEED,
    "the length twice in a line": b"HTTP/1.1 200 OK\r\nContent-Length: 11, 11\r\n\r\n" + FEED,
    "no length behind its name": b"HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n" + FEED,
    "a length below zero": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n" + FEED,
    "a length beside chunks": b"HTTP/1.1 200 OK\r\n" + LENGTH + CHUNKED + b"\r\n" + CHUNKS,
    "chunks twice": b"HTTP/1.1 200 OK\r\n" + CHUNKED * 2 + b"\r\n" + CHUNKS,
    "a coding that is none": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n" + FEED,
    "a blank in a name": b"HTTP/1.1 200 OK\r\nX Feed: 1\r\n" + LENGTH + b"\r\n" + FEED,
    "a blank after a name": b"HTTP/1.1 200 OK\r\nContent-Length : 11\r\n\r\n" + FEED,
    "no colon": b"HTTP/1.1 200 OK\r\nbroken\r\n" + LENGTH + b"\r\n" + FEED,
    "no name": b"HTTP/1.1 200 OK\r\n: x\r\n" + LENGTH + b"\r\n" + FEED,
    "a name beyond ASCII": b"HTTP/1.1 200 OK\r\nX\xe9: x\r\n" + LENGTH + b"\r\n" + FEED,
    "a NUL in a value": b"HTTP/1.1 200 OK\r\nX: a\0b\r\n" + LENGTH + b"\r\n" + FEED,
    "a CR in a value": b"HTTP/1.1 200 OK\r\nX: a\rb\r\n" + LENGTH + b"\r\n" + FEED,
    "a folded line": b"HTTP/1.1 200 OK\r\nX: a\r\n b: c\r\n" + LENGTH + b"\r\n" + FEED,
    "LF alone": b"HTTP/1.1 200 OK\nContent-Length: 11\n\n" + FEED,
    "no reason": b"HTTP/1.1 200\r\n\r\n" + FEED,
    "two blanks": b"HTTP/1.1  200 OK\r\n\r\n" + FEED,
    "HTTP/2 in words": b"HTTP/2 200\r\n\r\n" + FEED,
    "no version": b"HTTP 200 OK\r\n\r\n" + FEED,
    "ICY": b"ICY 200 OK\r\n\r\n" + FEED,
    "small letters": b"http/1.1 200 ok\r\n\r\n" + FEED,
    "a reason in Latin-1": b"HTTP/1.1 200 D\xe9j\xe0\r\n\r\n" + FEED,
    "blank lines before": b"\r\n\nHTTP/1.1 200 OK\r\n\r\n" + FEED,
    "hints before": b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + FEED,
    "one field of 34 KB": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 34_000 + b"\r\n\r\n" + FEED,
    "2,000 fields": b"HTTP/1.1 200 OK\r\n" + b"X-Feed: 1\r\n" * 2000 + b"\r\n" + FEED,
}


@pytest.mark.parametrize("answer", READ.values(), ids=READ)
def test_a_head_that_browsers_read_is_read(answer):
    """On the wire, each as servers were seen to send it."""
    body, _ = ask(answer)

    assert FEED == body.content


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * MOST_HEAD + b"\r\n\r\n", "more than 64 KB of headers"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000, "more than 64 KB of headers"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "two lengths"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "not in HTTP"),
        (b"HTTP/1.1 2000 OK\r\n\r\n", "not in HTTP"),
    ],
    ids=["one long field", "many fields", "two lengths", "another protocol", "four digits"],
)
def test_what_cannot_be_mended_is_named(answer, said):
    """Whoever reads the error knows what to tell the publisher."""
    assert said in str(failure(SourceAway, answer))


def test_what_a_field_says_is_kept():
    """Blanks around a name and a value are none of it."""
    body, _ = ask(reply("200 OK", "Content-Type :  text/xml ", 'ETag:"a"', body=FEED))

    assert ("text/xml", '"a"') == (body.content_type, body.validators.etag)


@given(st.sampled_from([*READ.values()]), st.lists(st.integers(0, 3000), max_size=6))
def test_any_split_of_an_answer_gives_the_same(answer, cuts):
    """The network cuts where it likes."""
    edges = [0, *sorted(min(cut, len(answer)) for cut in cuts), len(answer)]
    reader = HeadReader()

    pieces = [answer[a:b] for a, b in pairwise(edges)]

    assert HeadReader().take(answer) == b"".join(reader.take(piece) for piece in pieces)
    assert reader.over


@given(st.binary(max_size=200))
def test_a_mended_head_is_mended_once(garbage):
    """What comes out is a head that stays as it is, or an error of ours."""
    try:
        mended = mend_head(b"HTTP/1.1 200 OK\r\n" + garbage.replace(b"\n\n", b"") + b"\r\n\r\n")
    except BadHead:
        return

    assert mended == mend_head(mended)
    assert b"\0" not in mended
