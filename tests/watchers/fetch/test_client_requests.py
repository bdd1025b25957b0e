"""What the fetcher sends: these bytes, and nothing of the environment."""

import asyncio
import logging
import subprocess
import sys

import httpx
import pytest

from tests.watchers.fetch.looks import FRESH, ask, fetcher
from tests.watchers.fetch.servers import reply, serve
from watchers.fetch.client import HttpFetcher
from watchers.protocols import Validators


def test_a_request_holds_these_bytes_and_no_others():
    """An honest name, no Referer, no cookie, no added query."""
    _, server = ask(reply("200 OK"), path="/feed?a=%7Eb%2Fc&d=%20+")

    assert [
        b"GET /feed?a=%7Eb%2Fc&d=%20+ HTTP/1.1",
        f"Host: {server.authority}".encode(),
        b"User-Agent: watchnext/1.2",
        (
            b"Accept: application/atom+xml, application/rss+xml, application/feed+json, "
            b"application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
        ),
        b"Accept-Encoding: gzip",
        b"Connection: close",
    ] == server.requests[0].split(b"\r\n")


@pytest.mark.parametrize(
    "etag",
    [
        b'"plain"',
        b'W/"weak"',
        b'"a,b"',
        b"unquoted",
        b'"in  side"',
        b'"' + b"x" * 8190 + b'"',
        b'"caf\xc3\xa9"',
        b'""',
        b'"a"-gzip',
    ],
    ids=[
        "plain",
        "weak",
        "comma",
        "unquoted",
        "spaces",
        "eight KiB",
        "UTF-8",
        "empty quotes",
        "suffix",
    ],
)
def test_an_etag_returns_byte_for_byte(etag):
    """What the server said is what it hears."""

    async def scene():
        first = reply("200 OK", b"ETag: " + etag, "Last-Modified: yesterday,  about noon")
        async with serve(first, reply("304 X")) as server, fetcher(server.authority) as door:
            body = await door.fetch(server.url(), FRESH)
            await door.fetch(server.url(), body.validators)
            return server

    server = asyncio.run(scene())
    assert [etag] == server.sent("If-None-Match")
    assert server.sent("If-Modified-Since") == [b"yesterday,  about noon"]


@pytest.mark.parametrize(
    "etag",
    [b'"\xe9"', b'"a\tb"', b'"a\x01b"', b'"' + b"x" * 9000 + b'"', b""],
    ids=["Latin-1", "tab", "control", "over eight KiB", "empty"],
)
def test_an_etag_that_would_change_is_dropped(etag):
    """An invented validator is worse than none."""
    body, _ = ask(reply("200 OK", b"ETag: " + etag, "Last-Modified: now"))

    assert Validators(last_modified="now") == body.validators


@pytest.mark.parametrize(
    "etag", ['"a"\r\nX-Evil: 1', '"д"', '"\ud800"', '"\0"', "x" * 9000, "", " "], ids=ascii
)
def test_a_stored_validator_that_cannot_be_sent_is_not(etag):
    """Whatever the store gives back, no header is forged and no request fails."""
    _, server = ask(reply("200 OK"), validators=Validators(etag=etag))

    assert server.sent("If-None-Match") == []
    assert b"X-Evil" not in server.requests[0]


def test_what_only_the_process_has_in_its_environment_is_ignored(monkeypatch, tmp_path):
    """The fetcher goes by what it is given: proxies come that way, a netrc never."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login secret password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    async def scene():
        async with serve(reply("200 OK")) as proxy, serve(reply("200 OK")) as server:
            for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
                monkeypatch.setenv(name, f"http://{proxy.authority}")
            async with fetcher(server.authority) as door:
                await door.fetch(server.url(), FRESH)
            return proxy, server

    proxy, server = asyncio.run(scene())
    assert (proxy.connections, server.connections) == (0, 1)
    assert server.sent("Authorization") == []


def test_cookies_live_as_long_as_one_fetch():
    """A wall that sets one and sends us on is passed; a thousand are not carried, none is kept."""
    cookies = [f"Set-Cookie: c{n}=x; Path=/" for n in range(1000)]

    async def scene():
        moved = reply("302 Found", "Location: /b", *cookies)
        after = reply("200 OK", *cookies)
        async with serve(moved, after) as server, fetcher(server.authority) as door:
            await door.fetch(server.url("/a"), FRESH)
            await door.fetch(server.url("/a"), FRESH)
            return server

    server = asyncio.run(scene())
    assert server.paths() == ["/a", "/b", "/a"]
    first, (second,), third = (server.sent("Cookie", request=n) for n in range(3))
    assert ([], []) == (first, third)
    assert [b"c%d=x" % n for n in range(50)] == second.split(b"; ")


def test_no_log_holds_the_url(caplog):
    """A token in a query stays between us and the server."""
    caplog.set_level(logging.DEBUG)

    ask(reply("200 OK", body=b"x"), path="/feed?token=secret")

    assert "secret" not in caplog.text


def test_no_connection_stays_open():
    """A poll interval outlives every keep-alive; idle TLS connections cost memory."""

    async def scene():
        kept = reply("200 OK", "Connection: keep-alive", body=b"x")
        async with serve(kept) as server, fetcher(server.authority) as door:
            await door.fetch(server.url(), FRESH)
            await door.fetch(server.url(), FRESH)
            await asyncio.sleep(0.05)
            return server.connections, server.open_now

    assert asyncio.run(scene()) == (2, 0)


def test_guard_and_manners_load_no_http_library():
    """Importing what is pure costs nothing."""
    code = (
        "import sys, watchers.fetch.guard, watchers.fetch.manners\n"
        "import watchers.fetch.response_headers\n"
        "print({'httpx', 'aiohttp', 'certifi'} & sys.modules.keys())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "set()\n"


def test_another_transport_can_stand_in():
    """The fetcher speaks to httpx's interface alone, so no socket is needed to try it."""
    asked = []

    def answer(request):
        asked.append((str(request.url), request.headers["User-Agent"]))
        return httpx.Response(200, stream=httpx.ByteStream(b"<rss/>"), headers={"ETag": '"v1"'})

    async def scene():
        door = HttpFetcher(version="1.2", transport=httpx.MockTransport(answer))
        async with door:
            return await door.fetch("https://example.org/feed#top", FRESH)

    body = asyncio.run(scene())

    assert (b"<rss/>", '"v1"') == (body.content, body.validators.etag)
    assert [("https://example.org/feed", "watchnext/1.2")] == asked
