"""The address guard: which URLs are asked, and which addresses are dialled. Pure, no I/O.

web_address.py parses, and its result is what is dialled: `WebAddress.text` passes httpx and
aiohttp unchanged.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from watchers.errors import AddressForbidden
from watchers.web_address import WebAddress, parse_address

_PORT = re.compile(r":[0-9]{1,5}/?\Z")
PORTS = frozenset({80, 443, 8080, 8443})

# Names that mean something inside a network only (RFC 6761, RFC 6762, RFC 8375, RFC 7686), and
# those that clouds and clusters answer with their own services.
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


def check_url(url: str, allow: frozenset[str] = frozenset()) -> WebAddress:
    """Parse `url` as a public web address, or raise AddressForbidden and nothing else.

    `allow` holds exact `host:port` strings that may be private and on any port. The message
    never repeats the URL: it may hold a password or a token.
    """
    address = parse_address(url)
    if address.authority not in allow:
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


def address_trouble(url: str, allow: frozenset[str]) -> tuple[str, str] | None:
    """Return why `url` will be refused, and what helps; None where it may be asked."""
    try:
        check_url(url, allow)
    except AddressForbidden as refusal:
        said, _, cure = str(refusal).partition("; ")
        return said, cure
    return None


def read_allowed(text: str) -> str:
    """Return what somebody typed into WATCHNEXT_ALLOW as `host:port`: an address, or just that.

    Raises AddressForbidden for what names no host, or no port.
    """
    if "://" in text:
        return parse_address(text).authority
    if not _PORT.search(text):
        raise AddressForbidden("the port is missing")
    return parse_address(f"http://{text}").authority


def not_public(host: str, port: int) -> AddressForbidden:
    """Build the one refusal of a private address: the same whether anything listens there."""
    name = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return AddressForbidden(
        f"{host} is not a public address; if it is yours, list {name} in WATCHNEXT_ALLOW"
    )


def _refuse_private(address: WebAddress) -> None:
    public = is_public(address.host) if address.is_ip_address else _is_public_name(address.host)
    if not public:
        raise not_public(address.host, address.port)
    # After the host: nobody may learn from the words which private port is worth a try.
    if address.port not in PORTS:
        ports = ", ".join(map(str, sorted(PORTS)))
        raise AddressForbidden(
            f"{address.host}: only the ports {ports} are asked, not {address.port}; "
            f"list {address.authority} in WATCHNEXT_ALLOW"
        )


def _is_public_name(name: str) -> bool:
    return "." in name and not name.endswith(_PRIVATE_SUFFIXES)
