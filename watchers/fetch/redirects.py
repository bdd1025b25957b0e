"""From one page to the next: where a redirect leads, and the cookies that go along. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from watchers.fetch.response_headers import Fields, first_value
from watchers.web_address import LONGEST_ADDRESS, WebAddress

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_UNSEEN = re.compile(rb"[\x00-\x20\x7f\\]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
# What browsers take of a cookie: no blank, comma or quote is looked at, only what ends one.
_COOKIE = re.compile(r"[^\x00-\x20;=\x7f]{1,256}=[^\x00-\x1f;\x7f]{0,4096}")
_MOST_COOKIES = 50
_MOST_COOKIE_CHARACTERS = 8 * 1024  # servers refuse a request with a longer line


def target_of(page: WebAddress, fields: Fields) -> str | None:
    """Return where a redirect of `page` leads, or None where it does not say so.

    As browsers read it: blanks and bytes that are no UTF-8 are percent-encoded.
    """
    raw = (first_value(fields, b"location") or "").encode("latin-1").strip()
    raw = _UNSEEN.sub(_escaped, raw)
    try:
        location = raw.decode()
    except UnicodeDecodeError:
        location = _BEYOND_ASCII.sub(_escaped, raw).decode()
    if not 0 < len(location) <= LONGEST_ADDRESS:
        return None
    # The guard is the parser of what is absolute: urljoin repairs what has no host.
    if _ABSOLUTE.match(location):
        return location
    try:
        return urljoin(page.text, location)
    except ValueError:
        return None


def _escaped(found: re.Match[bytes]) -> bytes:
    return quote(found[0], safe="").encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cookie:
    domain: str
    subdomains: bool
    secure: bool
    text: str  # name=value


class Cookies:
    """The cookies of one fetch: walls set one and send us to the same page again."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], _Cookie] = {}

    def take(self, page: WebAddress, fields: Fields) -> None:
        """Keep what `page` set, for itself and the domain it names."""
        for name, value in fields:
            if name.lower() == b"set-cookie":
                self._take(page, value.decode("latin-1"))

    def field(self, page: WebAddress) -> list[tuple[bytes, bytes]]:
        """Return the Cookie field for `page`, if there is one."""
        text = "; ".join(cookie.text for cookie in self._for(page))
        return [(b"Cookie", text.encode("latin-1"))] if text else []

    def _for(self, page: WebAddress) -> Iterable[_Cookie]:
        left = _MOST_COOKIE_CHARACTERS
        for cookie in self._kept.values():
            below = cookie.subdomains and page.host.endswith(f".{cookie.domain}")
            if not (page.host == cookie.domain or below):
                continue
            if cookie.secure and page.scheme != "https":
                continue
            left -= len(cookie.text) + 2
            if left >= 0:
                yield cookie

    def _take(self, page: WebAddress, line: str) -> None:
        pair, *rest = (part.strip() for part in line.split(";"))
        if not _COOKIE.fullmatch(pair) or not pair.isascii():
            return
        attributes = {
            name.strip().lower(): value.strip()
            for name, _, value in (part.partition("=") for part in rest)
        }
        domain = attributes.get("domain", "").lstrip(".").lower()
        # Only for a domain that the page itself lies in, and no top-level one (RFC 6265 5.3).
        named = "." in domain and not page.is_ip_address and f".{page.host}".endswith(f".{domain}")
        cookie = _Cookie(
            domain=domain if named else page.host,
            subdomains=named,
            secure="secure" in attributes,
            text=pair,
        )
        key = (cookie.domain, pair.partition("=")[0])
        if attributes.get("max-age") == "0":
            self._kept.pop(key, None)
        elif key in self._kept or len(self._kept) < _MOST_COOKIES:
            self._kept[key] = cookie
