"""Socket Mode: one connection to Slack, kept; every envelope acknowledged, each carried on once.

Bolt takes over at the envelope. Why this is not slack_sdk's client: docs/decisions/0019.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import structlog

from bot.channels.shared.inbound import Seen
from bot.channels.slack.api import quiet_logger
from bot.channels.slack.payloads import Payload, object_in, press_key
from bot.errors import SendError, SendLater

if TYPE_CHECKING:
    from aiohttp import ClientSession, ClientWebSocketResponse

log = structlog.get_logger()

HEARTBEAT = 10.0  # seconds between two pings
LASTING = 60.0  # seconds; a connection that held so long was a good one
LONGEST_WAIT = 60.0
CONNECT = 15.0

Dispatch = Callable[[Payload], Awaitable[Payload | None]]
"""Takes an envelope; returns what its acknowledgement carries, if anything."""


class SocketConnection:
    """Connects, and again after every end: at once if it held, else after longer and longer.

    `open_url` gets an address with a new ticket (apps.connections.open); it raises a SendError.
    """

    def __init__(
        self, open_url: Callable[[], Awaitable[str]], dispatch: Dispatch, *, rng: random.Random
    ) -> None:
        self._open_url = open_url
        self._dispatch = dispatch
        self._rng = rng
        self._seen = Seen()
        self._readers: set[asyncio.Task[None]] = set()
        self._envelopes: set[asyncio.Task[None]] = set()
        self.connected = asyncio.Event()
        """Set once Slack has said hello; cleared while there is no connection."""

    async def run(self) -> None:
        """Stay connected until cancelled."""
        import aiohttp

        async with aiohttp.ClientSession() as session:
            try:
                await self._stay(session)
            finally:
                for task in (*self._readers, *self._envelopes):
                    task.cancel()

    async def _stay(self, session: "ClientSession") -> None:
        loop = asyncio.get_running_loop()
        short = 0
        while True:
            began = loop.time()
            why, wish = await self._connect(session)
            held = loop.time() - began > LASTING
            short = 0 if held else short + 1
            pause = max(reconnect_wait(short, self._rng), wish)
            log.info("slack connection ended", why=why, again_in=round(pause, 1))
            await asyncio.sleep(pause)

    async def _connect(self, session: "ClientSession") -> tuple[str, float]:
        """Connect, and return when the connection has ended or Slack says that it will soon.

        Returns why, and for how many seconds Slack wants us to wait.
        """
        import aiohttp

        try:
            url = await self._open_url()
            async with asyncio.timeout(CONNECT):
                socket = await session.ws_connect(url, heartbeat=HEARTBEAT, proxy=web_proxy())
        except SendError as e:
            after = e.after if isinstance(e, SendLater) else None
            return str(e), after.total_seconds() if after else 0.0
        except (aiohttp.ClientError, OSError, TimeoutError) as e:
            return f"no connection: {type(e).__name__}", 0.0  # its text has the ticket in it
        ends = asyncio.Event()
        reader = asyncio.create_task(self._read(socket, ends))
        self._readers.add(reader)
        reader.add_done_callback(self._readers.discard)
        await ends.wait()
        # An old connection is read to its end while the next one is already being made: Slack
        # announces the end some seconds ahead, and allows ten connections at a time.
        return "closed" if reader.done() else "Slack renews it", 0.0

    async def _read(self, socket: "ClientWebSocketResponse", ends: asyncio.Event) -> None:
        from aiohttp import WSMsgType

        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._take(socket, json.loads(message.data), ends)
        except ValueError:
            log.warning("slack sent no JSON")
        finally:
            if not ends.is_set():
                self.connected.clear()
            ends.set()
            await socket.close()

    def _take(self, socket: "ClientWebSocketResponse", frame: Payload, ends: asyncio.Event) -> None:
        kind = frame.get("type")
        if kind == "hello":
            self.connected.set()
            log.info("slack connected", connections=frame.get("num_connections"))
        elif kind == "disconnect":
            if frame.get("reason") == "link_disabled":
                log.error("slack has Socket Mode switched off: switch it on in the app's page")
            ends.set()
        elif frame.get("envelope_id"):
            work = asyncio.create_task(self._carry(socket, frame))
            self._envelopes.add(work)
            work.add_done_callback(self._envelopes.discard)

    async def _carry(self, socket: "ClientWebSocketResponse", envelope: Payload) -> None:
        # A repeat is acknowledged as well, or it would come again and again.
        is_new = self._seen.is_new(*envelope_keys(envelope))
        payload = await self._dispatch(envelope) if is_new else None
        if socket.closed:
            return
        acknowledgement: dict[str, object] = {"envelope_id": envelope["envelope_id"]}
        if payload:
            acknowledgement["payload"] = payload
        try:
            await socket.send_str(json.dumps(acknowledgement))
        except (ConnectionError, RuntimeError) as e:
            log.warning("slack acknowledgement lost", why=type(e).__name__)


def envelope_keys(envelope: Payload) -> tuple[str, str]:
    """Return two names of what an envelope brings: its own, and one that a repeat has as well.

    Slack sends an event again under another envelope_id where it saw no acknowledgement
    (docs.slack.dev/apis/events-api: event_id is the same then).
    """
    payload = object_in(envelope, "payload")
    match payload.get("type"):
        case "event_callback":
            same = payload.get("event_id")
        case "block_actions":
            same = press_key(payload)
        case "view_submission":
            same = ""  # submitted again after a mistake, a modal is the same modal
        case _:
            same = payload.get("trigger_id")
    return str(envelope.get("envelope_id") or ""), str(same or "")


def web_proxy() -> str | None:
    """Return the proxy that the Web API is called through as well: HTTPS_PROXY, or none."""
    from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

    return load_http_proxy_from_env(quiet_logger())


def reconnect_wait(short: int, rng: random.Random) -> float:
    """Return for how many seconds to wait after `short` connections in a row that did not hold.

    At once after a good one; below ten tries a minute however they fail.
    """
    if short == 0:
        return rng.uniform(0.0, 0.5)  # many bots whose connection is renewed do not come together
    return min(LONGEST_WAIT, 2.0**short) * rng.uniform(0.75, 1.25)
