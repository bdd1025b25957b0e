"""TLS with authorities of one's own, directly and through a proxy's tunnel."""

import asyncio
import ssl
import subprocess
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tests.watchers.fetch.looks import FRESH
from tests.watchers.fetch.servers import reply
from watchers.errors import SourceAway
from watchers.fetch.client import HttpFetcher
from watchers.fetch.transport import GuardedTransport, named_trust

FEED = b"<rss></rss>"
NAMES = "subjectAltName=DNS:feeds.example.org,IP:127.0.0.1"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """Give the folder of an office's own authority: cert.pem, and its key."""
    folder = tmp_path_factory.mktemp("office")
    made = subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-subj", "/CN=office", "-addext", NAMES),
            *("-keyout", "key.pem", "-out", "cert.pem"),
        ],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("openssl made no certificate here")
    return folder


@asynccontextmanager
async def secured(authority):
    """Serve a feed over TLS; give the port, and what was heard."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "cert.pem", authority / "key.pem")
    heard = []

    async def talk(reader, writer):
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(reply("200 OK", body=FEED))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1], heard


@asynccontextmanager
async def tunnel(to):
    """Serve as a proxy that leads every CONNECT to one port; give its port, and what was heard."""
    heard = []
    pipes: list[asyncio.Task[None]] = []

    async def copy(reader, writer):
        try:
            while received := await reader.read(4096):
                writer.write(received)
        finally:
            writer.close()

    async def talk(reader, writer):
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back, forth = await asyncio.open_connection("127.0.0.1", to)
        pipes.extend(asyncio.create_task(c) for c in (copy(reader, forth), copy(back, writer)))

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heard
        for pipe in pipes:
            pipe.cancel()
        await asyncio.gather(*pipes, return_exceptions=True)


def door(authority, *authorities, **environment):
    """Make a fetcher that trusts the office."""
    allow = frozenset(authorities)
    return HttpFetcher(
        allow=allow,
        version="1.2",
        deadline=timedelta(seconds=10),
        environment=environment,
        transport=GuardedTransport(allow, trust=named_trust(str(authority / "cert.pem"), "")),
    )


def test_an_authority_that_the_operator_names_is_trusted(authority):
    """As SSL_CERT_FILE does it elsewhere."""

    async def scene():
        async with (
            secured(authority) as (port, _),
            door(authority, f"127.0.0.1:{port}") as opened,
        ):
            return await opened.fetch(f"https://127.0.0.1:{port}/feed", FRESH)

    assert FEED == asyncio.run(scene()).content


def test_a_feed_is_read_through_a_tunnel(authority):
    """The server hears the request, the proxy the name and its own password alone."""

    async def scene():
        async with (
            secured(authority) as (port, server),
            tunnel(port) as (way, proxy),
            door(authority, HTTPS_PROXY=f"http://desk:hunter2@127.0.0.1:{way}") as opened,
        ):
            body = await opened.fetch("https://feeds.example.org/feed?a=b", FRESH)
            return body, server[0], proxy[0]

    body, server, proxy = asyncio.run(scene())

    assert FEED == body.content
    assert proxy.startswith(b"CONNECT feeds.example.org:443 HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic" in proxy
    assert server.startswith(b"GET /feed?a=b HTTP/1.1\r\nHost: feeds.example.org\r\n")
    assert b"Proxy-Authorization" not in server


def test_a_certificate_of_another_name_is_refused_in_a_tunnel_too(authority):
    """A proxy that puts itself between is named."""

    async def scene():
        async with (
            secured(authority) as (port, _),
            tunnel(port) as (way, _),
            door(authority, HTTPS_PROXY=f"http://127.0.0.1:{way}") as opened,
        ):
            await opened.fetch("https://other.example.org/feed", FRESH)

    with pytest.raises(SourceAway, match="shows another certificate; SSL_CERT_FILE"):
        asyncio.run(scene())


@pytest.mark.parametrize(
    ("file", "folder"), [("missing.pem", ""), ("", "missing"), ("key.pem", "")]
)
def test_authorities_that_are_none_are_an_error(authority, file, folder):
    """At the start, not at each look."""
    with pytest.raises(OSError):  # noqa: PT011 - ssl.SSLError is one, each system has its words
        named_trust(*(str(authority / name) if name else "" for name in (file, folder)))
