"""All of Slack: the channel that cards go to, and the connection that people are heard over."""

import asyncio
import contextlib
import json
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.connection import Connection
from bot.channels.slack.desk import Desk
from bot.channels.slack.heard import Payload
from bot.channels.slack.listeners import bolt_app
from bot.channels.slack.members import Members
from bot.channels.slack.voice import Voice
from bot.channels.slack.wire import Wire
from bot.errors import SendError
from bot.protocols import Commands

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

log = structlog.get_logger()

FINISH = 5.0  # seconds for answers that are still being made when we are stopped
_OK = 200


class SlackPlatform:
    """Posts with the bot's token, listens with the app's. `channel` works before `start` too.

    Nothing here raises for what Slack does: a token that is refused is one line in the log, and
    is tried again every ten minutes.
    """

    def __init__(
        self,
        commands: Commands,
        *,
        bot_token: str,
        app_token: str,
        base_url: str = "https://slack.com/api/",
        now: Callable[[], datetime],
        rng: random.Random,
    ) -> None:
        self.channel = SlackChannel(bot_token, base_url=base_url)
        self._apps = Wire(
            app_token, base_url=base_url, clock=self.channel.clock, named="SLACK_APP_TOKEN"
        )
        self._members = Members(self.channel.wire, clock=self.channel.clock)
        self._desk = Desk(Voice(self.channel.wire), self._members, commands, now=now)
        self._me: Mapping[str, str] = {}
        self._base_url = base_url
        self._now = now
        self._connection = Connection(self._address, self._dispatch, rng=rng)
        self._app: AsyncApp | None = None
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen; returns at once, whether Slack can be reached or not."""
        self._app = bolt_app(
            self._desk, me=lambda: self._me, base_url=self._base_url, now=self._now
        )
        self._running = asyncio.create_task(self._connection.run())

    async def connected(self, seconds: float) -> bool:
        """Wait until people are heard, for so long at most; says whether they are."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._connection.connected.wait()
        return self._connection.connected.is_set()

    async def stop(self) -> None:
        """Hear nobody any more, and let what was asked be answered."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await self._desk.finish(FINISH)

    async def problems(self) -> Sequence[str]:
        """Say what keeps people from being heard, each with its cure."""
        try:
            await self._apps.call("apps.connections.open")
        except SendError as e:
            return (str(e),)
        return ()

    async def _address(self) -> str:
        """Learn who we are, once, and open a way in. Raises a SendError."""
        if not self._me:
            who, _ = await self.channel.wire.scopes()
            self._me = {name: str(value) for name, value in who.items()}
            self._members.team = self._me.get("team_id", "")
        return str((await self._apps.call("apps.connections.open")).get("url"))

    async def _dispatch(self, envelope: Payload) -> tuple[bool, Payload | None]:
        from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
        from slack_sdk.socket_mode.request import SocketModeRequest

        request = SocketModeRequest.from_dict(dict(envelope))
        if self._app is None or request is None:
            return True, None
        answer = await run_async_bolt_app(self._app, request)
        # What nobody listens to is acknowledged as well, or it would come again.
        body = answer.body if answer.status == _OK else ""
        return True, json.loads(body) if body else None
