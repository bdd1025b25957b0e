"""The only place that dials: an httpx transport that aiohttp carries, to checked addresses alone.

Why aiohttp, and not httpx's own connections: docs/decisions/0012.
"""

import asyncio
import functools
import socket
import ssl
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Self

import aiohttp
import certifi
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from watchers.errors import BodyBroken, SourceAway
from watchers.fetch.guard import is_public, not_public
from watchers.protocols import Resolver

_LOOKUPS = 16  # names resolved at a time
_CHUNK = 16 * 1024  # bytes of a body read at a time
_HEADER_LINE = 10 * 1024  # bytes: an ETag of 8 KiB and its name
_HEADERS = 1100  # some sites send hundreds of cookies
# A damaged body can raise aiohttp's parser error as it is, outside its own tree.
_AIOHTTP_ERRORS = (aiohttp.ClientError, aiohttp.http.HttpProcessingError, OSError)


class SystemResolver:
    """The machine's resolver, in threads of its own.

    A name server that never answers keeps a thread busy long after our deadline: it must not
    keep one of those that the rest of the program shares.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="resolver")

    async def __call__(self, name: str, port: int) -> list[str]:
        """Return the addresses of `name` in the machine's order of preference, or raise OSError."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads,
            functools.partial(
                socket.getaddrinfo, name, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
            ),
        )
        return [str(sockaddr[0]) for *_, sockaddr in found]

    def close(self) -> None:
        """Drop the lookups that wait; those that run end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class GuardedResolver(AbstractResolver):
    """Lets only public addresses through, so that the address checked is the one dialled.

    aiohttp asks once for each connection, and never for an IP literal: those are `check_url`'s.
    """

    def __init__(self, resolve: Resolver, allow: frozenset[str]) -> None:
        self._resolve = resolve
        self._allow = allow

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002, aiohttp's signature
    ) -> list[ResolveResult]:
        """Resolve for aiohttp's connector.

        Raises AddressForbidden where no public address remains, OSError where there is none.
        """
        found = await self._resolve(host, port)
        if not found:
            raise OSError("the name has no address")
        # What the operator listed is dialled wherever its name leads.
        if f"{host}:{port}" not in self._allow:
            found = [address for address in found if is_public(address)]
        if not found:
            raise not_public(host)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        """Nothing is held here."""


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends httpx requests without cookies, proxies, netrc or idle connections.

    `allow` holds the `host:port` strings that may be private. Answers come with their bodies
    unread and not inflated; redirects are answers like others. An async context manager.
    """

    def __init__(self, allow: frozenset[str], resolve: Resolver | None = None) -> None:
        self._allow = allow
        self._resolve = resolve or SystemResolver()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                ssl=_trust(),
                resolver=GuardedResolver(self._resolve, self._allow),
                use_dns_cache=False,  # each connection's own answer is the one that is checked
                force_close=True,  # no server is asked again before its keep-alive ends
                limit=0,  # HostQueue opens one to a host; over all hosts nothing bounds them yet
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(),  # none: the fetcher has one deadline for all
            trust_env=False,
            auto_decompress=False,
            max_field_size=_HEADER_LINE,
            max_headers=_HEADERS,
        )
        return self

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request` once.

        Raises AddressForbidden where its name leads to no public address, and SourceAway where no
        answer comes; the body's stream raises BodyBroken where it stops before its end.
        """
        host = request.url.raw_host.decode()
        try:
            answer = await self._session.request(
                request.method,
                URL(str(request.url), encoded=True),  # quoted already: not anew
                headers=[(name.decode(), value.decode()) for name, value in request.headers.raw],
                allow_redirects=False,
            )
        except _AIOHTTP_ERRORS as error:
            # Not chained: the library's texts hold whole URLs, and with them their tokens.
            raise SourceAway(f"{host} {_what_failed(error)}") from None
        return httpx.Response(
            answer.status, headers=answer.raw_headers, stream=_BodyStream(answer, host)
        )

    async def aclose(self) -> None:
        """Close the session, and the resolver if it is our own."""
        await self._session.close()
        if isinstance(self._resolve, SystemResolver):
            self._resolve.close()


class _BodyStream(httpx.AsyncByteStream):
    """A body as it comes off the wire."""

    def __init__(self, answer: aiohttp.ClientResponse, host: str) -> None:
        self._answer = answer
        self._host = host

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._answer.content.iter_chunked(_CHUNK):
                yield chunk
        except _AIOHTTP_ERRORS:
            raise BodyBroken(f"{self._host}: the body stops before its end") from None

    async def aclose(self) -> None:
        # Not release(): the rest of a body is never worth reading.
        self._answer.close()


def _what_failed(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "is a name that cannot be resolved now; check its spelling"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "has a certificate that is not valid; it must be renewed there"
    if isinstance(error, aiohttp.ClientSSLError):
        return "offers no safe TLS connection"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "does not accept a connection; it will be asked again"
    return "broke off without an answer; it will be asked again"


@functools.cache
def _trust() -> ssl.SSLContext:
    """Read the root certificates once: it costs more than many requests."""
    return ssl.create_default_context(cafile=certifi.where())
