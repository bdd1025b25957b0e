"""Redirects: followed by hand, guarded at each hop."""

import asyncio

import pytest

from tests.watchers.fetch.looks import CANARY, CANARY_PORT, FRESH, HELD, ask, failure, fetcher
from tests.watchers.fetch.servers import redirect, reply, serve
from watchers.errors import (
    AddressForbidden,
    CredentialsInAddress,
    SourceAway,
)


@pytest.mark.parametrize(
    ("hops", "moved"),
    [
        (["301 X"], True),
        (["308 X"], True),
        (["301 X", "308 X", "301 X"], True),
        (["302 X"], False),
        (["303 X"], False),
        (["307 X"], False),
        (["301 X", "302 X"], False),
        (["302 X", "301 X"], False),
        ([], False),
    ],
    ids=lambda value: " then ".join(value) or "none" if isinstance(value, list) else None,
)
def test_a_page_moved_only_if_every_hop_is_permanent(hops, moved):
    """One temporary step, and the old address stays the right one."""
    steps = [redirect(status, f"/step{n}") for n, status in enumerate(hops)]
    body, server = ask(*steps, reply("200 OK", body=b"x"))

    last = server.url(f"/step{len(hops) - 1}") if hops else server.url()
    assert (last, last if moved else None) == (body.url, body.moved_to)


def test_a_304_after_a_move_tells_the_move():
    """The validators went with the last hop too."""
    answer, server = ask(redirect("301 X", "/new"), reply("304 X"), validators=HELD)

    assert (server.url("/new"), [b'"v1"']) == (answer.moved_to, server.sent("If-None-Match"))


def test_ten_redirects_are_followed_and_an_eleventh_is_not():
    """A circle ends at once."""
    body, _ = ask(*[redirect("302 X", "/")] * 10, reply("200 OK", body=b"x"))
    assert body.content == b"x"

    async def scene():
        async with serve(redirect("302 X", "/")) as server, fetcher(server.authority) as door:
            with pytest.raises(SourceAway, match="more than 10 redirects"):
                await door.fetch(server.url(), FRESH)
            return server.connections

    assert asyncio.run(scene()) == 11


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        (None, SourceAway),
        ("", SourceAway),
        ("//[::1", SourceAway),
        ("/" + "a" * 3000, SourceAway),
        ("ftp://example.org/", AddressForbidden),
        ("file:///etc/passwd", AddressForbidden),
        ("http://", AddressForbidden),
        ("http://xn--zzzzzz_/", AddressForbidden),
        ("//user:secret@example.org/", CredentialsInAddress),
        ("http://127.0.0.1:1/", AddressForbidden),
        ("http://2130706433/", AddressForbidden),
    ],
    ids=[
        "missing",
        "empty",
        "bracket",
        "long",
        "ftp",
        "file",
        "no host",
        "bad punycode",
        "password",
        "private",
        "decimal",
    ],
)
def test_a_bad_location_ends_the_look(location, kind):
    """Nothing is guessed, nothing repeated."""
    if isinstance(location, str):
        location = location.encode()
    headers = [] if location is None else [b"Location: " + location]

    assert "secret" not in str(failure(kind, reply("302 Found", *headers)))


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        (b"/my feed.xml", "/my%20feed.xml"),
        (b"  /a?b=c d \t", "/a?b=c%20d"),
        (b"/caf\xe9.xml", "/caf%E9.xml"),
        ("/café.xml".encode(), "/caf%C3%A9.xml"),
        (b"/a%20b", "/a%20b"),
        (b"/a\\b", "/a%5Cb"),
    ],
    ids=["blank", "blanks around", "Latin-1", "UTF-8", "quoted", "backslash"],
)
def test_a_location_is_quoted_as_browsers_do(location, asked):
    """Servers write what is in their files' names."""
    _, server = ask(reply("302 X", b"Location: " + location), reply("200 OK"))

    assert ["/feed", asked] == server.paths()


def test_a_location_may_be_relative_and_beyond_ascii():
    """As real servers write it."""
    _, server = ask(reply("302 X", "Location: ../à?b=ü#c".encode()), reply("200 OK"), path="/x/y/z")

    assert server.paths() == ["/x/y/z", "/x/%C3%A0?b=%C3%BC"]


@pytest.mark.parametrize("status", ["301 X", "302 X", "303 X", "307 X", "308 X"])
def test_a_redirect_to_a_private_address_is_never_dialled(status):
    """The canary listens where only the guard stands in between."""

    async def scene():
        async with serve(reply("200 OK"), host=CANARY, port=CANARY_PORT) as canary:
            to_canary = redirect(status, canary.url())
            async with serve(to_canary) as server, fetcher(server.authority) as door:
                with pytest.raises(AddressForbidden):
                    await door.fetch(server.url(), FRESH)
            return canary.connections

    assert asyncio.run(scene()) == 0


def test_hosts_that_redirect_to_each_other_do_not_lock():
    """A look gives its turn back before it takes the next."""

    async def scene():
        async with serve(b"") as a, serve(b"") as b:
            ports = a.port, b.port
        there, back = (redirect("302 X", f"http://127.0.0.1:{port}/") for port in ports)
        page = reply("200 OK", body=b"x")
        async with (
            serve(back, page, port=ports[0]) as a,
            serve(there, page, port=ports[1]) as b,
            fetcher(a.authority, b.authority) as door,
        ):
            return await asyncio.gather(door.fetch(a.url(), FRESH), door.fetch(b.url(), FRESH))

    assert [body.content for body in asyncio.run(scene())] == [b"x", b"x"]
