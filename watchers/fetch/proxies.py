"""Which proxy a request goes through, by the environment, as curl reads it. Pure."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import unquote

from watchers.errors import AddressForbidden, SourceAway
from watchers.web_address import WebAddress, parse_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy as it is dialled; `name` is what people are told of it, without its password."""

    url: str
    name: str
    authorization: str = ""  # the field's value; empty for none


class Proxies:
    """What `environment` says of proxies: http_proxy, https_proxy, all_proxy, no_proxy.

    Each in small or capital letters; small ones go first where both are set.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._proxy = {
            scheme: _first(environment, f"{scheme}_proxy", "all_proxy")
            for scheme in ("http", "https")
        }
        _, unproxied = _first(environment, "no_proxy")
        self._direct = [part.lower() for part in unproxied.replace(",", " ").split()]

    def proxy_for(self, page: WebAddress) -> Proxy | None:
        """Return the proxy that `page` is asked through, or None if it is asked directly.

        Raises SourceAway where a variable names no proxy that can be used.
        """
        variable, value = self._proxy[page.scheme]
        if not value or self._is_direct(page):
            return None
        return read_proxy(variable, value)

    @property
    def in_use(self) -> Mapping[str, tuple[str, str]]:
        """The variable and its value for each scheme that goes through a proxy."""
        return {scheme: found for scheme, found in self._proxy.items() if found[1]}

    def _is_direct(self, page: WebAddress) -> bool:
        # As browsers do: no proxy can reach what is on this machine.
        if f".{page.host}".endswith(".localhost"):
            return True
        if page.is_ip_address and ip_address(page.host).is_loopback:
            return True
        return any(_names(part, page) for part in self._direct)


def read_proxy(variable: str, value: str) -> Proxy:
    """Read the value of a variable. Raises SourceAway, naming the variable and never the value."""
    scheme, mark, rest = value.strip().rpartition("://")
    login, _, authority = rest.rpartition("@")
    scheme = scheme.lower() if mark else "http"
    if scheme not in {"http", "https"}:
        raise SourceAway(
            f"{variable} names a proxy that is neither http nor https; watchnext speaks no other "
            f"kind: name another, or leave it out"
        )
    try:
        address = parse_address(f"{scheme}://{authority.rstrip('/')}")
    except AddressForbidden:
        raise SourceAway(
            f"{variable} names no proxy; write it as http://proxy.example.org:3128"
        ) from None
    user, _, password = login.partition(":")
    pair = f"{unquote(user)}:{unquote(password)}".encode()
    return Proxy(
        url=f"{address.scheme}://{address.authority}",
        name=address.authority,
        authorization=f"Basic {base64.b64encode(pair).decode()}" if login else "",
    )


def _first(environment: Mapping[str, str], *names: str) -> tuple[str, str]:
    """Return the first of these variables that is set, and its value."""
    for name in names:
        for spelt in (name, name.upper()):
            if value := environment.get(spelt, "").strip():
                return spelt, value
    return names[0].upper(), ""


def _names(part: str, page: WebAddress) -> bool:
    """Whether a part of no_proxy names the host: a domain, an address or network, host:port."""
    if part == "*":
        return True
    host, colon, port = part.rpartition(":")
    if colon and port.isdecimal() and (":" not in host or host.startswith("[")):
        if int(port) != page.port:
            return False
        part = host
    part = part.strip("[]")
    if page.is_ip_address:
        try:
            return ip_address(page.host) in ip_network(part, strict=False)
        except ValueError:
            return False
    part = part.removeprefix("*").removeprefix(".")
    return page.host == part or (bool(part) and page.host.endswith(f".{part}"))
