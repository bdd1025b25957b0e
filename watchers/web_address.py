"""Web addresses: the one parser of what is fetched, compared, linked and shown. Pure, no I/O.

Whether an address may be fetched is for fetch/guard to say, and which spellings lead to the same
page for parse/links.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote

from watchers.errors import AddressForbidden, CredentialsInAddress

LONGEST_ADDRESS = 2048  # characters
DEFAULT_PORTS = {"http": 80, "https": 443}

_LONGEST_NAME = 253  # RFC 1035 2.3.4, without the root's dot
_MOST_PORTS = 65_535
_UNPRINTABLE = re.compile(r"[\s\\\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# re.ASCII, or IGNORECASE would take the long s (U+017F) for an s.
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>/[^?#]*)?"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
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
# What RFC 3986 lets stand, less the quote; a percent sign begins an escape by now.
_SAFE_IN_MARKUP = "!#$%&()*+,/:;=?@[]~-._"

_ADDRESS_IN_TEXT = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_LOGIN = re.compile(r"//[^/@?#]*@")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress:
    """An http or https URL in the only spelling that is sent.

    `host` is an ASCII name in lower case, or an IP literal without brackets. `path` begins with a
    slash and has no dot segments. `path`, `query` and `fragment` are quoted no more than needed:
    what the publisher quoted stays as it was.
    """

    scheme: str
    host: str
    port: int
    path: str = "/"
    query: str = ""
    fragment: str = ""

    @property
    def authority(self) -> str:
        """Host and port, as WATCHNEXT_ALLOW spells them."""
        return f"{_bracketed(self.host)}:{self.port}"

    @property
    def netloc(self) -> str:
        """Host and port as a URL and the Host field spell them, without a default port."""
        is_default = self.port == DEFAULT_PORTS[self.scheme]
        return _bracketed(self.host) if is_default else self.authority

    @property
    def text(self) -> str:
        """The URL to ask a server for: without the fragment, which is the reader's."""
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{self.netloc}{self.path}{query}"

    @property
    def link(self) -> str:
        """The URL to link to: printable ASCII without spaces, quotes or angle brackets."""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return quote_for_markup(self.text + fragment)

    @property
    def site(self) -> str:
        """The host without `www.`, as people name a site."""
        site = self.host
        while site.startswith("www.") and "." in site[4:]:
            site = site[4:]
        return site

    @property
    def is_ip_address(self) -> bool:
        """Whether the host is an IP address and no name."""
        return ":" in self.host or _NUMBER.fullmatch(self.host) is not None


def parse_address(url: str) -> WebAddress:
    """Parse a URL as strictly as a fetch needs it: whoever reads it next sees the same host.

    Raises CredentialsInAddress where a user name or password stands before the host, and
    AddressForbidden, its base, for whatever else is not plainly http or https. Neither message
    repeats the URL: it may hold a token.
    """
    if not is_printable(url):
        raise AddressForbidden(
            f"the address has a space, a backslash, a control character, or more than "
            f"{LONGEST_ADDRESS} characters; write it as a browser's address bar shows it"
        )
    parts = _URL.fullmatch(url)
    if not parts:
        raise AddressForbidden("not a web address; it must begin with http:// or https://")
    scheme = parts["scheme"].lower()
    host, port = _read_authority(parts["authority"])
    return WebAddress(
        scheme=scheme,
        host=host,
        port=port or DEFAULT_PORTS[scheme],
        path=_quoted(_UNQUOTED_PATH, _without_dots(parts["path"] or "/")),
        query=_quoted(_UNQUOTED_QUERY, parts["query"] or ""),
        fragment=_quoted(_UNQUOTED_QUERY, parts["fragment"] or ""),
    )


def parse_link(url: str | None) -> WebAddress | None:
    """Parse a link that a stranger wrote, or return None where it is not plainly http or https.

    As `parse_address`, but spaces and what cannot be printed count as if they were quoted.
    """
    visible = url or ""
    if " " in visible or not visible.isprintable():
        visible = "".join(
            character
            if character.isprintable() and character != " "
            else quote(character, errors="replace")
            for character in visible
        )
    try:
        return parse_address(visible)
    except AddressForbidden:
        return None


def safe_link(url: str | None) -> str | None:
    """Return `url` in printable ASCII that no markup can break out of, or None.

    None for whatever is not plainly http or https: another scheme, a user name before the host
    (it pretends to be another site), a host that no resolver takes, over 2,048 characters. A host
    in another script comes back in punycode, so look-alikes show.
    """
    address = parse_link(url)
    link = address.link if address else ""
    return link if 0 < len(link) <= LONGEST_ADDRESS else None


def host_of(url: str | None) -> str:
    """Return the site that `url` leads to, without www; empty where `safe_link` gives None."""
    address = parse_link(url)
    return address.site if address and len(address.link) <= LONGEST_ADDRESS else ""


def is_printable(url: str) -> bool:
    """Whether `url` is short and free of spaces, backslashes, controls and surrogates."""
    return len(url) <= LONGEST_ADDRESS and not _UNPRINTABLE.search(url)


def quote_for_markup(text: str) -> str:
    """Quote what no link's target may hold in any markup; escapes stay as they are."""
    return quote(text, safe=_SAFE_IN_MARKUP)


def without_addresses(text: str) -> str:
    """Leave only the host of every address: the rest may hold a password or a key."""
    return _ADDRESS_IN_TEXT.sub(lambda found: _host_alone(found[0]), text)


def hidden_addresses(text: str) -> str:
    """Leave of every address only its scheme and its length: places in the text stay the same."""

    def hidden(found: re.Match[str]) -> str:
        scheme = found[0].index("//") + len("//")
        return found[0][:scheme] + "•" * (len(found[0]) - scheme)

    return _ADDRESS_IN_TEXT.sub(hidden, text)


def _host_alone(address: str) -> str:
    # Punctuation at the end belongs to the sentence around the address.
    return host_of(_LOGIN.sub("//", address.rstrip(".,;:)"), count=1)) or "an address"


def _read_authority(authority: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise CredentialsInAddress(
            "the address holds a name or password; put user:password into an environment variable, "
            "and `auth: ITS_NAME` into the source"
        )
    parts = _AUTHORITY.fullmatch(authority)
    if not parts:
        raise _bad_host()
    host = _read_v6(parts["v6"]) if parts["v6"] else _read_name(parts["host"])
    port = int(parts["port"]) if parts["port"] else None
    if port is not None and not 0 < port <= _MOST_PORTS:
        raise AddressForbidden(f"the address names no valid port; it needs one up to {_MOST_PORTS}")
    return host, port


def _read_v6(text: str) -> str:
    try:
        return IPv6Address(text).compressed
    except ValueError:
        raise _bad_host() from None


@lru_cache(maxsize=4096)  # the same few hosts, item after item
def _read_name(text: str) -> str:
    name = text.lower()
    if len(name) > _LONGEST_NAME + 1:  # before idna, whose work grows faster than its input
        raise _bad_host()
    try:
        if not name.isascii() or "xn--" in name:
            import idna

            # UTS 46 maps what only looks like another letter, digit or dot, as NFKC does.
            name = idna.encode(name, uts46=True).decode("ascii")
        name = name.removesuffix(".")
        if _NUMBER.fullmatch(name):
            # Dotted decimal only, no leading zeros: what else inet_aton takes (127.1, 0x7f.1,
            # 0177.0.0.1) is read as different hosts by different libraries.
            return str(IPv4Address(name))
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


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` as RFC 3986 5.2.4, before anyone after us does it otherwise."""
    if "/." not in path:
        return path
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
