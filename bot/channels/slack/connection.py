"""Socket Mode: one connection to Slack, kept; every envelope acknowledged, each carried on once.

The library's own client closes the old connection before it has the new one, keeps trying a
ticket that is spent, and logs tickets; so this is ours, and Bolt takes over at the envelope.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import structlog

from bot.channels.slack.heard import Payload
from bot.channels.slack.seen import Seen, keys_of
from bot.channels.slack.wire import quiet
from bot.errors import SendError, SendLater

if TYPE_CHECKING:
    from aiohttp import ClientSession, ClientWebSocketResponse

log = structlog.get_logger()

HEARTBEAT = 10.0  # seconds between two pings
LASTING = 60.0  # a connection that held so long was a good one
LONGEST_WAIT = 60.0
CONNECT = 15.0

Dispatch = Callable[[Payload], Awaitable[tuple[bool, Payload | None]]]
"""Takes an envelope; says whether to acknowledge it, and with what."""


class Connection:
    """Connects, and again after every end: at once if it held, else after longer and longer."""

    def __init__(
        self,
        open_address: Callable[[], Awaitable[str]],
        dispatch: Dispatch,
        *,
        rng: random.Random,
    ) -> None:
        self._open_address = open_address
        self._dispatch = dispatch
        self._rng = rng
        self._seen = Seen()
        self._readers: set[asyncio.Task[None]] = set()
        self._works: set[asyncio.Task[None]] = set()
        self.connected = asyncio.Event()
        """Set once Slack has said hello; cleared while there is no connection."""

    async def run(self) -> None:
        """Stay connected until cancelled."""
        import aiohttp

        async with aiohttp.ClientSession() as session:
            try:
                await self._stay(session)
            finally:
                for task in (*self._readers, *self._works):
                    task.cancel()

    async def _stay(self, session: "ClientSession") -> None:
        loop = asyncio.get_running_loop()
        short = 0
        while True:
            began = loop.time()
            why, wish = await self._once(session)
            held = loop.time() - began > LASTING
            short = 0 if held else short + 1
            pause = max(wait(short, self._rng), wish)
            log.info("slack connection ended", why=why, again_in=round(pause, 1))
            await asyncio.sleep(pause)

    async def _once(self, session: "ClientSession") -> tuple[str, float]:
        """Connect, and return when the connection has ended or Slack says that it will soon.

        Gives why, and for how many seconds Slack wants us to wait.
        """
        import aiohttp

        try:
            address = await self._open_address()
            async with asyncio.timeout(CONNECT):
                socket = await session.ws_connect(address, heartbeat=HEARTBEAT, proxy=proxy())
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
        # An old connection is read to its end, while the next one is already being made.
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
            self._works.add(work)
            work.add_done_callback(self._works.discard)

    async def _carry(self, socket: "ClientWebSocketResponse", envelope: Payload) -> None:
        again = self._seen.again(keys_of(envelope))
        acknowledged, payload = (True, None) if again else await self._dispatch(envelope)
        if not acknowledged or socket.closed:
            return
        answer: dict[str, object] = {"envelope_id": envelope["envelope_id"]}
        if payload:
            answer["payload"] = payload
        try:
            await socket.send_str(json.dumps(answer))
        except (ConnectionError, RuntimeError) as e:
            log.warning("slack acknowledgement lost", why=type(e).__name__)


def proxy() -> str | None:
    """Give the proxy that the Web API is called through as well: HTTPS_PROXY, or none."""
    from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

    return load_http_proxy_from_env(quiet())


def wait(short: int, rng: random.Random) -> float:
    """Say for how many seconds to wait after so many connections in a row that did not hold.

    At once after a good one; below ten tries a minute however they fail.
    """
    if short == 0:
        return rng.uniform(0.0, 0.5)
    return min(LONGEST_WAIT, 2.0**short) * rng.uniform(0.75, 1.25)
