"""What the fetcher makes of an answer that it got."""

import asyncio
from datetime import timedelta

import pytest

from tests.watchers.fetch.looks import FRESH, HELD, ask, failure, fetcher
from tests.watchers.fetch.servers import reply, serve
from watchers.errors import (
    BodyBroken,
    SourceAway,
    SourceBusy,
    SourceGone,
    SourceRefused,
)
from watchers.protocols import Body, NotModified, Validators


def test_a_body_comes_whole_with_what_was_said_about_it():
    """Everything the pipeline needs, in one value."""
    body, server = ask(
        reply(
            "200 OK",
            "Content-Type: application/rss+xml; charset=utf-8",
            'ETag: "a"',
            "Last-Modified: Mon, 02 Jan 2023 03:04:05 GMT",
            "Cache-Control: public, max-age=600",
            body=b"<rss/>",
        )
    )

    assert (
        Body(
            content=b"<rss/>",
            content_type="application/rss+xml; charset=utf-8",
            url=server.url(),
            http_status=200,
            validators=Validators(etag='"a"', last_modified="Mon, 02 Jan 2023 03:04:05 GMT"),
            fresh_for=timedelta(minutes=10),
        )
        == body
    )


def test_an_empty_body_is_a_body():
    """Whether it is a feed, the parser judges."""
    body, _ = ask(reply("200 OK", "Content-Encoding: gzip"))

    assert body.content == b""


def test_a_304_keeps_the_old_validators_under_the_new():
    """A 304 may carry newer ones (RFC 9110 15.4.5), and need not repeat the others."""
    answer, server = ask(reply("304 Not Modified", 'ETag: "v2"'), validators=HELD)

    assert (
        NotModified(validators=Validators(etag='"v2"', last_modified=HELD.last_modified)) == answer
    )
    assert server.sent("If-None-Match") == [b'"v1"']


def test_a_304_that_was_not_asked_for_is_no_answer():
    """Nothing is at hand that could be unmodified."""
    assert failure(SourceAway, reply("304 Not Modified")).http_status == 304


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (410, SourceGone),
        (400, SourceRefused),
        (401, SourceRefused),
        (403, SourceRefused),
        (404, SourceRefused),
        (451, SourceRefused),
        (429, SourceBusy),
        (503, SourceBusy),
        (500, SourceAway),
        (502, SourceAway),
        (204, SourceAway),
        (300, SourceAway),
        (305, SourceAway),
        (999, SourceAway),
    ],
    ids=str,
)
def test_a_status_says_what_to_do_next(status, kind):
    """The kind of the error is all that a caller acts on; the body is never repeated."""
    body = b"" if status == 204 else b"secret"
    error = failure(kind, reply(f"{status} X", 'ETag: "a"', body=body))

    assert status == error.http_status
    assert "secret" not in str(error)


@pytest.mark.parametrize("status", ["203 X", "206 Partial Content"])
@pytest.mark.parametrize("more", [[], ["Content-Range: bytes 0-11/12"]], ids=["bare", "ranged"])
def test_other_answers_with_a_whole_body_are_read(status, more):
    """Caches between say 203, and some servers 206 to who asked for no part."""
    body, _ = ask(reply(status, *more, body=b"<rss>.</rss>"))

    assert (b"<rss>.</rss>", int(status[:3])) == (body.content, body.http_status)


def test_a_part_without_its_end_is_broken():
    """Nobody asked for a part."""
    failure(BodyBroken, reply("206 Partial Content", body=b"<rss>"))


def test_a_busy_host_is_left_alone():
    """Another page of that host is not asked before the pause is over."""

    async def scene():
        busy = reply("429 Slow Down", "Retry-After: 120")
        async with serve(busy) as server, fetcher(server.authority) as door:
            waits = []
            for path in ("/a", "/b"):
                with pytest.raises(SourceBusy) as caught:
                    await door.fetch(server.url(path), FRESH)
                waits.append(caught.value)
            return waits, server

    (first, second), server = asyncio.run(scene())
    assert timedelta(seconds=120) == first.after
    assert timedelta(seconds=115) < second.after <= timedelta(seconds=120)
    assert (second.http_status, server.paths()) == (429, ["/a"])


@pytest.mark.parametrize(
    "answer",
    [b"SSH-2.0-OpenSSH_9.6\r\n\r\n", b"SSH-2.0\r\n", b"", b"HTTP/1.1 200"],
    ids=["another protocol", "half of it", "silence", "cut status"],
)
def test_what_is_no_http_is_away(answer):
    """Named without a word of what was said."""
    assert "SSH" not in str(failure(SourceAway, answer))


def test_a_closed_port_is_away():
    """It may come back."""

    async def scene():
        async with serve(b"") as server:
            pass
        async with fetcher(server.authority) as door:
            await door.fetch(server.url(), FRESH)

    with pytest.raises(SourceAway, match="does not accept a connection"):
        asyncio.run(scene())
