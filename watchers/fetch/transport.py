"""The only place that dials: an httpx transport that aiohttp carries, to checked addresses alone.

Why aiohttp, and not httpx's own connections: docs/decisions/0012.
"""

import asyncio
import errno
import functools
import os
import ssl
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Self

import aiohttp
import certifi
import httpx
from aiohttp.abc import AbstractResolver
from aiohttp.client_proto import ResponseHandler
from yarl import URL

from watchers.errors import BodyBroken, OwnLimit, SourceAway
from watchers.fetch.heads import MOST_HEAD, BadHead, HeadReader
from watchers.fetch.proxies import Proxy
from watchers.fetch.resolver import GuardedResolver, SystemResolver
from watchers.protocols import Resolver

_TOO_MANY_FILES = {errno.EMFILE, errno.ENFILE}
_CHUNK = 16 * 1024  # bytes of a body read at a time
# A damaged body can raise aiohttp's parser error as it is, outside its own tree.
_OR_A_PROXY = ", or name a proxy in HTTPS_PROXY if this network has one"
_AIOHTTP_ERRORS = (aiohttp.ClientError, aiohttp.http.HttpProcessingError, OSError, BadHead)


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends httpx requests without cookies, netrc or idle connections.

    `allow` holds the `host:port` strings that may be private. A request with a Proxy as its
    extension `proxy` goes there; then the proxy looks the host's name up, and no guard of ours
    sees what it leads to. Answers come with their bodies unread and not inflated; redirects are
    answers like others. An async context manager.
    """

    def __init__(
        self,
        allow: frozenset[str],
        resolve: Resolver | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._allow = allow
        self._resolve = resolve or SystemResolver()
        self._trust = trust

    async def __aenter__(self) -> Self:
        self._direct = self._session(GuardedResolver(self._resolve, self._allow))
        # Of its own: what dials the operator's proxy must never dial what a source names.
        self._proxied = self._session(GuardedResolver(self._resolve, allow=None))
        return self

    def _session(self, resolver: AbstractResolver) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=_Connector(resolver, self._trust or shipped_trust()),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(),  # none: the fetcher has one deadline for all
            trust_env=False,
            auto_decompress=False,
            max_field_size=MOST_HEAD,  # _Wire has bounded the whole head by then
            max_headers=MOST_HEAD,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request` once.

        Raises AddressForbidden where its name leads to no public address, and SourceAway where no
        answer comes; OwnLimit where we may open no more connections; the body's stream raises
        BodyBroken where it stops before its end.
        """
        host = request.url.raw_host.decode()
        proxy: Proxy | None = request.extensions.get("proxy")
        headers = [(name.decode(), value.decode()) for name, value in request.headers.raw]
        login = (
            [("Proxy-Authorization", proxy.authorization)] if proxy and proxy.authorization else []
        )
        # Inside a tunnel the proxy's password would reach the server.
        if request.url.scheme == "http":
            headers += login
        try:
            answer = await (self._proxied if proxy else self._direct).request(
                request.method,
                URL(str(request.url), encoded=True),  # quoted already: not anew
                headers=headers,
                allow_redirects=False,
                proxy=proxy.url if proxy else None,
                proxy_headers=login or None,
            )
        except _AIOHTTP_ERRORS as error:
            # Not chained: the library's texts hold whole URLs, and with them their tokens.
            if isinstance(error, OSError) and error.errno in _TOO_MANY_FILES:
                raise OwnLimit(
                    "too many files are open here; let the system allow more (ulimit -n)"
                ) from None
            raise SourceAway(f"{host} {_what_failed(error, proxy)}") from None
        return httpx.Response(
            answer.status, headers=answer.raw_headers, stream=_BodyStream(answer, host)
        )

    async def aclose(self) -> None:
        """Close the sessions, and the resolver if it is our own."""
        await self._direct.close()
        await self._proxied.close()
        if isinstance(self._resolve, SystemResolver):
            self._resolve.close()


class _Wire(ResponseHandler):
    """aiohttp's protocol, which meets no head that is not mended."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._heads = HeadReader()

    def data_received(self, data: bytes) -> None:
        """Take what came: a head is held back until it is whole."""
        # Whoever speaks before it was asked comes here again when it is.
        if self._parser is not None:
            try:
                data = self._heads.take(data)
            except BadHead as error:
                if self.transport is not None:
                    self.transport.close()
                self.set_exception(error)
                return
            if not data and not self._heads.over:
                return
        super().data_received(data)


class _Connector(aiohttp.TCPConnector):
    """Dials for `_Wire`."""

    def __init__(self, resolver: AbstractResolver, trust: ssl.SSLContext) -> None:
        super().__init__(
            ssl=trust,
            resolver=resolver,
            use_dns_cache=False,  # each connection's own answer is the one that is checked
            force_close=True,  # no server is asked again before its keep-alive ends
            limit=0,  # HostQueue opens one to a host; over all hosts nothing bounds them yet
        )
        # aiohttp has no other place for a protocol of one's own.
        self._factory = functools.partial(_Wire, loop=self._loop)  # type: ignore[assignment]


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
            raise BodyBroken(
                f"{self._host}: the body stops before its end; it will be asked again"
            ) from None

    async def aclose(self) -> None:
        # Not release(): the rest of a body is never worth reading.
        self._answer.close()


def _what_failed(error: Exception, proxy: Proxy | None) -> str:
    if isinstance(error, BadHead):
        return str(error)
    if proxy is not None:
        return _what_failed_behind(error, proxy)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"is a name that cannot be resolved now; check its spelling{_OR_A_PROXY}"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return (
            "has a certificate that is not valid; it must be renewed there, or SSL_CERT_FILE name "
            "the authorities of your network"
        )
    if isinstance(error, aiohttp.ClientSSLError):
        return "offers no safe TLS connection; try http:// if it must be read, or ask its publisher"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"does not accept a connection; it will be asked again{_OR_A_PROXY}"
    return "broke off without an answer; it will be asked again"


def _what_failed_behind(error: Exception, proxy: Proxy) -> str:
    way = f"was asked through the proxy {proxy.name}, which"
    if isinstance(error, aiohttp.ClientHttpProxyError):
        refused = f"{way} refuses it (HTTP {error.status})"
        if error.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            return f"{refused}; it wants user:password before its name in the variable"
        return f"{refused}; it may not know the name, or not allow it"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return f"{way} shows another certificate; SSL_CERT_FILE names authorities that it uses"
    if isinstance(error, aiohttp.ClientProxyConnectionError | aiohttp.ClientConnectorError):
        return f"{way} does not accept a connection; check HTTPS_PROXY, or name it in NO_PROXY"
    return f"{way} broke off without an answer; it will be asked again"


@functools.cache
def shipped_trust() -> ssl.SSLContext:
    """Read the root certificates once: it costs more than many requests."""
    return ssl.create_default_context(cafile=certifi.where())


def named_trust(file: str, folder: str) -> ssl.SSLContext:
    """Trust the authorities of a file, or of folders with colons between, and no others.

    Raises OSError or ssl.SSLError if they cannot be read.
    """
    # OpenSSL looks for a folder at each connection, and says nothing of one that is missing.
    if folder and not any(map(os.path.isdir, folder.split(os.pathsep))):
        raise FileNotFoundError(folder)
    return ssl.create_default_context(cafile=file or None, capath=folder or None)
