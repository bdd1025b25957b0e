"""Discord obeys the laws of every channel."""

import asyncio

import pytest

from bot.channels.discord.channel import DiscordChannel
from tests.bot.channels.conformance import PlatformBench, PlatformLaws
from tests.fakes.discord.markdown import seen
from tests.fakes.discord.server import fake_discord
from tests.fakes.discord.wire import broken, limited, refused, reset


class Everywhere:
    """A channel that lives in one event loop, for tests that start one for each call."""

    name = "discord"

    def __init__(self, channel, loop):
        self._channel = channel
        self.settles = channel.settles
        self._loop = loop

    async def _there(self, work):
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def send(self, *args, **named):
        """Post."""
        return await self._there(self._channel.send(*args, **named))

    async def edit(self, *args, **named):
        """Edit."""
        return await self._there(self._channel.edit(*args, **named))

    async def find(self, *args, **named):
        """Look."""
        return await self._there(self._channel.find(*args, **named))

    async def problems(self, *args, **named):
        """Examine."""
        return await self._there(self._channel.problems(*args, **named))


@pytest.fixture(scope="module")
def server():
    """One fake for all laws: each has a channel of its own."""
    with fake_discord() as discord:
        yield discord


@pytest.fixture
def bench(server):
    """Give a channel on the fake."""
    address = server.add_channel()
    server.forget_nonces()  # the laws use one key again and again
    begin = len(server.log)
    channel = DiscordChannel(token=server.token, api_url=server.api_url)
    yield PlatformBench(
        channel=Everywhere(channel, server.loop),
        address=address,
        shown=lambda: "\n".join(map(seen, server.posted(address))),
        live=lambda: server.live(begin),
        fail=lambda: server.script(broken(stored=False, times=99)),
        secrets=(server.token,),
        limit=lambda seconds: server.script(limited(float(seconds))),
        lose_reply=lambda: server.script(reset()),
        refuse=lambda: server.script(refused(50013)),
        count=lambda: len(server.posted(address)),
    )
    server.calm()
    server.on_loop(channel.aclose())


class TestDiscord(PlatformLaws):
    """Each law once."""

    @pytest.fixture
    def bench(self, bench):
        """Give the channel under test."""
        return bench
