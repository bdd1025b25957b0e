"""Requests to Discord, one try each, and what its answers mean for a delivery.

Why not discord.py's own REST client is decision note 0008. Nothing here waits over five seconds
for a limit: longer waits are SendLater, for the outbox to keep. A try ends within `timeout`, and
nothing goes on behind the caller's back. No message of an error holds a token or a feed's text.
"""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

from bot.channels.discord.gate import BANNED, STOP, UNAUTHORIZED, DiscordResponse, Gate
from bot.errors import SendError, SendLater, SendRefused, SendUnclear

if TYPE_CHECKING:
    from aiohttp import ClientSession

# Discord's JSON error codes (topics/opcodes-and-status-codes).
UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
NO_REPLIES = 160002
NO_TEXT = 50008
THREAD_EXISTS = 160004
THREAD_ARCHIVED = 50083
BEFORE_THE_THREAD = 50085
THREADLESS = frozenset(
    {
        UNKNOWN_CHANNEL,
        UNKNOWN_MESSAGE,
        50001,  # the thread is hidden from us
        50013,  # we may not open threads, or not write in them
        50024,  # not in this kind of channel
        160005,  # locked
        160006,  # too many threads
        160007,  # likewise in an announcement channel
    }
)
"""Why a follow-up goes to the channel instead."""

_CURES = {
    UNKNOWN_CHANNEL: "there is no such channel: check its id, and that the bot is in that server",
    50001: "the bot cannot see the channel: give its role View Channel there",
    50007: "this person takes no direct messages",
    NO_TEXT: "this is no text channel: choose one",
    50013: "the bot lacks a permission there: `watchnext doctor` says which",
    UNKNOWN_MESSAGE: "the message is gone",
    160005: "the thread is locked",
    160006: "the server has too many open threads",
}


class DiscordRefused(SendRefused):
    """A refusal with Discord's own code: some of them have a way round."""

    def __init__(self, message: str, *, status: int, code: int) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


API = "https://discord.com/api/v10"
AGENT = "DiscordBot (watchnext, 0.1)"
SHORT = 5.0  # seconds that may be waited out here
LARGEST = 8 * 1024 * 1024  # bytes of an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordRequest:
    """A request. `what` names it for people; paths may hold secrets and are never shown.

    `free` is what answers an interaction: it carries a token of its own and knows no limits
    (interactions/receiving-and-responding, "Endpoints").
    """

    method: str
    path: str
    what: str
    body: object = None
    query: tuple[tuple[str, str], ...] = ()
    free: bool = False

    @property
    def route(self) -> str:
        """The method, the path's pattern and its main id: what Discord's limits go by."""
        parts = self.path.strip("/").split("/")
        main = parts[1] if len(parts) > 1 and parts[0] in {"channels", "guilds"} else ""
        pattern = "/".join("*" if part.isdigit() else part for part in parts)
        return f"{self.method} {pattern} {main}"


class DiscordApi:
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
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections, for good; may be called twice."""
        self._closed = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def call(self, request: DiscordRequest) -> DiscordResponse:
        """Ask once; returns an answer that is good.

        Raises DiscordRefused, which has Discord's code; SendLater for what may be tried again, as
        soon as it says; SendUnclear where nobody knows whether Discord acted on it.
        """
        if self._closed:
            # An answer that comes after the end must not open a session that nobody closes.
            raise SendLater(f"{request.what}: watchnext is stopping")
        if not request.free:
            await self._turn(request)
        response = await self._exchange(request)
        if not request.free:
            self._gate.learn_from(request.route, response, self._clock())
        if error := error_of(response, request.what):
            raise error
        return response

    async def _turn(self, request: DiscordRequest) -> None:
        """Wait until the request may go out; raises SendLater if that is not soon."""
        until = self._clock() + SHORT
        while True:
            now = self._clock()
            if stop := self._gate.stopped(now):
                raise SendLater(stop.why, after=timedelta(seconds=stop.until - now))
            wait = self._gate.wait(request.route, now)
            if not wait:
                self._gate.take(request.route, now)
                return
            if now + wait > until:
                why = f"{request.what}: its limit is used up"
                raise SendLater(why, after=timedelta(seconds=wait))
            await asyncio.sleep(wait)

    async def _exchange(self, request: DiscordRequest) -> DiscordResponse:
        from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError

        try:
            return await self._request(request)
        except (ClientConnectorError, ConnectionTimeoutError) as e:
            # Not even a connection: Discord cannot have seen it.
            raise SendLater(f"{request.what}: Discord cannot be reached ({_kind(e)})") from None
        except (ClientError, TimeoutError, OSError) as e:
            raise SendUnclear(f"{request.what}: no answer from Discord ({_kind(e)})") from None

    async def _request(self, request: DiscordRequest) -> DiscordResponse:
        headers = {"User-Agent": AGENT, "Accept": "application/json"}
        if not request.free:
            headers["Authorization"] = f"Bot {self._token}"
        content = None
        if request.body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(request.body).encode()
        async with self._connected().request(
            request.method,
            self._api_url + request.path,
            params=request.query,
            data=content,
            headers=headers,
            allow_redirects=False,
        ) as response:
            raw = await response.content.read(LARGEST)
            while chunk := await response.content.read(LARGEST - len(raw)):
                raw += chunk
            status, headers_back = response.status, response.headers
            return DiscordResponse(status=status, headers=headers_back, body=_json(raw))

    def _connected(self) -> "ClientSession":
        if self._session is None:
            from aiohttp import ClientSession, ClientTimeout, DummyCookieJar

            limit = ClientTimeout(total=self._timeout, connect=self._timeout / 2)
            self._session = ClientSession(timeout=limit, cookie_jar=DummyCookieJar())
        return self._session


def error_of(response: DiscordResponse, what: str) -> SendError | None:
    """Return what to raise for an answer to `what` (such as "posting"); None if it is good."""
    status = response.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        unread = response.body is None and status != HTTPStatus.NO_CONTENT
        # A proxy that says 200 with a page of its own: nobody knows what Discord did.
        unclear = SendUnclear(f"{what}: Discord answered HTTP {status} without JSON")
        return unclear if unread else None
    if response.banned:
        return SendLater(BANNED, after=timedelta(seconds=STOP))
    match status:
        case HTTPStatus.UNAUTHORIZED:
            # Somebody may mend the token: what waits is not lost until then.
            return SendLater(UNAUTHORIZED, after=timedelta(seconds=STOP))
        case HTTPStatus.TOO_MANY_REQUESTS:
            wait = timedelta(seconds=response.retry_after)
            return SendLater(f"{what}: Discord asks to wait", after=wait)
        case HTTPStatus.REQUEST_TIMEOUT:
            # It may have been read to its end, and acted on.
            return SendUnclear(f"{what}: Discord answered HTTP 408")
        case _:
            return _by_class(response, what)


def _by_class(response: DiscordResponse, what: str) -> SendError:
    status = response.status
    # A gateway in front may have failed after Discord had acted.
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SendUnclear(f"{what}: Discord answered HTTP {status}")
    if status < HTTPStatus.BAD_REQUEST:
        return SendLater(f"{what}: Discord's address leads elsewhere (HTTP {status})")
    return _refused(response, what)


def _refused(response: DiscordResponse, what: str) -> DiscordRefused:
    code = response.fields.get("code")
    code = code if isinstance(code, int) else 0
    if response.body is None:
        cure = "that is no answer of Discord: check DISCORD_API_URL"
    else:
        cure = _CURES.get(code) or ", ".join(_faults(response.fields.get("errors"))) or "refused"
    return DiscordRefused(
        f"{what}: {cure} (HTTP {response.status}, code {code})", status=response.status, code=code
    )


def _faults(errors: object, path: str = "") -> Iterator[str]:
    """Yield what Discord objects to: fields and codes, no sentences, for these may quote us."""
    if not isinstance(errors, dict):
        return
    for name, inside in errors.items():
        if name == "_errors" and isinstance(inside, list):
            yield from (
                f"{path} {error.get('code')}" for error in inside if isinstance(error, dict)
            )
        else:
            yield from _faults(inside, f"{path}.{name}".lstrip("."))


def _json(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _kind(error: BaseException) -> str:
    """Return the class of an error: its text may hold an address, and that a secret."""
    return type(error).__name__
