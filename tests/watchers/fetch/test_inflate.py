"""The bounded inflater: any split of the bytes gives the same, and nothing outgrows the cap."""

import gzip
import zlib
from functools import partial
from itertools import pairwise

import brotli
import pytest
from backports import zstd
from hypothesis import assume, given
from hypothesis import strategies as st

from watchers.errors import BodyBroken
from watchers.fetch.inflate import Inflater

zipped = partial(gzip.compress, mtime=0)  # with the time in it each run would be another

TEXT = b"<rss>" * 400


def raw_deflate(content):
    """Compress as some servers do, without zlib's wrapper."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def inflate(encoding, *chunks, cap=100_000, cut=False):
    """Feed the chunks and finish."""
    inflater = Inflater(encoding, cap=cap, host="example.org")
    for chunk in chunks:
        if not inflater.cut:
            inflater.take_chunk(chunk)
    content = inflater.finish()
    assert cut == inflater.cut
    return content


def broken_off(document):
    """Finish a body whose connection ended before its length."""
    inflater = Inflater("", cap=1000, host="example.org")
    inflater.take_chunk(document)
    return inflater.finish(broken_off=True)


PACKED = {
    "plain": ("", TEXT),
    "identity": ("Identity", TEXT),
    "gzip": ("gzip", zipped(TEXT)),
    "x-gzip in capitals": (" X-GZIP ", zipped(TEXT)),
    "gzip in members": ("gzip", zipped(TEXT[:700]) + zipped(TEXT[700:])),
    "gzip with padding": ("gzip", zipped(TEXT) + b"\0\0\x1f\x8b\0"),
    "deflate": ("deflate", zlib.compress(TEXT)),
    "deflate without its wrapper": ("deflate", raw_deflate(TEXT)),
    "deflate with padding": ("deflate", zlib.compress(TEXT) + b"\x1f\x8b"),
    "gzip that nobody named": ("", zipped(TEXT)),
    "gzip twice": ("gzip, gzip", zipped(zipped(TEXT))),
    "brotli": ("br", brotli.compress(TEXT)),
    "zstandard": ("zstd", zstd.compress(TEXT)),
    "zstandard with padding": ("zstd", zstd.compress(TEXT) + b"\0"),
}
BOMBS = {
    "gzip": ("gzip", zipped(bytes(10_000_000))),
    "gzip in gzip": ("gzip", zipped(zipped(bytes(10_000_000)))),
    "brotli": ("br", brotli.compress(bytes(10_000_000))),
    "zstandard": ("zstd", zstd.compress(bytes(10_000_000))),
}


@pytest.mark.parametrize(("encoding", "sent"), PACKED.values(), ids=PACKED)
def test_a_whole_body_comes_out(encoding, sent):
    """In one piece and byte by byte."""
    assert inflate(encoding, sent) == TEXT
    assert inflate(encoding, *[bytes([b]) for b in sent], b"") == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("missing", [1, 4, 8, 20])
def test_a_cut_stream_is_broken(encoding, missing):
    """Also when all of the text has come and only the checksum is missing."""
    packed = zipped(TEXT) if encoding == "gzip" else zlib.compress(TEXT)

    with pytest.raises(BodyBroken, match="before its end"):
        inflate(encoding, packed[:-missing])


@pytest.mark.parametrize(
    "last", ["</rss>", "</feed>\n", "</rdf:RDF>", "</rss><!-- 0.2 s -->", "</html>"]
)
@pytest.mark.parametrize("missing", [1, 4, 8])
def test_a_stream_whose_last_tag_came_is_whole(missing, last):
    """The checksum of what can be read through to its end is nobody's loss."""
    document = TEXT + last.encode()

    assert document == inflate("gzip", zipped(document)[:-missing])


@pytest.mark.parametrize("document", [b'{"items": [1]}', b" [1]\n", b"\xef\xbb\xbf{}"])
def test_json_is_whole_with_its_bracket(document):
    """And not without it."""
    assert document == broken_off(document)
    with pytest.raises(BodyBroken, match="before its end"):
        broken_off(document.rstrip()[:-1])


@pytest.mark.parametrize("encoding", ["", "br", "gzip", "deflate", "zstd", "utf-8", "\u212a"])
@pytest.mark.parametrize("text", [TEXT, b"\xef\xbb\xbf \n<?xml", b'{"a": 1}', b"[]", b"<", b" "])
def test_what_is_plain_stays_so(encoding, text):
    """A coding that is named and not used is no coding."""
    assert text == inflate(encoding, text)


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_no_bytes_are_an_empty_body(encoding):
    """Some servers name a coding for nothing."""
    assert inflate(encoding) == b""


@pytest.mark.parametrize(("encoding", "sent"), PACKED.values(), ids=PACKED)
def test_the_cap_is_exact(encoding, sent):
    """The cap itself is taken, one byte less is not enough."""
    assert inflate(encoding, sent, cap=len(TEXT)) == TEXT
    assert inflate(encoding, sent, cap=len(TEXT) - 1, cut=True) == TEXT[:-5]


def test_empty_members_do_not_go_on_for_ever():
    """What comes in is counted too."""
    assert inflate("gzip", *[zipped(b"")] * 100, cap=1000, cut=True) == b""


@pytest.mark.parametrize(("encoding", "sent"), BOMBS.values(), ids=BOMBS)
def test_no_coding_outgrows_the_cap(encoding, sent):
    """A thousandfold in a few bytes: what is beyond the cap is never made."""
    assert len(inflate(encoding, sent, cap=10_000, cut=True)) <= 10_000


@given(st.binary(max_size=2000), st.lists(st.integers(0, 2000), max_size=5))
def test_any_split_of_a_gzip_stream_gives_the_same(content, cuts):
    """The network cuts where it likes."""
    # What is packed and begins like something packed is unpacked again: see "gzip twice".
    assume(not content.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd")))
    sent = zipped(content[:500]) + zipped(content[500:])
    edges = [0, *sorted(cuts), len(sent)]

    chunks = [sent[a:b] for a, b in pairwise(edges)]

    assert content == inflate("gzip", *chunks)


@given(st.sampled_from(["gzip", "deflate", "br"]), st.lists(st.binary(max_size=200), max_size=5))
def test_garbage_is_broken_and_nothing_else(encoding, chunks):
    """No bytes raise anything but our own errors, or outgrow the cap."""
    try:
        assert len(inflate(encoding, *chunks, cap=500)) <= 500
    except BodyBroken as refusal:
        assert str(refusal).isprintable()  # noqa: PT017, either outcome is right


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("gzip", zipped(TEXT)[:20] + b"x" * 50),
        ("deflate", b"\x78\x9c" + b"x" * 50),
        ("br", b"\x0b\x02\x80<rss/>\x03" + b"x" * 50),
        ("br", brotli.compress(TEXT) + b"more"),
        ("zstd", zstd.compress(TEXT)[:10] + b"x" * 50),
    ],
)
def test_a_damaged_stream_is_broken(encoding, sent):
    """In each coding, with the same words."""
    with pytest.raises(BodyBroken, match=r"damaged|before its end"):
        inflate(encoding, sent)
