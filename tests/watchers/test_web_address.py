"""Which texts are web addresses, and how one is sent, linked, named and compared."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.errors import AddressForbidden, CredentialsInAddress
from watchers.parse.links import clean_link, join_link
from watchers.web_address import (
    LONGEST_ADDRESS,
    host_of,
    parse_address,
    parse_link,
    safe_link,
    without_addresses,
)


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
    assert expected == safe_link(url)


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
    assert (safe_link(url), host_of(url)) == (None, "")


@given(st.text(max_size=60), st.sampled_from(["", "http:", "https://", "https://example.org/"]))
def test_no_text_becomes_a_dangerous_address(text, before):
    """Only printable ASCII without spaces, quotes or brackets of markup, only http and https."""
    address = safe_link(before + text) or "http://x"

    assert urlsplit(address).scheme in {"http", "https"}
    assert all("!" <= character <= "~" for character in address)
    assert not set(address) & set("<>\"'`\\^{|} ")


@given(st.text(max_size=60))
def test_cleaning_an_address_twice_changes_nothing(text):
    """A stored address may pass through here again."""
    once = safe_link(f"https://example.org/{text}")

    assert once == safe_link(once)


def test_the_host_is_shown_without_www_and_in_punycode():
    """A look-alike in another script gives itself away."""
    assert (
        host_of("https://www.example.org/a"),
        host_of("https://аррӏе.com/"),
    ) == ("example.org", "xn--80ak6aa92e.com")


@pytest.mark.parametrize(
    ("url", "link", "site", "compared"),
    [
        ("https://e.org:443/a", "https://e.org/a", "e.org", "https://e.org/a"),
        ("https://e.org./a", "https://e.org/a", "e.org", "https://e.org/a"),
        ("https://e.org", "https://e.org/", "e.org", "https://e.org"),
        ("https://e.org/a/../b", "https://e.org/b", "e.org", "https://e.org/b"),
        ("https://e.org/50%", "https://e.org/50%25", "e.org", "https://e.org/50%25"),
        ("https://e.org/it's", "https://e.org/it%27s", "e.org", "https://e.org/it%27s"),
        ("https://www.www.e.org/", "https://www.www.e.org/", "e.org", "https://e.org"),
        ("https://www.com/", "https://www.com/", "www.com", "https://www.com"),
        (
            "https://пример.рф/a",
            "https://xn--e1afmkfd.xn--p1ai/a",
            "xn--e1afmkfd.xn--p1ai",
            "https://xn--e1afmkfd.xn--p1ai/a",
        ),
        (
            "https://ПРИМЕР。рф/a",
            "https://xn--e1afmkfd.xn--p1ai/a",
            "xn--e1afmkfd.xn--p1ai",
            "https://xn--e1afmkfd.xn--p1ai/a",
        ),
        ("http://[2606:4700:0::1]/", "http://[2606:4700::1]/", "2606:4700::1", None),
    ],
    ids=[
        "default port",
        "the root's dot",
        "no path",
        "dot segments",
        "a stray percent sign",
        "an apostrophe",
        "www twice",
        "www is the name",
        "another script",
        "another script in capitals and with a wide dot",
        "zeros of IPv6",
    ],
)
def test_one_address_has_one_spelling_for_each_use(url, link, site, compared):
    """What is linked, what is named and what is compared come from one parser."""
    assert (link, site, compared or link.replace("http:", "https:").rstrip("/")) == (
        safe_link(url),
        host_of(url),
        clean_link(url),
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://e.org\\@evil.example/a",
        "https://e.org/a\\b",
        "https://a..org/",
        "https://a-.org/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://xn--zzzzzz_.org/",
        "https://e.org:0/",
        "https://e.org:/",
        "https://e.org:+80/",
        "https://" + "a" * 64 + ".org/",
    ],
    ids=[
        "backslash before the host",
        "backslash in the path",
        "empty label",
        "label ends in a hyphen",
        "number in another base",
        "number with parts left out",
        "punycode that is none",
        "port zero",
        "port left out",
        "port with a sign",
        "label too long",
    ],
)
def test_what_is_no_address_is_none_for_each_use(url):
    """It is not fetched, not linked, not taken from a feed, not a source; as a name it stays."""
    with pytest.raises(AddressForbidden):
        parse_address(url)

    assert (None, "", None, url) == (
        safe_link(url),
        host_of(url),
        join_link(url),
        clean_link(url),
    )


def test_a_login_in_the_link_of_an_item_is_cut_off():
    """It is no address to fetch or to click, and what is behind it is one."""
    url = "https://user:word@e.org/a"

    with pytest.raises(CredentialsInAddress):
        parse_address(url)
    assert (None, "https://e.org/a") == (safe_link(url), join_link(url))


@given(st.text(max_size=60))
def test_a_link_is_read_as_the_address_it_was_made_from(text):
    """What people click is what was checked, but for the quoting."""
    address = parse_link(f"https://example.org/{text}")
    if address is None or len(address.link) > LONGEST_ADDRESS:
        return

    again = parse_address(address.link)

    assert (address.host, address.port, address.link) == (again.host, again.port, again.link)


def test_an_address_in_a_text_keeps_only_its_host():
    """A password or a key is never repeated, and the sentence stays whole."""
    text = "see https://joe:pw@e.org/?key=pw, or ftp://joe:pw@e.org/x."

    assert "see e.org or an address" == without_addresses(text)
