"""All of Discord in one object: cards go out by its channel, people come in by its gateway."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from bot.channels.discord.api import API, DiscordRequest
from bot.channels.discord.channel import DiscordChannel
from bot.channels.discord.gate import UNAUTHORIZED
from bot.channels.discord.inbound import DiscordInbound
from bot.channels.discord.replies import Replies
from bot.channels.discord.slash_command import differs, watch_command
from bot.errors import SendError
from bot.protocols import Commands

if TYPE_CHECKING:
    from bot.channels.discord.gateway import GatewayClient, IdentifyLimit

log = structlog.get_logger()

GATEWAY = "wss://gateway.discord.gg/"
LONGEST_PAUSE = 300.0  # seconds between two clients
CANCEL_AGAIN = 1.0  # seconds
_CLOSES = {
    4010: "the bot is sharded wrongly",
    4011: "the bot is in too many servers for one connection",
    4012: "Discord no longer speaks this version of its gateway: update watchnext",
    4013: "Discord does not know the intents we ask for: update watchnext",
    4014: "Discord refuses the intents we ask for",
}


class DiscordPlatform:
    """A bot on Discord: `channel` posts at once, `start` also connects it to what people do.

    `start` comes back at once; the connection is made and kept behind it, and a fault of it never
    ends the program. `trouble` says what an operator must do, if anything.
    """

    def __init__(
        self,
        *,
        token: str,
        commands: Commands,
        api_url: str = API,
        gateway_url: str = GATEWAY,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.channel = DiscordChannel(token=token, api_url=api_url)
        self.trouble = ""
        self._token = token
        self._commands = commands
        self._api_url = api_url
        self._gateway_url = gateway_url
        self._inbound = DiscordInbound(commands, Replies(self.channel.api), now=now)
        self._pause = pause
        self._running: asyncio.Task[None] | None = None
        self._failures = 0

    async def start(self) -> None:
        """Begin to connect."""
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="discord")
            self._running.add_done_callback(_tell_end)

    async def stop(self) -> None:
        """Disconnect, and close the channel; may be called twice."""
        running, self._running = self._running, None
        if running is not None:
            await _cancelled(running)
        await self.channel.aclose()

    async def problems(self) -> Sequence[str]:
        """Return what keeps people from being heard, each with its cure. Raises nothing."""
        if self.trouble:
            return (self.trouble,)
        try:
            await self.channel.api.call(
                DiscordRequest(method="GET", path="/users/@me", what="asking who we are")
            )
        except SendError as e:
            return (str(e),)
        return ()

    async def _run(self) -> None:
        """Keep a client alive until an operator must act; what ends a client does not end us."""
        from bot.channels.discord.gateway import IdentifyLimit, point_at, quieten

        quieten()
        point_at(self._api_url, self._gateway_url)
        identifies = IdentifyLimit()  # over all clients: Discord counts them by the bot
        while not self.trouble:
            wait = await self._one_client(identifies)
            if not self.trouble:
                await self._pause(wait)

    async def _one_client(self, identifies: "IdentifyLimit") -> float:
        """Let a client live until it ends; gives the seconds until the next one may begin."""
        import aiohttp
        import discord

        from bot.channels.discord.gateway import GatewayClient, TooManyIdentifies

        client = GatewayClient(
            self._inbound,
            begin=self._register,
            identifies=identifies,
            pause=self._pause,
        )
        why: BaseException | None = None
        try:
            await client.start(self._token)
        except discord.LoginFailure:
            self._give_up(UNAUTHORIZED)
        except discord.PrivilegedIntentsRequired:
            self._give_up(_CLOSES[4014])
        except discord.ConnectionClosed as e:
            # topics/opcodes-and-status-codes, "Gateway Close Event Codes".
            if e.code == 4004:  # noqa: PLR2004 - "Authentication failed"
                self._give_up(UNAUTHORIZED)
            elif e.code in _CLOSES:
                self._give_up(_CLOSES[e.code])
            why = e
        except TooManyIdentifies as e:
            log.warning("discord", status="waits", why=str(e))
            return e.wait
        except (
            discord.DiscordException,
            aiohttp.ClientError,
            OSError,
            # An event without a key that discord.py counts on ends it with one of these.
            ArithmeticError,
            AttributeError,
            LookupError,
            RuntimeError,
            TypeError,
            ValueError,
        ) as e:
            why = e
        finally:
            await run_to_end(client.close())
        return self._next(client, why)

    def _next(self, client: "GatewayClient", why: BaseException | None) -> float:
        # A client that was once ready was let in: what ended it says little of the next one.
        self._failures = 1 if client.is_ready() else self._failures + 1
        wait = min(LONGEST_PAUSE, 2.0**self._failures) * random.uniform(0.5, 1)  # noqa: S311
        if not self.trouble:
            log.warning("discord", status="restarts", after=round(wait, 1), why=type(why).__name__)
        return wait

    def _give_up(self, why: str) -> None:
        self.trouble = why
        log.error("discord", status="refused", why=why)

    async def _register(self, application: str) -> None:
        """Register /watch if Discord has another one; a failure costs the command, not the bot."""
        ours = watch_command(self._commands.verbs)
        path = f"/applications/{application}/commands"
        what = "registering /watch"
        try:
            known = await self.channel.api.call(DiscordRequest(method="GET", path=path, what=what))
            if differs(ours, known.body if isinstance(known.body, list) else []):
                await self.channel.api.call(
                    DiscordRequest(method="POST", path=path, what=what, body=ours)
                )
                log.info("discord", status="registered", verbs=len(self._commands.verbs))
        except SendError as e:
            log.warning("discord", status="unregistered", why=str(e))


async def run_to_end(work: Coroutine[object, object, None]) -> None:
    """Do `work` to its end, however often whoever waits for it is cancelled meanwhile.

    The cancellation is raised afterwards, and so is what `work` raises. discord.py closes in steps:
    broken off between two of them it leaves its HTTP session open.
    """
    task, cancelled = asyncio.create_task(work), False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            cancelled = True
    task.result()
    if cancelled:
        raise asyncio.CancelledError


async def _cancelled(running: asyncio.Task[None]) -> None:
    """Cancel a task, and again each second until it has ended.

    discord.py connects inside wait_for, which on Python 3.11 forgets a cancellation that comes
    just as the connection is made (python/cpython#86296): the stop would wait for ever.
    """
    while not running.done():
        running.cancel()
        await asyncio.wait({running}, timeout=CANCEL_AGAIN)


def _tell_end(run: asyncio.Task[None]) -> None:
    """Log a fault that ended the connection for good; cards still go out."""
    if not run.cancelled() and (fault := run.exception()) is not None:
        log.error("discord", status="broke", exc_info=fault)
