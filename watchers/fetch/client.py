"""Fetches one URL: guarded at every hop, within one deadline and one cap."""

import asyncio
import functools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from types import TracebackType
from typing import Self

import httpx

from watchers.errors import BodyBroken, SourceAway
from watchers.fetch.guard import check_url
from watchers.fetch.inflate import Inflater
from watchers.fetch.manners import HostQueue, SystemClock
from watchers.fetch.proxies import Proxies, Proxy
from watchers.fetch.redirects import Cookies, target_of
from watchers.fetch.refusals import error_for_status
from watchers.fetch.request_headers import fields_for
from watchers.fetch.response_headers import (
    conditional_fields,
    first_value,
    fresh_for,
    read_validators,
    retry_after,
)
from watchers.fetch.transport import GuardedTransport
from watchers.model.rules import RequestOptions
from watchers.protocols import Body, Clock, NotModified, Validators
from watchers.web_address import DEFAULT_PORTS, WebAddress

MOST_HOPS = 10
PERMANENT = frozenset({301, 308})
REDIRECTS = PERMANENT | {302, 303, 307}
# 203 came through somebody who may have changed it; 206 is the whole if its end came.
WITH_BODY = frozenset(
    {HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION, HTTPStatus.PARTIAL_CONTENT}
)

_USUAL = RequestOptions()
_parsed = functools.lru_cache(maxsize=4096)(httpx.URL)  # the same few URLs, poll after poll


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """A redirect, not yet followed."""

    to: str
    permanent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetch:
    """What stays the same over all hops of one fetch."""

    start: WebAddress
    validators: Validators
    options: RequestOptions
    cookies: Cookies = field(default_factory=Cookies)


class HttpFetcher:
    """The only door to the web; an async context manager, to be shared by all sources.

    GET only; cookies live no longer than one fetch. `allow` holds exact `host:port` strings
    that may be fetched although they are not public. `deadline` covers everything but the wait
    for a host's turn; `cap`, in bytes, bounds a body both as sent and inflated; `spacing` is the
    time between the starts of two requests to one public host. `environment` names proxies, and
    holds what sources keep there. The guard against private addresses is the `transport`'s, so
    another one is for tests alone.
    """

    def __init__(
        self,
        *,
        allow: frozenset[str] = frozenset(),
        version: str,
        deadline: timedelta = timedelta(seconds=30),
        cap: int = 5 * 1024 * 1024,
        spacing: timedelta = timedelta(seconds=1),
        environment: Mapping[str, str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._allow = allow
        self._deadline = deadline
        self._cap = cap
        self._spacing = spacing
        self._environment = environment or {}
        self._proxies = Proxies(self._environment)
        self._transport = transport or GuardedTransport(allow)
        self._clock = clock or SystemClock()
        self._queue = HostQueue(self._clock)
        self._product = f"watchnext/{version}"

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.__aexit__(kind, error, trace)

    async def fetch(
        self, url: str, validators: Validators, options: RequestOptions = _USUAL
    ) -> Body | NotModified:
        """Get `url`, following up to ten redirects, or raise a SourceError.

        A body over the cap comes cut at it. Raises AddressForbidden for an address that may not
        be asked, also in a redirect; SourceAway, SourceBusy, SourceRefused or SourceGone for what
        the server says or does not say; BodyBroken for a body that cannot be taken. Messages
        name the host, never the URL, which may hold a token.
        """
        page = check_url(url, self._allow)
        asked = _Fetch(start=page, validators=validators, options=options)
        moved_to: str | None = None
        permanent = True
        patience = _Patience(options.timeout or self._deadline)
        for _ in range(MOST_HOPS + 1):
            pause = self._pause(page, options)
            async with self._queue.turn(page.authority, pause), patience.spent_on(page):
                answer = await self._ask(page, asked, moved_to)
            if not isinstance(answer, _Hop):
                return answer
            page = check_url(answer.to, self._allow)
            # One temporary hop, and the old address is still the one to ask.
            permanent = permanent and answer.permanent
            moved_to = page.text if permanent else None
        raise SourceAway(
            f"{page.host}: more than {MOST_HOPS} redirects; check its address in a browser"
        )

    def _pause(self, page: WebAddress, options: RequestOptions) -> timedelta:
        if page.authority in self._allow:
            return timedelta(0)
        return self._spacing if options.spacing is None else options.spacing

    async def _ask(
        self, page: WebAddress, asked: _Fetch, moved_to: str | None
    ) -> Body | NotModified | _Hop:
        request = self._request(page, asked)
        response = await self._transport.handle_async_request(request)
        try:
            asked.cookies.take(page, response.headers.raw)
            return await self._read(page, response, asked, moved_to)
        finally:
            await response.aclose()

    def _request(self, page: WebAddress, asked: _Fetch) -> httpx.Request:
        fields = fields_for(
            asked.options,
            self._environment,
            product=self._product,
            own_host=_same_host(asked.start, page),
        )
        # With every hop: the last one can answer 304, and a server that redirects ignores them.
        conditions = conditional_fields(asked.validators)
        headers = [*fields, *asked.cookies.field(page), *conditions]
        proxy = self._proxies.proxy_for(page) if asked.options.proxy else None
        extensions: dict[str, Proxy] = {"proxy": proxy} if proxy else {}
        return httpx.Request("GET", _parsed(page.text), headers=headers, extensions=extensions)

    async def _read(
        self, page: WebAddress, response: httpx.Response, asked: _Fetch, moved_to: str | None
    ) -> Body | NotModified | _Hop:
        status, fields, now = response.status_code, response.headers.raw, self._clock.now()
        if status in WITH_BODY:
            cap = asked.options.cap or self._cap
            content, cut = await _content(page, response, cap)
            return Body(
                content=content,
                content_type=first_value(fields, b"content-type") or "",
                url=page.text,
                http_status=status,
                validators=read_validators(fields),
                moved_to=moved_to,
                fresh_for=fresh_for(fields, now),
                cut_at=cap if cut else None,
            )
        # A 304 to a request without conditions says nothing: there is no copy that it could mean.
        if status == HTTPStatus.NOT_MODIFIED and conditional_fields(asked.validators):
            return NotModified(
                validators=read_validators(fields, asked.validators),
                moved_to=moved_to,
                fresh_for=fresh_for(fields, now),
            )
        if status in REDIRECTS:
            if (to := target_of(page, fields)) is not None:
                return _Hop(to=to, permanent=status in PERMANENT)
            said = (
                f"{page.host} redirects without saying where to (HTTP {status}); "
                "check its address in a browser"
            )
            raise SourceAway(said, http_status=status)
        after = retry_after(fields, now)
        raise error_for_status(status, page.host, fields, after=after, options=asked.options)


async def _content(page: WebAddress, response: httpx.Response, cap: int) -> tuple[bytes, bool]:
    """Return the body up to `cap` bytes, and whether there was more. Raises BodyBroken."""
    encoding = response.headers.get("content-encoding", "")
    inflater = Inflater(encoding, cap=cap, host=page.host)
    # A part, for all that anybody said: whole if its end came.
    broken_off = response.status_code == HTTPStatus.PARTIAL_CONTENT
    stream = response.aiter_raw()
    while not inflater.cut:
        try:
            chunk = await anext(stream, None)
        except BodyBroken:
            broken_off = True
            break
        if chunk is None:
            break
        inflater.take_chunk(chunk)
    return inflater.finish(broken_off=broken_off), inflater.cut


class _Patience:
    """A deadline that is spent in pieces, so that waiting for a turn costs nothing of it."""

    def __init__(self, deadline: timedelta) -> None:
        self._deadline = deadline
        self._left = deadline.total_seconds()

    @asynccontextmanager
    async def spent_on(self, page: WebAddress) -> AsyncIterator[None]:
        """Count the time inside against what is left. Raises SourceAway when that is used up."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        try:
            async with asyncio.timeout(self._left):
                yield
        except TimeoutError:
            limit = f"{self._deadline.total_seconds():g} s"
            raise SourceAway(
                f"{page.host} took longer than {limit}; it will be asked again, "
                "and a `timeout` of the source allows more"
            ) from None
        finally:
            self._left -= loop.time() - start


def _same_host(start: WebAddress, page: WebAddress) -> bool:
    """Whether `page` may see the source's secrets: the same server, or the same over TLS."""
    upgraded = (start.port, page.port) == (DEFAULT_PORTS["http"], DEFAULT_PORTS["https"])
    return start.host == page.host and (
        (start.scheme, start.port) == (page.scheme, page.port) or upgraded
    )
