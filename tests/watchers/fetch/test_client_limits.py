"""Time and size: a look ends, whatever the server does."""

import asyncio
import gzip
import tracemalloc
import zlib
from datetime import timedelta
from functools import partial

import httpx
import pytest

from tests.watchers.fetch.looks import FRESH, MIB, ask, failure, fetcher
from tests.watchers.fetch.servers import drip, redirect, reply, reset, serve
from watchers.errors import (
    BodyBroken,
    SourceAway,
    SourceRefused,
)
from watchers.fetch.client import HttpFetcher
from watchers.fetch.manners import SystemClock
from watchers.model.rules import RequestOptions

zipped = partial(gzip.compress, mtime=0)  # with the time in it each run would be another


@pytest.mark.parametrize(
    "answer",
    [
        drip(b"HTTP/1.1 200 O", b"K", 0.02),
        drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.02),
        drip(reply("200 OK", length=None), b"x", 0.02),
        drip(reply("200 OK", "Content-Encoding: gzip", length=None), b"", 0.02),
        drip(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", 0.02),
        drip(b"", b"", 0.02),
    ],
    ids=["status", "headers", "body", "silent body", "continue", "silent"],
)
def test_a_slow_server_ends_at_the_deadline(answer):
    """However it spends the time."""

    async def scene():
        limit = timedelta(seconds=0.3)
        async with serve(answer) as server, fetcher(server.authority, deadline=limit) as door:
            start = asyncio.get_running_loop().time()
            with pytest.raises(SourceAway, match=r"took longer than 0\.3 s"):
                await door.fetch(server.url(), FRESH)
            return asyncio.get_running_loop().time() - start

    assert 0.25 < asyncio.run(scene()) < 0.6


def test_the_deadline_covers_the_resolver():
    """A name server that never answers costs no more than a slow site."""

    async def never(_name, _port):
        await asyncio.sleep(60)

    async def scene():
        async with fetcher(resolver=never, deadline=timedelta(seconds=0.2)) as door:
            await door.fetch("http://feeds.example.org/", FRESH)

    with pytest.raises(SourceAway, match="took longer"):
        asyncio.run(scene())


def test_redirects_share_one_deadline():
    """Five slow hops are one slow look."""

    async def slow(writer):
        await asyncio.sleep(0.15)
        writer.write(redirect("302 X", "/"))

    assert "took longer" in str(failure(SourceAway, slow, deadline=timedelta(seconds=0.4)))


def test_waiting_for_a_turn_costs_nothing_of_the_deadline():
    """The last of four queued looks has as long as the first."""

    async def slow(writer):
        await asyncio.sleep(0.15)
        writer.write(reply("200 OK", body=b"x"))

    async def scene():
        limit = timedelta(seconds=0.4)
        async with serve(slow) as server, fetcher(server.authority, deadline=limit) as door:
            async with asyncio.TaskGroup() as looks:
                for n in range(4):
                    looks.create_task(door.fetch(server.url(f"/{n}"), FRESH))
            return server

    server = asyncio.run(scene())
    assert (server.paths(), server.most_at_once) == (["/0", "/1", "/2", "/3"], 1)


@pytest.mark.parametrize(
    "answer",
    [
        reply("200 OK", body=b"x" * (5 * MIB + 1)),
        drip(reply("200 OK", length=None), b"x" * 65536, 0),
        reply("200 OK", "Content-Encoding: gzip", body=zipped(bytes(5 * MIB + 1))),
        reply("200 OK", "Content-Encoding: deflate", body=zlib.compress(bytes(5 * MIB + 1))),
        drip(reply("200 OK", "Content-Encoding: gzip", length=None), zipped(b"") * 3000, 0),
    ],
    ids=["declared", "endless", "gzip", "deflate", "endless empty gzip"],
)
def test_a_body_over_the_cap_is_cut_there(answer):
    """Declared, endless or inflated: its first part is read, and it is known to be one."""
    body, _ = ask(answer)

    assert (5 * MIB, True) == (body.cut_at, len(body.content) <= 5 * MIB)


@pytest.mark.parametrize("coding", ["", "gzip"], ids=["plain", "gzip"])
def test_a_body_of_the_cap_is_taken(coding):
    """The nearest size that is not too large."""
    content = bytes(5 * MIB)
    sent = zipped(content) if coding else content

    body, _ = ask(reply("200 OK", f"Content-Encoding: {coding}", body=sent))

    assert content == body.content


def test_a_cut_document_ends_with_a_whole_tag():
    """Half a character would make a guess of the charset a wrong one."""
    item = "<item>нефть</item>".encode()
    body, _ = ask(reply("200 OK", body=b"<rss>" + item * 100), cap=16 + len(item))

    assert b"<rss>" + item == body.content[: 5 + len(item)]
    assert body.content.endswith(b">")
    assert 16 + len(item) == body.cut_at


def test_a_source_has_a_cap_and_a_patience_of_its_own():
    """Instead of those of all the others."""
    large = reply("200 OK", body=bytes(6 * MIB))

    body, _ = ask(large, options_of_source=RequestOptions(cap=7 * MIB))
    error = failure(
        SourceAway,
        drip(b"", b"", 0.02),
        options_of_source=RequestOptions(timeout=timedelta(seconds=0.2)),
    )

    assert (6 * MIB, None) == (len(body.content), body.cut_at)
    assert "took longer than 0.2 s" in str(error)


def test_a_bomb_does_not_grow_in_memory():
    """64 MiB in 64 KiB stay under 16 MiB."""
    bomb = reply("200 OK", "Content-Encoding: gzip", body=zipped(bytes(64 * MIB)))

    async def scene():
        async with serve(bomb) as server, fetcher(server.authority) as door:
            tracemalloc.start()
            try:
                assert (await door.fetch(server.url(), FRESH)).cut_at
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    assert asyncio.run(scene()) < 16 * MIB


ZIPPED = zipped(b"<rss>" + bytes(range(256)) * 40)


@pytest.mark.parametrize(
    "answer",
    [
        reply("200 OK", body=b"<rss>", length=6),
        reset(reply("200 OK", body=b"<rss>", length=600)),
        reply("200 OK", "Transfer-Encoding: chunked", body=b"5\r\n<rss>\r\n", length=None),
        reply("200 OK", "Content-Encoding: gzip", body=ZIPPED[:-1]),
        reply("200 OK", "Content-Encoding: gzip", body=ZIPPED[:5]),
        reply("200 OK", "Content-Encoding: gzip", body=ZIPPED[:-8] + b"\0" * 8),
        reply("200 OK", "Content-Encoding: br", body=b"\x0b\x02\x80<rss/>\x03"),
    ],
    ids=[
        "short",
        "reset",
        "chunks cut",
        "gzip cut by one",
        "gzip cut in its head",
        "gzip sum wrong",
        "brotli",
    ],
)
def test_a_body_that_is_not_whole_is_broken(answer):
    """Nothing half is ever parsed."""
    failure(BodyBroken, answer)


FEED = b"<?xml version='1.0'?>\n<rss><channel/></rss>\n"
SHUT = zipped(FEED)


@pytest.mark.parametrize(
    "answer",
    [
        reply("200 OK", body=FEED, length=len(FEED) + 1),
        reset(reply("200 OK", body=FEED, length=600)),
        reply(
            "200 OK",
            "Transfer-Encoding: chunked",
            body=b"%x\r\n%s\r\n" % (len(FEED), FEED),
            length=None,
        ),
        reply("200 OK", "Content-Encoding: gzip", body=SHUT[:-8]),
        reply("200 OK", "Content-Encoding: gzip", body=SHUT, length=len(SHUT) + 9),
    ],
    ids=["short", "reset", "no last chunk", "gzip without its sum", "gzip short"],
)
def test_a_feed_whose_last_tag_came_is_whole(answer):
    """Servers count wrongly and leave out the last chunk; browsers and curl show the page."""
    body, _ = ask(answer)

    assert FEED == body.content


@pytest.mark.parametrize(
    ("coding", "sent"),
    [
        ("UTF-8", FEED),
        ("none", FEED),
        ("aws-chunked", FEED),
        ("gzip", FEED),
        ("br", FEED),
        ("", SHUT),
        ("utf-8", SHUT),
        ("gzip, gzip", zipped(SHUT)),
        ("gzip", zipped(SHUT)),
    ],
    ids=str,
)
def test_the_bytes_say_what_the_body_is(coding, sent):
    """Whatever Content-Encoding says."""
    body, _ = ask(reply("200 OK", f"Content-Encoding: {coding}", body=sent))

    assert FEED == body.content


def test_damaged_chunks_end_the_look():
    """Aiohttp's C parser says nothing of them and its Python parser its own error: both end."""
    head = reply("200 OK", "Transfer-Encoding: chunked", body=b"5\r\n<rss>\r\n", length=None)

    with pytest.raises((BodyBroken, SourceAway)):
        ask(drip(head, b"zz\r\n", 0.02), deadline=timedelta(seconds=0.3))


def test_a_source_may_want_more_time_between_two_requests():
    """Beside the usual pause, and never at a host that is our own."""

    async def waits(*authorities, spacing):
        slept = []

        class Watch(SystemClock):
            async def sleep(self, seconds):
                slept.append(round(seconds))

        def answer(_request):
            return httpx.Response(404)

        async with HttpFetcher(
            allow=frozenset(authorities),
            version="1.2",
            transport=httpx.MockTransport(answer),
            clock=Watch(),
        ) as door:
            for _ in range(2):
                with pytest.raises(SourceRefused):
                    await door.fetch(
                        "https://feeds.example.org/", FRESH, RequestOptions(spacing=spacing)
                    )
        return slept

    assert [6] == asyncio.run(waits(spacing=timedelta(seconds=6)))
    assert [1] == asyncio.run(waits(spacing=None))
    assert [] == asyncio.run(waits("feeds.example.org:443", spacing=timedelta(seconds=6)))
