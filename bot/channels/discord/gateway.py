"""discord.py's client as watchnext uses it: the gateway, nothing else. Loads discord.py."""

import asyncio
import contextlib
import logging
import random
import re
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import Route

from bot.channels.discord.inbound import DiscordInbound
from bot.channels.discord.payloads import Interaction, Mention
from bot.model.commands import Member, Place

log = structlog.get_logger()

CLOSE_WITHIN = 2.0  # seconds for Discord to say goodbye as well
PATIENCE = 30.0  # seconds that may be waited inside a connection; Discord hangs up after that
MOST_IDENTIFIES = 20
DAY = 86_400.0
FIRST_GAP, LONGEST_GAP = 5.0, 7_200.0


class IdentifyLimit:
    """How often the bot may introduce itself. Times are given: seconds of any one clock.

    Discord takes 1,000 IDENTIFYs a day and then resets the token (events/gateway). We stay below
    twenty, each further from the last one, so that a fault that comes back at once ends in no
    storm.
    """

    def __init__(self) -> None:
        self._made: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Return the seconds that the next one has to wait; 0 if it may go out."""
        while self._made and self._made[0] <= now - DAY:
            self._made.popleft()
        if not self._made:
            return 0.0
        if len(self._made) >= MOST_IDENTIFIES:
            return self._made[0] + DAY - now
        gap = min(FIRST_GAP * (1 << (len(self._made) - 1)), LONGEST_GAP)
        return max(0.0, self._made[-1] + gap - now)

    def add(self, now: float) -> None:
        """Record an IDENTIFY that goes out at `now`."""
        self._made.append(now)


class TooManyIdentifies(Exception):
    """The next IDENTIFY has to wait so many seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"too many sessions of late: the next one in {wait:.0f} s")
        self.wait = wait


class GatewayClient(discord.Client):
    """Hears of interactions and mentions and hands them to `inbound`.

    Needs no privileged intent: the text of a message that names the bot is always given.
    """

    def __init__(
        self,
        inbound: DiscordInbound,
        *,
        begin: Callable[[str], Awaitable[None]],
        identifies: IdentifyLimit,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        super().__init__(
            intents=intents,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
        )
        self._inbound = inbound
        self._begin = begin
        self._identifies = identifies
        self._pause = pause

    async def close(self) -> None:
        """Disconnect, also from a connection that is still being made. May be called twice."""
        # Who is stopped while it connects has no `ws` yet that discord.py would close, but the
        # socket is open and its heartbeats have begun (discord.py 2.7, `from_client`): they would
        # speak to a loop that is gone.
        for thread in threading.enumerate():
            if isinstance(thread, KeepAliveHandler) and self._is_half_made(thread.ws):
                # aiohttp waits half a minute for Discord to say goodbye as well.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(CLOSE_WITHIN):
                        await thread.ws.close(1000)
        await super().close()

    def _is_half_made(self, socket: DiscordWebSocket) -> bool:
        ours = socket._connection is self._connection  # noqa: SLF001 - nothing public says whose
        return ours and socket is not self.ws

    async def setup_hook(self) -> None:
        """Register the command; the token is known to be good by now."""
        await self._begin(str(self.application_id))

    async def before_identify_hook(
        self,
        shard_id: int | None,  # noqa: ARG002 - one bot of a team's size has no shards
        *,
        initial: bool = False,
    ) -> None:
        """Keep IDENTIFYs apart. Discord wants 1-5 s, by chance, after a session became invalid.

        Raises TooManyIdentifies if the next is allowed only after `PATIENCE`.
        """
        if not initial:
            await self._pause(random.uniform(1, 5))  # noqa: S311 - not a secret
        wait = self._identifies.wait(time.monotonic())
        if wait > PATIENCE:
            raise TooManyIdentifies(wait)
        await self._pause(wait)
        self._identifies.add(time.monotonic())

    async def on_interaction(self, interaction: "discord.Interaction[GatewayClient]") -> None:
        """Hand on a command, a press, half a word or a form."""
        await self._inbound.interaction(_interaction(interaction))

    async def on_message(self, message: discord.Message) -> None:
        """Hand on a message that names the bot; a mere reply to it does not concern us."""
        me = f"<@!?{self.application_id if self.user is None else self.user.id}>"
        if not message.author.bot and re.search(me, message.content):
            await self._inbound.mention(_mention(message, re.sub(me, " ", message.content)))

    async def on_ready(self) -> None:
        """Log a new session."""
        log.info("discord", status="connected", servers=len(self.guilds))

    async def on_resumed(self) -> None:
        """Log that the session goes on; what happened meanwhile was replayed."""
        log.info("discord", status="resumed")

    async def on_disconnect(self) -> None:
        """Log that the connection is away; discord.py connects again by itself."""
        if not self.is_closed():
            log.info("discord", status="away")

    async def on_error(self, event_method: str, /, *_args: object, **_named: object) -> None:
        """Log a fault and where it was; it must not stop the others."""
        # discord.py calls this inside its except.
        log.exception("discord", status="broke", at=event_method)  # noqa: LOG004


def point_at(api_url: str, gateway_url: str) -> None:
    """Let discord.py talk to these addresses: it has no other way to be told."""
    Route.BASE = api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


def quieten() -> None:
    """Keep discord.py's log to trouble, a line each: at DEBUG it prints the tokens of answers."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    logging.getLogger("discord").setLevel(logging.WARNING)
    client = logging.getLogger("discord.client")
    if _without_traceback not in client.filters:
        client.addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    """Leave out the traceback of every reconnect: connections break, that is no fault."""
    if str(record.msg).startswith("Attempting a reconnect"):
        record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
    return True


def _interaction(seen: "discord.Interaction[GatewayClient]") -> Interaction:
    embeds = seen.message.embeds if seen.message is not None else []
    return Interaction(
        id=str(seen.id),
        token=seen.token,
        application=str(seen.application_id),
        type=seen.type.value,
        data=dict(seen.data or {}),
        member=_member(seen.user),
        place=_place(seen.guild_id, seen.channel_id),
        embeds=[dict(embed.to_dict()) for embed in embeds],
    )


def _mention(seen: discord.Message, text: str) -> Mention:
    return Mention(
        id=str(seen.id),
        text=" ".join(text.split()),
        member=_member(seen.author),
        place=_place(seen.guild.id if seen.guild else None, seen.channel.id),
    )


def _member(person: discord.User | discord.Member) -> Member:
    return Member(
        platform="discord",
        id=str(person.id),
        name=person.display_name,
        bot=person.bot,
    )


def _place(server: int | None, channel: int | None) -> Place:
    return Place(
        platform="discord", workspace=str(server or ""), channel=str(channel) if channel else ""
    )
