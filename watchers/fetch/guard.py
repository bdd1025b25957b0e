"""The address guard: which URLs are asked, and which addresses are dialled. Pure, no I/O.

One parser decides here, and its result is what is dialled: `WebAddress.text` passes httpx and
aiohttp unchanged.
"""

import re
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import idna

from watchers.errors import AddressForbidden

LONGEST_URL = 2048
PORTS = frozenset({80, 443, 8080, 8443})

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST_NAME = 253  # RFC 1035 2.3.4, without the root's dot
_PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa", ".onion", ".svc")

# Not ipaddress.is_global: what it calls global differs between Python versions (CVE-2024-4032).
_CLOSED_V4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_OPEN_V6 = ip_network("2000::/3")
_CLOSED_V6 = tuple(
    ip_network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)

_UNPRINTABLE = re.compile(r"[\s\\\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# re.ASCII, or IGNORECASE would take the long s (U+017F) for an s.
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>/[^?#]*)?(?P<query>\?[^#]+)?\??(?:#.*)?",
    re.IGNORECASE | re.ASCII,
)
_AUTHORITY = re.compile(
    r"(?P<host>\[(?P<v6>[0-9A-Fa-f:.]+)\]|[^\[\]:%]+)(?::(?P<port>[0-9]{1,5}))?"
)
_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")  # WHATWG URL: "ends in a number"
_STRAY = r"%(?![0-9A-Fa-f]{2})|[^!-~]"  # what cannot stand in a request line
_UNQUOTED_PATH = re.compile(rf'{_STRAY}|["<>`{{}}]')
_UNQUOTED_QUERY = re.compile(rf'{_STRAY}|["<>]')


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress:
    """A URL that passed the guard, in the only spelling that is sent.

    `host` is an ASCII name or a literal without brackets. `path` holds the query too; the
    fragment is gone. `allowed` means that the operator listed it: it may be private.
    """

    scheme: str
    host: str
    port: int
    path: str
    allowed: bool = False

    @property
    def authority(self) -> str:
        """Host and port, as WATCHNEXT_ALLOW spells them."""
        return f"{self._bracketed}:{self.port}"

    @property
    def text(self) -> str:
        """The whole URL."""
        return f"{self.scheme}://{self.netloc}{self.path}"

    @property
    def netloc(self) -> str:
        """Host and port as a URL and the Host field spell them, without a default port."""
        return self._bracketed if self.port == _DEFAULT_PORTS[self.scheme] else self.authority

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def check_url(url: str, allow: frozenset[str] = frozenset()) -> WebAddress:
    """Parse `url` as a public web address, or raise AddressForbidden and nothing else.

    `allow` holds exact `host:port` strings that may be private and on any port. The message
    never repeats the URL: it may hold a password or a token.
    """
    if not is_printable(url):
        raise AddressForbidden(
            f"the address has a space, a backslash, a control character, or more than "
            f"{LONGEST_URL} characters; write it as a browser's address bar shows it"
        )
    parts = _URL.fullmatch(url)
    if not parts:
        raise AddressForbidden("not a web address; it must begin with http:// or https://")
    scheme = parts["scheme"].lower()
    host, port = _read_authority(parts["authority"])
    address = WebAddress(
        scheme=scheme,
        host=host,
        port=_DEFAULT_PORTS[scheme] if port is None else port,
        path=_quoted(_UNQUOTED_PATH, _without_dots(parts["path"] or "/"))
        + _quoted(_UNQUOTED_QUERY, parts["query"] or ""),
    )
    if address.authority in allow:
        return replace(address, allowed=True)
    _refuse_private(address)
    return address


def is_public(address: str | IPv4Address | IPv6Address) -> bool:
    """Whether an IP address may be dialled; False for what is none.

    Wrapped IPv4 addresses (mapped, NAT64, 6to4, Teredo) are never public, whatever they wrap:
    all of them lie outside the part of IPv6 that is open here.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return False
    if isinstance(known, IPv4Address):
        return not any(known in block for block in _CLOSED_V4)
    return known in _OPEN_V6 and not any(known in block for block in _CLOSED_V6)


def is_printable(text: str) -> bool:
    r"""Whether `text` is short and free of spaces, backslashes, controls and surrogates."""
    return len(text) <= LONGEST_URL and not _UNPRINTABLE.search(text)


def not_public(host: str) -> AddressForbidden:
    """Build the one refusal of a private address: the same whether anything listens there."""
    return AddressForbidden(
        f"{host} is not a public address; an operator can list it in WATCHNEXT_ALLOW"
    )


def _read_authority(authority: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise AddressForbidden("the address holds a name or password; give it without")
    parts = _AUTHORITY.fullmatch(authority)
    if not parts:
        raise _bad_host()
    host = _read_v6(parts["v6"]) if parts["v6"] else _read_name(parts["host"])
    return host, int(parts["port"]) if parts["port"] else None


def _read_v6(text: str) -> str:
    try:
        return IPv6Address(text).compressed
    except ValueError:
        raise _bad_host() from None


def _read_name(text: str) -> str:
    name = text.lower()
    if len(name) > _LONGEST_NAME + 1:  # before idna, whose work grows faster than its input
        raise _bad_host()
    try:
        if not name.isascii() or "xn--" in name:
            # UTS 46 maps what only looks like another letter, digit or dot, as NFKC does.
            name = idna.encode(name, uts46=True).decode("ascii")
        name = name.removesuffix(".")
        if _NUMBER.fullmatch(name):
            return str(IPv4Address(name))  # dotted decimal only, no leading zeros
    except ValueError:
        raise _bad_host() from None
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise _bad_host()
    return name


def _bad_host() -> AddressForbidden:
    return AddressForbidden(
        "the address names no valid host; it needs one such as example.org, "
        "or an IP address in its plain form"
    )


def _refuse_private(address: WebAddress) -> None:
    literal = ":" in address.host or _NUMBER.fullmatch(address.host)
    public = is_public(address.host) if literal else _is_public_name(address.host)
    if not public:
        raise not_public(address.host)
    if address.port not in PORTS:
        ports = ", ".join(map(str, sorted(PORTS)))
        raise AddressForbidden(f"{address.host}: only the ports {ports} are asked")


def _is_public_name(name: str) -> bool:
    return "." in name and not name.endswith(_PRIVATE_SUFFIXES)


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` as RFC 3986 5.2.4, before anyone after us does it otherwise."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            kept[-1:] = []
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _quoted(unquoted: re.Pattern[str], text: str) -> str:
    return unquoted.sub(lambda found: "".join(f"%{b:02X}" for b in found[0].encode()), text)
