"""Each spelling of an address that must not pass, beside its nearest one that must."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from watchers.errors import AddressForbidden
from watchers.fetch.guard import check_url, is_public

FORBIDDEN = {
    "loopback": "http://127.0.0.1/",
    "loopback, another": "http://127.8.9.1/",
    "decimal": "http://2130706433/",
    "hex": "http://0x7f000001/",
    "hex parts": "http://0x7f.0x0.0x0.0x1/",
    "bare hex mark": "http://127.0.0.0x/",
    "octal": "http://0177.0.0.1/",
    "octal that is public in decimal": "http://010.8.8.8/",
    "short": "http://127.1/",
    "one zero": "http://0/",
    "five parts": "http://8.8.8.8.8/",
    "part over 255": "http://8.8.8.256/",
    "public as decimal number": "http://134744072/",
    "trailing dot": "http://127.0.0.1./",
    "two trailing dots": "http://example.org../",
    "name with a number at its end": "http://example.1/",
    "v6 loopback": "http://[::1]/",
    "v6 unspecified": "http://[::]/",
    "mapped loopback": "http://[::ffff:127.0.0.1]/",
    "mapped public": "http://[::ffff:8.8.8.8]/",
    "mapped hex": "http://[::ffff:7f00:1]/",
    "compatible": "http://[::127.0.0.1]/",
    "nat64": "http://[64:ff9b::7f00:1]/",
    "nat64 local": "http://[64:ff9b:1::a00:1]/",
    "6to4": "http://[2002:7f00:1::]/",
    "teredo": "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/",
    "link local": "http://[fe80::1]/",
    "zone": "http://[fe80::1%25eth0]/",
    "zone, bare": "http://[fe80::1%eth0]/",
    "unique local": "http://[fd00::1]/",
    "v6 multicast": "http://[ff02::1]/",
    "v6 documentation": "http://[2001:db8::1]/",
    "v6 without brackets": "http://2606:4700::1111/",
    "v6 future": "http://[v1.fe80::a]/",
    "bracketed name": "http://[example.org]/",
    "open bracket": "http://[2606:4700::1111/",
    "cloud metadata": "http://169.254.169.254/latest/meta-data/",
    "shared space": "http://100.64.0.1/",
    "benchmark net": "http://198.19.255.255/",
    "broadcast": "http://255.255.255.255/",
    "fullwidth digits": "http://１２７.0.0.1/",
    "circled digits": "http://①②⑦.⓪.⓪.①/",
    "ideographic dots": "http://127。0。0。1/",
    "localhost": "http://localhost/",
    "localhost, dot": "http://localhost./",
    "localhost, long s": "http://localhoſt/",
    "under localhost": "http://a.localhost/",
    "single label": "http://intranet/",
    "local": "http://printer.local/",
    "internal": "http://metadata.google.internal/",
    "home.arpa": "http://router.home.arpa/",
    "onion": "http://abc.onion/",
    "svc": "http://db.default.svc/",
    "internal in capitals": "http://METADATA.Google.INTERNAL/",
    "internal in fullwidth": "http://metadata.google.ｉnternal/",
    "userinfo": "http://user:secret@example.org/",
    "userinfo, no password": "http://secret@example.org/",
    "userinfo, empty": "http://@example.org/",
    "userinfo that looks like a host": "http://example.org@127.0.0.1/",
    "userinfo, encoded": "http://example.org%40127.0.0.1/",
    "backslash": "http://example.org\\@127.0.0.1/",
    "backslash in path": "http://example.org/a\\b",
    "fullwidth slash": "http://127.0.0.1／.example.org/",
    "fullwidth colon": "http://example.org：8080/",
    "fullwidth at": "http://a＠example.org/",
    "account-of sign": "http://example.org℀.example.net/",
    "percent in host": "http://127%2e0.0.1/",
    "fullwidth percent": "http://example％2eorg/",
    "fragment before the host's end": "http://127.0.0.1#@example.org/",
    "query before the host's end": "http://127.0.0.1?@example.org/",
    "tab": "http://example.org/\ta",
    "tab in host": "http://exam\tple.org/",
    "newline": "http://example.org/\r\nHost: x",
    "NUL": "http://example.org/\0",
    "C1": "http://example.org/\x85",
    "space": "http://example.org/a b",
    "leading space": " http://example.org/",
    "no-break space": "http://example.org/\u00a0",
    "lone surrogate": "http://example.org/\ud800",
    "too long": "http://example.org/" + "a" * 2048,
    "name too long": "http://" + "a." * 130 + "org/",
    "label too long": "http://" + "a" * 64 + ".org/",
    "empty label": "http://a..org/",
    "leading dot": "http://.example.org/",
    "label ends in a hyphen": "http://a-.org/",
    "bad punycode": "http://xn--zzzzzz_.org/",
    "not in IDNA": "http://a\u2060\u0640.org/",
    "comma": "http://example.org,127.0.0.1/",
    "no host": "http:///feed",
    "only a port": "http://:80/",
    "no slashes": "http:example.org",
    "one slash": "http:/example.org",
    "relative": "/feed",
    "empty": "",
    "ftp": "ftp://example.org/",
    "file": "file:///etc/passwd",
    "gopher": "gopher://example.org/",
    "data": "data:text/plain,x",
    "long s in the scheme": "httpſ://example.org/",
    "port 22": "http://example.org:22/",
    "port 25": "http://example.org:25/",
    "port 8000": "http://example.org:8000/",
    "port 0": "http://example.org:0/",
    "port over the top": "http://example.org:65616/",  # 80 modulo 65,536
    "port empty": "http://example.org:/",
    "port signed": "http://example.org:+80/",
    "port in fullwidth": "http://example.org:８０/",
    "two ports": "http://example.org:80:80/",
    "port 6379 on loopback": "http://127.0.0.1:6379/",
}

PASSES = {
    "plain": ("http://example.org", "http://example.org/"),
    "capitals": ("HTTP://Example.ORG/Feed", "http://example.org/Feed"),
    "default port": ("https://example.org:443/", "https://example.org/"),
    "80 for https": ("https://example.org:80/", "https://example.org:80/"),
    "8443": ("https://example.org:8443/a", "https://example.org:8443/a"),
    "trailing dot": ("http://example.org./", "http://example.org/"),
    "fragment": ("http://example.org/a#b", "http://example.org/a"),
    "query without path": ("http://example.org?a=b", "http://example.org/?a=b"),
    "empty query": ("http://example.org/a?#b", "http://example.org/a"),
    "quoting is kept": (
        "http://example.org/%7Ea%2Fb?x=%3A+%20%41",
        "http://example.org/%7Ea%2Fb?x=%3A+%20%41",
    ),
    "stray percent": ("http://example.org/50%?a=5%z", "http://example.org/50%25?a=5%25z"),
    "letters beyond ASCII": ("http://example.org/новости", None),
    "brackets in the query": ("http://example.org/?a[]=1|2", "http://example.org/?a[]=1|2"),
    "at in the path": ("http://example.org/@user", "http://example.org/@user"),
    "dots": ("http://example.org/a/./b/../c", "http://example.org/a/c"),
    "dots at the end": ("http://example.org/a/..", "http://example.org/"),
    "double slash": ("http://example.org//a//b", "http://example.org//a//b"),
    "IDN": ("http://пример.рф/", "http://xn--e1afmkfd.xn--p1ai/"),
    "IDN in punycode": ("http://xn--e1afmkfd.xn--p1ai/", "http://xn--e1afmkfd.xn--p1ai/"),
    "sharp s": ("http://straße.de/", "http://xn--strae-oqa.de/"),
    "ideographic dot": ("http://例え。jp/", "http://xn--r8jz45g.jp/"),
    "underscore": ("http://a_b.example.org/", "http://a_b.example.org/"),
    "public v4": ("http://8.8.8.8/", "http://8.8.8.8/"),
    "public v6": ("http://[2606:4700:0:0::1111]/", "http://[2606:4700::1111]/"),
    "localhost inside a name": ("http://localhost.example.org/", "http://localhost.example.org/"),
    "digits first": ("http://1e100.net/", "http://1e100.net/"),
}

ALLOWED = frozenset({"127.0.0.1:8123", "localhost:8123", "[::1]:8123", "db.internal:9"})

NOT_QUITE_ALLOWED = {
    "other port": "http://127.0.0.1:8124/",
    "default port": "http://127.0.0.1/",
    "other loopback": "http://127.0.0.2:8123/",
    "decimal spelling": "http://2130706433:8123/",
    "hex spelling": "http://0x7f.0.0.1:8123/",
    "mapped spelling": "http://[::ffff:127.0.0.1]:8123/",
    "subdomain": "http://a.localhost:8123/",
    "userinfo": "http://127.0.0.1:8123@10.0.0.1/",
    "password": "http://a:b@127.0.0.1:8123/",
    "public host, listed port of another": "http://example.org:9/",
}

EDGES = {
    "0.255.255.255": False,
    "1.0.0.0": True,
    "9.255.255.255": True,
    "10.0.0.0": False,
    "11.0.0.0": True,
    "100.63.255.255": True,
    "100.64.0.0": False,
    "100.127.255.255": False,
    "100.128.0.0": True,
    "126.255.255.255": True,
    "127.255.255.255": False,
    "128.0.0.0": True,
    "169.253.255.255": True,
    "169.254.0.0": False,
    "169.255.0.0": True,
    "172.15.255.255": True,
    "172.16.0.0": False,
    "172.31.255.255": False,
    "172.32.0.0": True,
    "192.0.0.255": False,
    "192.0.1.0": True,
    "192.0.2.255": False,
    "192.0.3.0": True,
    "192.88.98.255": True,
    "192.88.99.0": False,
    "192.88.100.0": True,
    "192.167.255.255": True,
    "192.168.0.0": False,
    "192.169.0.0": True,
    "198.17.255.255": True,
    "198.18.0.0": False,
    "198.20.0.0": True,
    "198.51.99.255": True,
    "198.51.100.0": False,
    "198.51.101.0": True,
    "203.0.112.255": True,
    "203.0.113.0": False,
    "203.0.114.0": True,
    "223.255.255.255": True,
    "224.0.0.0": False,
    "240.0.0.0": False,
    "1fff:ffff::": False,
    "2000::": True,
    "2001:1ff:ffff::": False,
    "2001:200::": True,
    "2001:db7:ffff::": True,
    "2001:db8:ffff::": False,
    "2001:db9::": True,
    "2001:ffff::": True,
    "2002:808:808::": False,
    "2003::": True,
    "3ffe:ffff::": True,
    "3fff:fff::": False,
    "3fff:1000::": True,
    "4000::": False,
    "::ffff:8.8.8.8": False,
    "fe80::1%eth0": False,
    "8.8.8": False,
    "no address": False,
    "": False,
}


@pytest.mark.parametrize("url", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_forbidden_address_is_refused(url):
    """Before any name is resolved or anything dialled."""
    with pytest.raises(AddressForbidden):
        check_url(url, ALLOWED)


@pytest.mark.parametrize(("url", "sent"), PASSES.values(), ids=PASSES)
def test_a_public_address_passes_in_one_spelling(url, sent):
    """What the publisher quoted stays quoted, what cannot be sent is quoted."""
    sent = sent or "http://example.org/" + "".join(f"%{b:02X}" for b in "новости".encode())

    assert sent == check_url(url).text


@pytest.mark.parametrize("authority", sorted(ALLOWED))
def test_an_allowed_host_passes_on_its_port(authority):
    """The operator's list overrides the table, the names and the ports."""
    address = check_url(f"http://{authority}/feed", ALLOWED)

    assert (authority, True) == (address.authority, address.allowed)


@pytest.mark.parametrize("url", NOT_QUITE_ALLOWED.values(), ids=NOT_QUITE_ALLOWED)
def test_only_the_exact_host_and_port_is_allowed(url):
    """A neighbour of an allowed address stays forbidden."""
    with pytest.raises(AddressForbidden):
        check_url(url, ALLOWED)


@pytest.mark.parametrize(("address", "public"), EDGES.items(), ids=[a or "empty" for a in EDGES])
def test_the_table_holds_at_its_edges(address, public):
    """Each block, and the addresses right beside it."""
    assert public == is_public(address)


@pytest.mark.parametrize("url", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_refusal_never_repeats_a_secret(url):
    """A password in the URL does not reach a message, and a message stays one line."""
    with pytest.raises(AddressForbidden) as refusal:
        check_url(url)

    assert "secret" not in str(refusal.value)
    assert str(refusal.value).isprintable()


def test_a_refusal_is_the_same_for_every_port():
    """Nobody learns from the words whether something listens there."""

    def words(port):
        with pytest.raises(AddressForbidden) as refusal:
            check_url(f"http://10.1.2.3:{port}/")
        return str(refusal.value)

    assert len({words(port) for port in (1, 22, 80, 443, 6379, 8080, 65535)}) == 1


hosts = st.sampled_from(
    ["example.org", "127.0.0.1", "пример.рф", "[::1]", "0x7f.1", "a@b.org", "LOCALHOST", "8.8.8.8"]
)
urls = st.one_of(
    st.text(),
    st.text().map("http://".__add__),
    st.builds("http://{}{}".format, hosts, st.text()),
    st.builds("https://{}.org/{}".format, st.text(min_size=1), st.text()),
    st.builds("http://example.org/{}?{}".format, st.text("./%2eaé{\"'"), st.text("%z5&=[]|<é'")),
)


@given(urls)
def test_any_text_passes_or_is_forbidden(url):
    """No string makes the guard raise anything else."""
    try:
        check_url(url)
    except AddressForbidden as refusal:
        assert str(refusal)  # noqa: PT017, either outcome is right


@given(urls)
def test_what_passed_reads_the_same_to_every_parser(url):
    """Neither httpx nor yarl sees another URL, so what is dialled is what was checked."""
    try:
        checked = check_url(url)
    except AddressForbidden:
        return

    assert checked.text == str(httpx.URL(checked.text))
    seen = URL(checked.text, encoded=True)
    assert (checked.text, checked.host, checked.port) == (str(seen), seen.raw_host, seen.port)
    assert checked == check_url(checked.text)
