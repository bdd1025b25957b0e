"""Proxies: which requests go through one, by the environment, and what is said when it fails."""

import asyncio

import pytest

from tests.watchers.fetch.looks import FRESH, fetcher
from tests.watchers.fetch.servers import redirect, reply, serve
from watchers.errors import AddressForbidden, SourceAway, SourceRefused
from watchers.fetch.proxies import Proxies
from watchers.model.rules import RequestOptions
from watchers.web_address import parse_address

FEED = "http://feeds.example.org/feed?a=b"
SECURE = "https://feeds.example.org/feed"


def through(answer, url=FEED, options=RequestOptions(), **environment):  # noqa: B008
    """Fetch through a proxy with this answer; give the outcome or the error, and its log."""

    async def scene():
        async with serve(answer) as proxy:
            filled = {k: v.replace("PROXY", proxy.authority) for k, v in environment.items()}
            async with fetcher(environment=filled) as door:
                try:
                    return await door.fetch(url, FRESH, options), proxy
                except (SourceAway, SourceRefused, AddressForbidden) as error:
                    return error, proxy

    return asyncio.run(scene())


def test_a_page_is_asked_through_the_proxy():
    """With its whole address, and with no name looked up here."""
    body, proxy = through(reply("200 OK", body=b"<rss/>"), HTTP_PROXY="http://PROXY")

    assert b"<rss/>" == body.content
    assert proxy.requests[0].startswith(b"GET http://feeds.example.org/feed?a=b HTTP/1.1\r\n")
    assert [b"feeds.example.org"] == proxy.sent("Host")


def test_a_page_over_tls_is_asked_through_a_tunnel():
    """The proxy learns the name and nothing else."""
    error, proxy = through(reply("200 OK"), SECURE, HTTPS_PROXY="PROXY", HTTP_PROXY="http://no:1")

    assert proxy.requests[0].startswith(b"CONNECT feeds.example.org:443 HTTP/1.1\r\n")
    assert f"through the proxy {proxy.authority}" in str(error)


@pytest.mark.parametrize(("url", "method"), [(FEED, b"GET"), (SECURE, b"CONNECT")])
def test_the_proxy_has_a_password_of_its_own(url, method):
    """It is sent to the proxy, and is in no error."""
    error, proxy = through(reply("407 Wanted"), url, ALL_PROXY="http://desk:open%20sesame@PROXY")

    assert proxy.requests[0].startswith(method)
    assert [b"Basic ZGVzazpvcGVuIHNlc2FtZQ=="] == proxy.sent("Proxy-Authorization")
    assert "407" in str(error)
    assert "sesame" not in str(error)


def test_a_source_may_go_around_the_proxy():
    """One inside the network, say."""
    _, proxy = through(
        reply("200 OK"), options=RequestOptions(proxy=False), HTTP_PROXY="http://PROXY"
    )

    assert 0 == proxy.connections


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "http://intranet/", "http://printer.local/", "http://a.example:22/"]
)
def test_the_guard_stands_before_the_proxy(url):
    """It judges the name, or the address that stands there; the proxy is not asked."""
    error, proxy = through(reply("200 OK"), url, HTTP_PROXY="http://PROXY")

    assert AddressForbidden is type(error)
    assert 0 == proxy.connections


def test_the_guard_judges_each_hop_behind_a_proxy():
    """A redirect that came through it may lead to the office's own machines."""
    for url in ("http://10.0.0.1/", "http://printer.local/", "http://127.0.0.1:8443/"):
        error, proxy = through(redirect("302 X", url), HTTP_PROXY="http://PROXY")

        assert AddressForbidden is type(error)
        assert 1 == proxy.connections


def test_a_source_that_names_the_proxy_is_not_let_through():
    """What may dial the operator's proxy is not what dials sources."""
    error, proxy = through(reply("200 OK"), "http://127.0.0.1:8443/", HTTP_PROXY="http://PROXY")

    assert AddressForbidden is type(error)
    assert 0 == proxy.connections


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("socks5://127.0.0.1:1080", "neither http nor https"),
        ("http://", "names no proxy"),
        ("http://127.0.0.1:1", "does not accept a connection"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_said(value, said):
    """Nothing goes around it unasked."""
    error, _ = through(reply("200 OK"), HTTP_PROXY=value)

    assert SourceAway is type(error)
    assert said in str(error)


@pytest.mark.parametrize("status", [403, 502, 504])
def test_a_proxy_that_refuses_is_named(status):
    """It, not the publisher, is who to ask."""
    error, proxy = through(reply(f"{status} X"), SECURE, https_proxy="http://PROXY")

    assert f"the proxy {proxy.authority}, which refuses it (HTTP {status})" in str(error)


@pytest.mark.parametrize(
    ("no_proxy", "url", "direct"),
    [
        ("", "http://a.example.org/", False),
        ("*", "http://a.example.org/", True),
        ("example.org", "http://a.example.org/", True),
        ("example.org", "http://example.org/", True),
        (".example.org", "http://a.example.org/", True),
        ("*.example.org", "http://a.example.org/", True),
        ("example.org", "http://badexample.org/", False),
        ("b.example, EXAMPLE.org", "http://a.example.org/", True),
        ("b.example a.example.org", "http://a.example.org/", True),
        ("a.example.org:8080", "http://a.example.org:8080/", True),
        ("a.example.org:8080", "http://a.example.org/", False),
        ("192.0.2.0/24", "http://192.0.2.7/", True),
        ("192.0.2.7", "http://192.0.2.7/", True),
        ("192.0.2.7:80", "http://192.0.2.7/", True),
        ("192.0.2.7", "http://192.0.2.8/", False),
        ("2001:db8::/32", "http://[2001:db8::1]/", True),
        ("[2001:db8::1]", "http://[2001:db8::1]/", True),
        ("2001:db8::2", "http://[2001:db8::1]/", False),
        ("2", "http://192.0.2.2/", False),
        ("", "http://127.0.0.1:8000/", True),
        ("", "http://localhost:8000/", True),
        ("", "http://notlocalhost/", False),
        ("", "http://[::1]:8000/", True),
    ],
    ids=str,
)
def test_no_proxy_names_who_is_asked_directly(no_proxy, url, direct):
    """As curl and others read it; what is on this machine always is."""
    proxies = Proxies({"http_proxy": "http://proxy:3128", "NO_PROXY": no_proxy})

    assert direct == (proxies.proxy_for(parse_address(url)) is None)


def test_small_letters_go_before_capitals_and_a_scheme_before_all():
    """As curl has it."""
    environment = {"HTTP_PROXY": "a:1", "http_proxy": "b:2", "ALL_PROXY": "c:3", "https_proxy": ""}
    proxies = Proxies(environment)

    found = [proxies.proxy_for(parse_address(url)) for url in (FEED, SECURE)]

    assert ["b:2", "c:3"] == [proxy.name for proxy in found if proxy]
