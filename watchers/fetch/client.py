"""Fetches one URL: guarded at every hop, within one deadline and one cap."""

import asyncio
import functools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx

from watchers.errors import SourceAway
from watchers.fetch.guard import check_url
from watchers.fetch.inflate import Inflater, too_large
from watchers.fetch.manners import HostQueue, SystemClock
from watchers.fetch.response_headers import (
    conditional_fields,
    error_for_status,
    first_value,
    fresh_for,
    read_validators,
    retry_after,
)
from watchers.fetch.transport import GuardedTransport
from watchers.protocols import Body, Clock, NotModified, Validators
from watchers.web_address import WebAddress, is_printable

MOST_HOPS = 5
PERMANENT = frozenset({301, 308})
REDIRECTS = PERMANENT | {302, 303, 307}

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_parsed = functools.lru_cache(maxsize=4096)(httpx.URL)  # the same few URLs, poll after poll


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """A redirect, not yet followed."""

    to: str
    permanent: bool


class HttpFetcher:
    """The only door to the web; an async context manager, to be shared by all sources.

    GET only, no cookies, no proxies, no environment. `allow` holds exact `host:port` strings
    that may be fetched although they are not public. `deadline` covers everything but the wait
    for a host's turn; `cap`, in bytes, bounds a body both as sent and inflated; `spacing` is the
    time between the starts of two requests to one public host. The guard against private
    addresses is the `transport`'s, so another one is for tests alone.
    """

    def __init__(
        self,
        *,
        allow: frozenset[str] = frozenset(),
        version: str,
        contact: str = "",
        deadline: timedelta = timedelta(seconds=30),
        cap: int = 5 * 1024 * 1024,
        spacing: timedelta = timedelta(seconds=1),
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._allow = allow
        self._deadline = deadline
        self._cap = cap
        self._spacing = spacing
        self._transport = transport or GuardedTransport(allow)
        self._clock = clock or SystemClock()
        self._queue = HostQueue(self._clock)
        name = f"watchnext/{version} (+{contact})" if contact else f"watchnext/{version}"
        self._headers = [
            (b"User-Agent", name.encode()),
            (b"Accept", _ACCEPT.encode()),
            (b"Accept-Encoding", b"gzip"),
        ]

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

    async def fetch(self, url: str, validators: Validators) -> Body | NotModified:
        """Get `url`, following up to five redirects, or raise a SourceError.

        Raises AddressForbidden for an address that may not be asked, also in a redirect;
        SourceAway, SourceBusy, SourceRefused or SourceGone for what the server says or does not
        say; BodyTooLarge or BodyBroken for a body that cannot be taken. Messages name the host,
        never the URL, which may hold a token.
        """
        page = check_url(url, self._allow)
        moved_to: str | None = None
        permanent = True
        patience = _Patience(self._deadline)
        for _ in range(MOST_HOPS + 1):
            async with self._queue.turn(page.authority, self._pause(page)), patience.spent_on(page):
                answer = await self._ask(page, validators, moved_to)
            if not isinstance(answer, _Hop):
                return answer
            page = check_url(answer.to, self._allow)
            # One temporary hop, and the old address is still the one to ask.
            permanent = permanent and answer.permanent
            moved_to = page.text if permanent else None
        raise SourceAway(f"{page.host}: more than {MOST_HOPS} redirects; they may lead in a circle")

    def _pause(self, page: WebAddress) -> timedelta:
        return timedelta(0) if page.authority in self._allow else self._spacing

    async def _ask(
        self, page: WebAddress, validators: Validators, moved_to: str | None
    ) -> Body | NotModified | _Hop:
        # With every hop: the last one can answer 304, and a server that redirects ignores them.
        conditions = conditional_fields(validators)
        request = httpx.Request("GET", _parsed(page.text), headers=[*self._headers, *conditions])
        response = await self._transport.handle_async_request(request)
        try:
            return await self._read(page, response, validators if conditions else None, moved_to)
        finally:
            await response.aclose()

    async def _read(
        self,
        page: WebAddress,
        response: httpx.Response,
        asked_with: Validators | None,
        moved_to: str | None,
    ) -> Body | NotModified | _Hop:
        status, fields, now = response.status_code, response.headers.raw, self._clock.now()
        if status == HTTPStatus.OK:
            return Body(
                content=await self._content(page, response),
                content_type=first_value(fields, b"content-type") or "",
                url=page.text,
                http_status=status,
                validators=read_validators(fields),
                moved_to=moved_to,
                fresh_for=fresh_for(fields, now),
            )
        # A 304 to a request without conditions says nothing: there is no copy that it could mean.
        if status == HTTPStatus.NOT_MODIFIED and asked_with:
            return NotModified(
                validators=read_validators(fields, asked_with),
                moved_to=moved_to,
                fresh_for=fresh_for(fields, now),
            )
        if status in REDIRECTS:
            return _Hop(to=_target(page, response), permanent=status in PERMANENT)
        raise error_for_status(status, page.host, retry_after(fields, now))

    async def _content(self, page: WebAddress, response: httpx.Response) -> bytes:
        # Refused by its own word, before a byte of it is read. The digits are counted first:
        # Python refuses to read numbers of many thousand digits.
        length = response.headers.get("content-length", "")
        if length.isdecimal() and (len(length) > len(str(self._cap)) or int(length) > self._cap):
            raise too_large(page.host, self._cap)
        encoding = response.headers.get("content-encoding", "")
        inflater = Inflater(encoding, cap=self._cap, host=page.host)
        async for chunk in response.aiter_raw():
            inflater.take_chunk(chunk)
        return inflater.finish()


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
                f"{page.host} took longer than {limit}; it will be asked again"
            ) from None
        finally:
            self._left -= loop.time() - start


def _target(page: WebAddress, response: httpx.Response) -> str:
    """Read where a redirect leads to; raises SourceAway where it does not say so."""
    location = first_value(response.headers.raw, b"location") or ""
    try:
        location = location.encode("latin-1").decode()
        if _ABSOLUTE.match(location):
            return location  # check_url is the parser: urljoin repairs what has no host
        if location and is_printable(location):
            return urljoin(page.text, location)
    except ValueError:
        pass
    raise SourceAway(
        f"{page.host} redirects without saying where to (HTTP {response.status_code})",
        http_status=response.status_code,
    )
