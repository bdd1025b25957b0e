"""All of Slack: the channel that cards go to, and the connection that people are heard over."""

import asyncio
import contextlib
import json
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.channels.slack.api import SlackApi
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.inbound import SlackInbound, bolt_app
from bot.channels.slack.payloads import Payload
from bot.channels.slack.places import Members
from bot.channels.slack.replies import SlackReplies
from bot.channels.slack.socket import SocketConnection
from bot.errors import SendError
from bot.protocols import Commands

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

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
        clock = self.channel.clock
        self._app_api = SlackApi(
            app_token, base_url=base_url, clock=clock, setting="SLACK_APP_TOKEN"
        )
        self._members = Members(self.channel.api, clock=clock)
        self._inbound = SlackInbound(
            SlackReplies(self.channel.api), self._members, commands, now=now
        )
        self._identity: Mapping[str, str] = {}
        self._base_url = base_url
        self._now = now
        self._connection = SocketConnection(self._open_url, self._dispatch, rng=rng)
        self._app: AsyncApp | None = None
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen; returns at once, whether Slack can be reached or not."""
        self._app = bolt_app(
            self._inbound,
            identity=lambda: self._identity,
            base_url=self._base_url,
            now=self._now,
        )
        self._running = asyncio.create_task(self._connection.run())

    async def connected(self, seconds: float) -> bool:
        """Wait until people are heard, for so long at most; returns whether they are."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._connection.connected.wait()
        return self._connection.connected.is_set()

    async def stop(self) -> None:
        """Hear nobody any more, and let what was asked be answered."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await self._inbound.finish()

    async def problems(self) -> Sequence[str]:
        """Return what keeps people from being heard, each with its cure. Raises nothing."""
        try:
            await self._app_api.call("apps.connections.open")
        except SendError as e:
            return (str(e),)
        return ()

    async def _open_url(self) -> str:
        """Learn who we are, once, and open a way in. Raises a SendError."""
        # Without its own id Bolt cannot tell the app's events from other people's.
        if not self._identity:
            identity, _ = await self.channel.api.test_token()
            self._identity = {name: str(value) for name, value in identity.items()}
            self._members.team = self._identity.get("team_id", "")
        return str((await self._app_api.call("apps.connections.open")).get("url"))

    async def _dispatch(self, envelope: Payload) -> Payload | None:
        from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
        from slack_sdk.socket_mode.request import SocketModeRequest

        request = SocketModeRequest.from_dict(dict(envelope))
        if self._app is None or request is None:
            return None
        answer = await run_async_bolt_app(self._app, request)
        # What nobody listens to is acknowledged as well, or it would come again.
        body = answer.body if answer.status == _OK else ""
        return json.loads(body) if body else None
