"""Web addresses from feeds, made safe to link to."""

from urllib.parse import SplitResult, quote, urlsplit

# Everything that RFC 3986 lets stand in an address, less the quote; the rest becomes %XX.
_SAFE = "!#$%&()*+,/:;=?@[]~-._"
_HOST = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._")
_LONGEST = 2048


def web_address(url: str | None) -> str | None:
    """Give `url` in printable ASCII without spaces, quotes or angle brackets, or None.

    None for whatever is not plainly http or https: another scheme, a user name before the host
    (it pretends to be another site), a host with odd characters, over 2,048 characters. A host in
    another script comes back in punycode, so look-alikes show.
    """
    parts = _parts(url)
    if parts is None:
        return None
    host = _ascii_host(parts)
    if host is None:
        return None
    tail = (
        parts.path
        + f"?{parts.query}" * bool(parts.query)
        + f"#{parts.fragment}" * bool(parts.fragment)
    )
    address = f"{parts.scheme}://{host}{_port(parts)}{quote(tail, safe=_SAFE)}"
    return address if len(address) <= _LONGEST else None


def host_of(url: str | None) -> str:
    """Name the site that `url` leads to, without www; empty where `web_address` gives None."""
    address = web_address(url)
    host = urlsplit(address).hostname if address else None
    return (host or "").removeprefix("www.")


def _parts(url: str | None) -> SplitResult | None:
    if not url or len(url) > _LONGEST or "\\" in url:
        return None
    # urlsplit drops tabs and newlines in silence; as %XX they stay where they stood.
    visible = "".join(
        c if c.isprintable() and c != " " else quote(c, errors="replace") for c in url
    )
    try:
        parts = urlsplit(visible)
        plain = parts.port is None or parts.port > 0
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not plain:
        return None
    return parts


def _ascii_host(parts: SplitResult) -> str | None:
    host = parts.hostname or ""
    if ":" in host:
        return f"[{host}]" if _HOST.issuperset(host.replace(":", "")) else None
    if not host.isascii():
        import idna

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError:
            return None
    return host if host and _HOST.issuperset(host) else None


def _port(parts: SplitResult) -> str:
    return "" if parts.port is None else f":{parts.port}"
