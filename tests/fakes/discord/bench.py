"""Runs work on a DiscordChannel that is connected to the fake."""

import asyncio
import time

from bot.channels.discord import DiscordChannel
from bot.errors import SendLater, SendRefused, SendUnclear


class Clock:
    """A clock that tests move."""

    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        """Tell the time."""
        return self.now


def outcome(discord, work, *, token=None, api_url=None, clock=time.monotonic, timeout=10.0):
    """Give what `work` returns or raises; the channel lives as long."""

    async def scenario():
        async with DiscordChannel(
            token=token or discord.token,
            api_url=api_url or discord.api_url,
            clock=clock,
            timeout=timeout,
        ) as channel:
            try:
                return await work(channel)
            except (SendRefused, SendLater, SendUnclear) as e:
                return e

    return asyncio.run(scenario())
