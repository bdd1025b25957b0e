"""Requests to Discord, one try each: why not discord.py's own is decision note 0008.

Nothing here waits over five seconds for a limit: longer waits are SendLater, for the outbox to
keep. A try ends within `timeout`, and nothing goes on behind the caller's back.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

from bot.channels.discord.gate import Gate
from bot.channels.discord.outcomes import BANNED, NOT_LET_IN, Answer, failure
from bot.errors import SendLater, SendUnclear

if TYPE_CHECKING:
    from aiohttp import ClientSession

API = "https://discord.com/api/v10"
AGENT = "DiscordBot (watchnext, 0.1)"
SHORT = 5.0  # seconds that may be waited out here
LARGEST = 8 * 1024 * 1024  # bytes of an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request. `what` names it for people; paths may hold secrets and are never shown."""

    method: str
    path: str
    what: str
    body: object = None
    query: tuple[tuple[str, str], ...] = ()
    free: bool = False  # of limits and of the token: answers to interactions carry their own

    @property
    def route(self) -> str:
        """The method, the path's pattern and its main id: what Discord's limits go by."""
        parts = self.path.strip("/").split("/")
        main = parts[1] if len(parts) > 1 and parts[0] in {"channels", "guilds"} else ""
        pattern = "/".join("*" if part.isdigit() else part for part in parts)
        return f"{self.method} {pattern} {main}"


class Rest:
    """A connection to Discord's REST interface for one bot. Lives in one event loop."""

    def __init__(
        self,
        token: str,
        *,
        api_url: str = API,
        timeout: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._token = token
        self._api_url = api_url.rstrip("/")
        self._timeout = timeout
        self._clock = clock
        self._gate = Gate()
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; may be called twice."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def call(self, call: Call) -> Answer:
        """Ask once. Raises a SendError for every answer that is not good, Refused with a code."""
        if not call.free:
            await self._turn(call)
        answer = await self._exchange(call)
        if not call.free:
            self._learn(call, answer)
        if error := failure(answer, call.what):
            raise error
        return answer

    async def _turn(self, call: Call) -> None:
        """Wait until the call may go out, or raise SendLater if that is not soon."""
        until = self._clock() + SHORT
        while True:
            now = self._clock()
            if stop := self._gate.stopped(now):
                raise SendLater(stop.why, after=timedelta(seconds=stop.until - now))
            wait = self._gate.wait(call.route, now)
            if not wait:
                self._gate.take(call.route, now)
                return
            if now + wait > until:
                raise SendLater(f"{call.what}: its limit is used up", after=timedelta(seconds=wait))
            await asyncio.sleep(wait)

    def _learn(self, call: Call, answer: Answer) -> None:
        now = self._clock()
        self._gate.learn(call.route, answer.headers, now)
        if answer.counts:
            self._gate.count_invalid(now)
        if answer.banned:
            self._gate.stop(BANNED, now)
        elif answer.status == HTTPStatus.UNAUTHORIZED:
            self._gate.stop(NOT_LET_IN, now)
        else:
            self._gate.relieve()
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS and not answer.banned:
            self._gate.limited(
                call.route, after=answer.after, everywhere=answer.everywhere, now=now
            )

    async def _exchange(self, call: Call) -> Answer:
        from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError

        try:
            return await self._request(call)
        except (ClientConnectorError, ConnectionTimeoutError) as e:
            # Not even a connection: Discord cannot have seen it.
            raise SendLater(f"{call.what}: Discord cannot be reached ({_kind(e)})") from None
        except (ClientError, TimeoutError, OSError) as e:
            raise SendUnclear(f"{call.what}: no answer from Discord ({_kind(e)})") from None

    async def _request(self, call: Call) -> Answer:
        headers = {"User-Agent": AGENT, "Accept": "application/json"}
        if not call.free:
            headers["Authorization"] = f"Bot {self._token}"
        content = None
        if call.body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(call.body).encode()
        async with self._connected().request(
            call.method,
            self._api_url + call.path,
            params=call.query,
            data=content,
            headers=headers,
            allow_redirects=False,
        ) as response:
            raw = await response.content.read(LARGEST)
            while chunk := await response.content.read(LARGEST - len(raw)):
                raw += chunk
            return Answer(status=response.status, headers=response.headers, body=_json(raw))

    def _connected(self) -> "ClientSession":
        if self._session is None:
            from aiohttp import ClientSession, ClientTimeout, DummyCookieJar

            limit = ClientTimeout(total=self._timeout, connect=self._timeout / 2)
            self._session = ClientSession(timeout=limit, cookie_jar=DummyCookieJar())
        return self._session


def _json(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _kind(error: BaseException) -> str:
    """Name an error by its class: its text may hold an address, and that a secret."""
    return type(error).__name__
