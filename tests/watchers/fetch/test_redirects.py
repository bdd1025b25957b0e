"""Cookies of one fetch: who set them, and who gets them."""

import pytest

from watchers.fetch.redirects import Cookies
from watchers.web_address import parse_address

PAGE = parse_address("https://www.example.org/feed")


def after(*lines, page=PAGE):
    """Give the cookies after a page set these."""
    cookies = Cookies()
    cookies.take(page, [(b"Set-Cookie", line.encode("latin-1")) for line in lines])
    return cookies


def sent(cookies, url):
    """Give what is sent to an address."""
    return b"".join(value for _, value in cookies.field(parse_address(url))).decode()


@pytest.mark.parametrize(
    ("line", "url", "expected"),
    [
        ("a=b", "https://www.example.org/other", "a=b"),
        ("a=b; Path=/feed; HttpOnly", "https://www.example.org/", "a=b"),
        ("a=b", "https://example.org/", ""),
        ("a=b", "https://other.example/", ""),
        ("a=b; Domain=example.org", "https://example.org/", "a=b"),
        ("a=b; Domain=.Example.org", "https://feeds.example.org/", "a=b"),
        ("a=b; Domain=org", "https://other.org/", ""),
        ("a=b; Domain=other.example", "https://other.example/", ""),
        ("a=b; Domain=other.example", "https://www.example.org/", "a=b"),
        ("a=b; Secure", "http://www.example.org/", ""),
        ("a=b; Secure", "https://www.example.org/", "a=b"),
        ("a=", "https://www.example.org/", "a="),
        ("=b", "https://www.example.org/", ""),
        ("a", "https://www.example.org/", ""),
        ("a=\xe9", "https://www.example.org/", ""),
        ("a=b c", "https://www.example.org/", "a=b c"),
        ("a=" + "b" * 5000, "https://www.example.org/", ""),
    ],
)
def test_a_cookie_goes_to_whom_it_was_set_for(line, url, expected):
    """RFC 6265, as far as one fetch needs it."""
    assert expected == sent(after(line), url)


def test_a_cookie_is_set_anew_and_taken_back():
    """The last word of the server's holds."""
    assert "a=2; c=3" == sent(after("a=1", "c=3", "a=2"), PAGE.text)
    assert "c=3" == sent(after("a=1", "c=3", "a=; Max-Age=0"), PAGE.text)


def test_no_more_is_sent_than_servers_take():
    """Eight kilobytes."""
    cookies = after(*(f"c{n}={'x' * 1000}" for n in range(20)))

    assert 7000 < len(sent(cookies, PAGE.text)) < 8192


def test_a_cookie_of_an_address_is_of_no_domain():
    """192.0.2.1 lies in no domain 2.1."""
    page = parse_address("http://192.0.2.1/")

    assert "" == sent(after("a=b; Domain=2.1", page=page), "http://9.9.2.1/")
