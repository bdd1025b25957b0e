"""Which addresses become links, and what of them is shown."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.links import host_of, web_address


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=c&d=%20e#f", "https://example.org/a?b=c&d=%20e#f"),
        ("HTTPS://Example.ORG:8443//a", "https://example.org:8443//a"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
        ("https://пример.рф/путь", "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/\x1b]8;;x\x07", "https://example.org/%1B]8;;x%07"),
        ("https://example.org/\r\nSet-Cookie: a", "https://example.org/%0D%0ASet-Cookie:%20a"),
        ("https://example.org/<\"'`>|^", "https://example.org/%3C%22%27%60%3E%7C%5E"),
        ("https://example.org/\u202egpj.exe", "https://example.org/%E2%80%AEgpj.exe"),
        ("https://example.org/\udcff", "https://example.org/%3F"),
    ],
    ids=[
        "as it is",
        "scheme and host in capitals",
        "an IPv6 address",
        "another script",
        "a space",
        "an escape sequence",
        "line ends",
        "delimiters of markup",
        "a direction override",
        "half a character",
    ],
)
def test_a_web_address_is_printable_ascii(url, expected):
    """What is odd becomes %XX where it stood; what was escaped stays as it was."""
    assert expected == web_address(url)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/",
        "https://",
        "https://user@example.org/",
        "https://example.org\\@evil.example/",
        "https://exa\tmple.org/",
        "https://exam\x1bple.org/",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://[::1",
        "https://xn--\u2100.example/",
        "https://example.org/" + "a" * 2048,
        "https://example.org/" + "я" * 400,
    ],
    ids=[
        "none",
        "empty",
        "script",
        "data",
        "file",
        "no scheme",
        "no host",
        "user name",
        "backslash",
        "tab in the host",
        "escape in the host",
        "port too large",
        "port zero",
        "open bracket",
        "host that normalises oddly",
        "too long",
        "too long once escaped",
    ],
)
def test_what_is_not_plainly_a_web_address_is_none(url):
    """Such a link is not offered at all, and names no host."""
    assert (web_address(url), host_of(url)) == (None, "")


@given(st.text(max_size=60), st.sampled_from(["", "http:", "https://", "https://example.org/"]))
def test_no_text_becomes_a_dangerous_address(text, before):
    """Only printable ASCII without spaces, quotes or brackets of markup, only http and https."""
    address = web_address(before + text) or "http://x"

    assert urlsplit(address).scheme in {"http", "https"}
    assert all("!" <= character <= "~" for character in address)
    assert not set(address) & set("<>\"'`\\^{|} ")


@given(st.text(max_size=60))
def test_cleaning_an_address_twice_changes_nothing(text):
    """A stored address may pass through here again."""
    once = web_address(f"https://example.org/{text}")

    assert once == web_address(once)


def test_the_host_is_shown_without_www_and_in_punycode():
    """A look-alike in another script gives itself away."""
    assert (
        host_of("https://www.example.org/a"),
        host_of("https://аррӏе.com/"),
    ) == ("example.org", "xn--80ak6aa92e.com")
