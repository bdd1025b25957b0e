"""The fetcher against real servers on loopback."""

import asyncio
import gzip
import logging
import ssl
import subprocess
import sys
import tracemalloc
import zlib
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tests.watchers.fetch.servers import drip, redirect, reply, reset, serve
from watchers.errors import (
    AddressForbidden,
    BodyBroken,
    BodyTooLarge,
    SourceAway,
    SourceBusy,
    SourceGone,
    SourceRefused,
)
from watchers.fetch.client import HttpFetcher
from watchers.protocols import Body, NotModified, Validators

FRESH = Validators()
HELD = Validators(etag='"v1"', last_modified="Mon, 02 Jan 2023 03:04:05 GMT")
CANARY = "127.0.0.77"  # loopback that nobody allowed, on a port that the guard lets through
MIB = 1024 * 1024


class Names:
    """A resolver that gives one list of addresses after the other, the last for ever."""

    def __init__(self, *answers):
        self.answers = answers
        self.asked = []

    async def __call__(self, name, port):
        """Answer, and remember who asked."""
        answer = self.answers[min(len(self.asked), len(self.answers) - 1)]
        self.asked.append((name, port))
        return answer


@asynccontextmanager
async def fetcher(*authorities, **options):
    """Open a fetcher that may ask these hosts."""
    options = {"version": "1.2", "deadline": timedelta(seconds=5), **options}
    async with HttpFetcher(allow=frozenset(authorities), **options) as door:
        yield door


def ask(*answers, validators=FRESH, path="/feed", **options):
    """Fetch once from a server with these answers; give the outcome and the server's log."""

    async def scene():
        async with serve(*answers) as server, fetcher(server.authority, **options) as door:
            return await door.fetch(server.url(path), validators), server

    return asyncio.run(scene())


def failure(kind, *answers, **options):
    """Fetch once, expecting this kind of error, and give it."""
    with pytest.raises(kind) as caught:
        ask(*answers, **options)
    assert kind is type(caught.value)
    assert str(caught.value).isprintable()
    return caught.value


# What is sent


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


def test_a_contact_stands_in_the_user_agent():
    """A publisher who wants us to stop can say so."""
    _, server = ask(reply("200 OK"), contact="https://example.org/bot")

    assert server.sent("User-Agent") == [b"watchnext/1.2 (+https://example.org/bot)"]


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


def test_proxies_and_netrc_of_the_environment_are_ignored(monkeypatch, tmp_path):
    """Only what is configured decides where a request goes."""
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


def test_cookies_are_neither_kept_nor_sent():
    """Not even a thousand, and not over a redirect."""
    cookies = [f"Set-Cookie: c{n}=secret; Path=/" for n in range(1000)]

    async def scene():
        moved = reply("302 Found", "Location: /b", *cookies)
        after = reply("200 OK", *cookies)
        async with serve(moved, after) as server, fetcher(server.authority) as door:
            await door.fetch(server.url("/a"), FRESH)
            await door.fetch(server.url("/a"), FRESH)
            return server

    server = asyncio.run(scene())
    assert server.paths() == ["/a", "/b", "/a"]
    assert [server.sent("Cookie", request=n) for n in range(3)] == [[], [], []]


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


# What an answer means


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
        (206, SourceAway),
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
    [b"SSH-2.0-OpenSSH_9.6\r\n", b"", b"HTTP/1.1 200 OK\r\nbroken\r\n\r\n", b"HTTP/1.1 200"],
    ids=["another protocol", "silence", "bad header", "cut status"],
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


# Redirects


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


def test_five_redirects_are_followed_and_a_sixth_is_not():
    """A circle ends at once."""
    body, _ = ask(*[redirect("302 X", "/")] * 5, reply("200 OK", body=b"x"))
    assert body.content == b"x"

    async def scene():
        async with serve(redirect("302 X", "/")) as server, fetcher(server.authority) as door:
            with pytest.raises(SourceAway, match="more than 5 redirects"):
                await door.fetch(server.url(), FRESH)
            return server.connections

    assert asyncio.run(scene()) == 6


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        (None, SourceAway),
        ("", SourceAway),
        ("/a b", SourceAway),
        ("//[::1", SourceAway),
        ("/" + "a" * 3000, SourceAway),
        (b"/\xff", SourceAway),
        ("ftp://example.org/", AddressForbidden),
        ("file:///etc/passwd", AddressForbidden),
        ("http://", AddressForbidden),
        ("http://xn--zzzzzz_/", AddressForbidden),
        ("//user:secret@example.org/", AddressForbidden),
        ("http://127.0.0.1:1/", AddressForbidden),
        ("http://2130706433/", AddressForbidden),
    ],
    ids=[
        "missing",
        "empty",
        "space",
        "bracket",
        "long",
        "not UTF-8",
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


def test_a_location_may_be_relative_and_beyond_ascii():
    """As real servers write it."""
    _, server = ask(reply("302 X", "Location: ../à?b=ü#c".encode()), reply("200 OK"), path="/x/y/z")

    assert server.paths() == ["/x/y/z", "/x/%C3%A0?b=%C3%BC"]


@pytest.mark.parametrize("status", ["301 X", "302 X", "303 X", "307 X", "308 X"])
def test_a_redirect_to_a_private_address_is_never_dialled(status):
    """The canary listens where only the guard stands in between."""

    async def scene():
        async with serve(reply("200 OK"), host=CANARY, port=8080) as canary:
            to_canary = redirect(status, canary.url())
            async with serve(to_canary) as server, fetcher(server.authority) as door:
                with pytest.raises(AddressForbidden):
                    await door.fetch(server.url(), FRESH)
            return canary.connections

    assert asyncio.run(scene()) == 0


# Names and addresses


def test_a_name_that_leads_to_a_private_address_is_never_dialled():
    """The name is public, its answer is not."""

    async def scene():
        async with (
            serve(reply("200 OK"), host=CANARY, port=8080) as canary,
            fetcher(resolver=Names([CANARY, "::1", "10.0.0.1"])) as door,
        ):
            with pytest.raises(AddressForbidden):
                await door.fetch("http://feeds.example.org:8080/", FRESH)
            return canary.connections

    assert asyncio.run(scene()) == 0


def test_the_words_are_the_same_whether_a_private_port_is_open():
    """A refusal is no port scanner."""

    async def words(door):
        with pytest.raises(AddressForbidden) as caught:
            await door.fetch("http://feeds.example.org:8080/", FRESH)
        return str(caught.value), caught.value.__cause__

    async def scene():
        async with fetcher(resolver=Names([CANARY])) as door:
            async with serve(reply("200 OK"), host=CANARY, port=8080):
                is_open = await words(door)
            return is_open, await words(door)

    is_open, is_closed = asyncio.run(scene())
    assert is_open == is_closed


def test_a_name_is_resolved_once_for_each_connection():
    """A second answer, the attacker's chance, is never asked for."""

    async def scene():
        names = Names(["127.0.0.1"], ["127.0.0.78"])
        async with (
            serve(reply("200 OK", body=b"right")) as server,
            serve(reply("200 OK"), host="127.0.0.78", port=server.port) as canary,
            fetcher(f"feeds.test:{server.port}", resolver=names) as door,
        ):
            body = await door.fetch(server.url(host="feeds.test"), FRESH)
            return body.content, names.asked, canary.connections, server

    content, asked, canary, server = asyncio.run(scene())
    assert (b"right", [("feeds.test", server.port)], 0) == (content, asked, canary)
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


# Time


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


# Size


@pytest.mark.parametrize(
    "answer",
    [
        reply("200 OK", length=5 * MIB + 1),
        drip(reply("200 OK", length=None), b"x" * 65536, 0),
        reply("200 OK", "Content-Encoding: gzip", body=gzip.compress(bytes(5 * MIB + 1))),
        reply("200 OK", "Content-Encoding: deflate", body=zlib.compress(bytes(5 * MIB + 1))),
        drip(reply("200 OK", "Content-Encoding: gzip", length=None), gzip.compress(b"") * 3000, 0),
    ],
    ids=["declared", "endless", "gzip", "deflate", "endless empty gzip"],
)
def test_a_body_over_the_cap_is_thrown_away(answer):
    """Declared, endless or inflated."""
    assert "5,242,880 bytes" in str(failure(BodyTooLarge, answer))


@pytest.mark.parametrize("coding", ["", "gzip"], ids=["plain", "gzip"])
def test_a_body_of_the_cap_is_taken(coding):
    """The nearest size that is not too large."""
    content = bytes(5 * MIB)
    sent = gzip.compress(content) if coding else content

    body, _ = ask(reply("200 OK", f"Content-Encoding: {coding}", body=sent))

    assert content == body.content


def test_a_bomb_does_not_grow_in_memory():
    """64 MiB in 64 KiB stay under 16 MiB."""
    bomb = reply("200 OK", "Content-Encoding: gzip", body=gzip.compress(bytes(64 * MIB)))

    async def scene():
        async with serve(bomb) as server, fetcher(server.authority) as door:
            tracemalloc.start()
            try:
                with pytest.raises(BodyTooLarge):
                    await door.fetch(server.url(), FRESH)
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    assert asyncio.run(scene()) < 16 * MIB


ZIPPED = gzip.compress(b"<rss>" + bytes(range(256)) * 40)


@pytest.mark.parametrize(
    "answer",
    [
        reply("200 OK", body=b"<rss>", length=6),
        reset(reply("200 OK", body=b"<rss>", length=600)),
        reply("200 OK", "Transfer-Encoding: chunked", body=b"5\r\n<rss>\r\n", length=None),
        reply("200 OK", "Content-Encoding: gzip", body=ZIPPED[:-1]),
        reply("200 OK", "Content-Encoding: gzip", body=ZIPPED[:5]),
        reply("200 OK", "Content-Encoding: gzip", body=ZIPPED[:-8] + b"\0" * 8),
        reply("200 OK", "Content-Encoding: gzip", body=b"<rss/>"),
        reply("200 OK", "Content-Encoding: gzip, gzip", body=gzip.compress(ZIPPED)),
        reply("200 OK", *["Content-Encoding: gzip"] * 2, body=gzip.compress(ZIPPED)),
        reply("200 OK", "Content-Encoding: br", body=b"\x0b\x02\x80<rss/>\x03"),
    ],
    ids=[
        "short",
        "reset",
        "chunks cut",
        "gzip cut by one",
        "gzip cut in its head",
        "gzip sum wrong",
        "gzip that is none",
        "gzip twice",
        "gzip in two headers",
        "brotli",
    ],
)
def test_a_body_that_is_not_whole_is_broken(answer):
    """Nothing half is ever parsed."""
    failure(BodyBroken, answer)


def test_damaged_chunks_end_the_look():
    """Aiohttp's C parser says nothing of them and its Python parser its own error: both end."""
    head = reply("200 OK", "Transfer-Encoding: chunked", body=b"5\r\n<rss>\r\n", length=None)

    with pytest.raises((BodyBroken, SourceAway)):
        ask(drip(head, b"zz\r\n", 0.02), deadline=timedelta(seconds=0.3))


# Safety


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


def test_guard_and_manners_load_no_http_library():
    """Importing what is pure costs nothing."""
    code = (
        "import sys, watchers.fetch.guard, watchers.fetch.manners, watchers.fetch.answers\n"
        "print({'httpx', 'aiohttp', 'certifi'} & sys.modules.keys())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "set()\n"
