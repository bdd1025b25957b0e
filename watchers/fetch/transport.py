"""The wire under the fetcher: aiohttp dials what the guard checked, and keeps nothing."""

import asyncio
import functools
import socket
import ssl
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import certifi
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from watchers.fetch.guard import is_public, not_public
from watchers.protocols import Resolver

_LOOKUPS = 16
_CHUNK = 16 * 1024
_HEADER_LINE = 10 * 1024  # an ETag of 8 KiB and its name
_HEADERS = 1100  # some sites send hundreds of cookies


class SystemResolver:
    """The machine's resolver, in threads of its own.

    A name server that never answers keeps a thread busy long after our deadline: it must not
    keep one of those that the rest of the program shares.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="resolver")

    async def __call__(self, name: str, port: int) -> list[str]:
        """Give the addresses of `name`, in the machine's order of preference."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads,
            functools.partial(
                socket.getaddrinfo, name, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
            ),
        )
        return [str(sockaddr[0]) for *_, sockaddr in found]

    def close(self) -> None:
        """Give up what waits; do not wait for what runs."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class GuardedResolver(AbstractResolver):
    """Lets only public addresses through, so that the address checked is the one dialled.

    Raises AddressForbidden where none remains. aiohttp asks once for each connection, and
    never for an IP literal: those are the guard's alone.
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
        """Resolve for aiohttp's connector."""
        found = await self._resolve(host, port)
        if not found:
            raise OSError("the name has no address")
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
    """httpx requests over one aiohttp session without cookies, proxies, netrc or idle connections.

    Not httpx_aiohttp's transport: that hands aiohttp the URL as text, to be quoted anew. Send
    through it directly: httpx's own client parses every Location, also of redirects that it does
    not follow, and raises what is no httpx error for some. Needs a running loop.
    """

    def __init__(self, resolve: Resolver, allow: frozenset[str]) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                ssl=_trust(),
                resolver=GuardedResolver(resolve, allow),
                use_dns_cache=False,
                force_close=True,
                limit=0,  # HostQueue and the schedule bound the number
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(),  # none: the fetcher has one deadline for all
            trust_env=False,
            auto_decompress=False,
            max_field_size=_HEADER_LINE,
            max_headers=_HEADERS,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, and give the answer with its body unread and not inflated.

        Raises aiohttp.ClientError or OSError, also from the body's stream.
        """
        answer = await self._session.request(
            request.method,
            URL(str(request.url), encoded=True),
            headers=[(name.decode(), value.decode()) for name, value in request.headers.raw],
            allow_redirects=False,
        )
        return httpx.Response(
            answer.status, headers=answer.raw_headers, stream=_Stream(answer), request=request
        )

    async def aclose(self) -> None:
        """Close the session."""
        await self._session.close()


class _Stream(httpx.AsyncByteStream):
    """A body as it comes off the wire."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._answer.content.iter_chunked(_CHUNK):
            yield chunk

    async def aclose(self) -> None:
        # Not release(): the rest of a body is never worth reading.
        self._answer.close()


@functools.cache
def _trust() -> ssl.SSLContext:
    """Read the root certificates once: it costs more than many requests."""
    return ssl.create_default_context(cafile=certifi.where())
