"""Names, addresses and certificates: what is dialled is what was checked."""

import asyncio
import socket
import ssl
import subprocess

import pytest

from tests.watchers.fetch.looks import CANARY, CANARY_PORT, FRESH, Names, fetcher
from tests.watchers.fetch.servers import reply, serve
from watchers.errors import (
    AddressForbidden,
    SourceAway,
)
from watchers.fetch.resolver import GuardedResolver


def test_a_name_that_leads_to_a_private_address_is_never_dialled():
    """The name is public, its answer is not."""

    async def scene():
        async with (
            serve(reply("200 OK"), host=CANARY, port=CANARY_PORT) as canary,
            fetcher(resolver=Names([CANARY, "::1", "10.0.0.1"])) as door,
        ):
            with pytest.raises(AddressForbidden):
                await door.fetch(f"http://feeds.example.org:{CANARY_PORT}/", FRESH)
            return canary.connections

    assert asyncio.run(scene()) == 0


def test_of_mixed_answers_only_the_public_are_dialled():
    """One good address does not open the door for the others."""
    names = Names(["10.0.0.1", "8.8.8.8", "::1", "::ffff:8.8.4.4", "2606:4700::1111"])

    found = asyncio.run(GuardedResolver(names, frozenset()).resolve("example.org", 443))

    assert [(to["host"], to["port"], to["family"]) for to in found] == [
        ("8.8.8.8", 443, socket.AF_INET),
        ("2606:4700::1111", 443, socket.AF_INET6),
    ]


def test_the_words_are_the_same_whether_a_private_port_is_open():
    """A refusal is no port scanner."""

    async def words(door):
        with pytest.raises(AddressForbidden) as caught:
            await door.fetch(f"http://feeds.example.org:{CANARY_PORT}/", FRESH)
        return str(caught.value), caught.value.__cause__

    async def scene():
        async with fetcher(resolver=Names([CANARY])) as door:
            async with serve(reply("200 OK"), host=CANARY, port=CANARY_PORT):
                is_open = await words(door)
            return is_open, await words(door)

    is_open, is_closed = asyncio.run(scene())
    assert is_open == is_closed


def test_a_name_is_resolved_once_for_each_connection():
    """The second answer, the attacker's chance, is not for the first connection."""

    async def scene():
        names = Names(["127.0.0.1"], ["127.0.0.78"])
        async with (
            serve(reply("200 OK", body=b"first")) as server,
            serve(reply("200 OK", body=b"second"), host="127.0.0.78", port=server.port),
            fetcher(f"feeds.test:{server.port}", resolver=names) as door,
        ):
            looks = [await door.fetch(server.url(host="feeds.test"), FRESH) for _ in range(2)]
            return looks, names.asked, server

    looks, asked, server = asyncio.run(scene())
    assert [body.content for body in looks] == [b"first", b"second"]
    assert [("feeds.test", server.port)] * 2 == asked
    assert [f"feeds.test:{server.port}".encode()] == server.sent("Host")


def test_an_unknown_name_is_away():
    """An outage of DNS marks no source as dead."""

    async def unknown(_name, _port):
        raise OSError

    async def scene(resolver):
        async with fetcher(resolver=resolver) as door:
            await door.fetch("http://feeds.example.org/", FRESH)

    for resolver in (unknown, Names([])):
        with pytest.raises(SourceAway, match="cannot be resolved"):
            asyncio.run(scene(resolver))


def test_the_machine_resolves_by_default():
    """An allowed name needs no injected resolver."""

    async def scene():
        async with (
            serve(reply("200 OK", body=b"x")) as server,
            fetcher(f"localhost:{server.port}") as door,
        ):
            return await door.fetch(server.url(host="localhost"), FRESH)

    assert asyncio.run(scene()).content == b"x"


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory):
    """Make a certificate that nobody vouches for."""
    folder = tmp_path_factory.mktemp("tls")
    made = subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "cert.pem"),
        ],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("openssl made no certificate here")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused(self_signed):
    """Not even an operator's allow list switches that off."""
    heard = []

    async def talk(reader, writer):
        heard.append(await reader.read(100))
        writer.close()

    async def scene():
        server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=self_signed)
        port = server.sockets[0].getsockname()[1]
        async with server, fetcher(f"127.0.0.1:{port}") as door:
            await door.fetch(f"https://127.0.0.1:{port}/", FRESH)

    with pytest.raises(SourceAway, match="certificate that is not valid"):
        asyncio.run(scene())
    assert heard == []
