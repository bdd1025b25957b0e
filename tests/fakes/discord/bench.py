"""Runs our end of Discord against the fake."""

import asyncio
import threading
import time
from contextlib import contextmanager

from bot.channels.discord.channel import DiscordChannel
from bot.channels.discord.platform import DiscordPlatform
from bot.errors import SendLater, SendRefused, SendUnclear
from bot.model.cards import AnswerRow, Card, CardKind, Piece
from bot.model.commands import Choice, FilledCommand, Param, Verb
from tests.bot.fakes import NOON
from watchers.model.names import Severity


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


class FakeCommands:
    """Answers with what it was asked, once `until()` is true, or not at all."""

    def __init__(self, *, until=lambda: True):
        self.until = until
        self.asked = []
        self.pressed = []
        self.completed = []
        self.broken = False

    verbs = (
        Verb(name="board", help="How each indicator stands"),
        Verb(
            name="mute",
            help="Keep quiet about an indicator for a while",
            params=(
                Param(name="indicator", kind="indicator", help="Which", required=True),
                Param(name="for", kind="duration", help="How long", required=True),
                Param(name="why", kind="text", help="Said to the others"),
            ),
        ),
        Verb(
            name="search",
            help="Look through what was read",
            params=(Param(name="query", kind="query", help="As in the rules", required=True),),
        ),
    )

    async def _let_go(self):
        while not self.until():  # noqa: ASYNC110 - the test lets go from another thread
            await asyncio.sleep(0.005)

    async def _card(self, title):
        await self._let_go()
        if self.broken:
            raise KeyError("a fault of ours")
        row = AnswerRow(lead="Energy", pieces=(Piece("5 in 7 days"),), severity=Severity.SERIOUS)
        return Card(
            kind=CardKind.ANSWER, title=title, text="@everyone [a](https://evil.example)",
            severity=Severity.MINOR, reason=None, seen=NOON, rows=(row,), shareable=True,
        )  # fmt: skip

    async def answer(self, ask):
        """Repeat the question."""
        self.asked.append(ask)
        command = ask.command
        if isinstance(command, FilledCommand):
            command = " ".join((command.verb, *command.values.values()))
        return await self._card(f"You asked: {command}")

    async def press(self, press):
        """Say what was pressed."""
        self.pressed.append(press)
        return await self._card(f"You pressed {press.action}")

    async def suggest(self, kind, typed):
        """Offer thirty words, one of them too long to be sent back."""
        self.completed.append((kind, typed))
        await self._let_go()
        words = [Choice(f"Indicator {n} " + "x" * 120, f"{typed}-{n}") for n in range(30)]
        return [Choice("long", "y" * 101), *words]

    async def home(self, member):
        """Discord has no such page."""
        return ()


@contextmanager
def connected(discord, commands, *, token=None, wait=True, pause=asyncio.sleep):
    """Run a DiscordPlatform in a thread of its own, connected to the fake."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="discord-platform", daemon=True)
    thread.start()

    def there(work):
        return asyncio.run_coroutine_threadsafe(work, loop).result(timeout=60)

    async def made():
        return DiscordPlatform(
            token=token or discord.token, commands=commands, api_url=discord.api_url,
            gateway_url=discord.gateway_url, pause=pause, now=lambda: NOON,
        )  # fmt: skip

    platform = there(made())
    before = len(discord.gateway.identified)
    try:
        there(platform.start())
        assert not wait or discord.connected(after=before)
        yield platform
    finally:
        try:
            there(platform.stop())
        finally:
            there(_rest_ended())
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=10)
            loop.close()


async def _rest_ended():
    """Cancel what is left, as asyncio.run does."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()
