"""The other end: Commands in memory, and SlackPlatform in a thread so that tests may block."""

import asyncio
import random
import threading
from contextlib import contextmanager
from datetime import UTC, datetime

from bot.channels.slack.platform import SlackPlatform
from bot.model.cards import AnswerRow, Card, CardKind
from bot.model.commands import Choice, Param, Verb
from watchers.model.names import Severity

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def answer(title, **fields):
    """Give the card of an answer."""
    return Card(
        kind=CardKind.ANSWER,
        title=title,
        severity=Severity.MINOR,
        reason=None,
        seen=NOON,
        shareable=True,
        **fields,
    )


class FakeCommands:
    """Answers with what was asked, once `until()` is true; keeps everything that came in."""

    def __init__(self, *, until=lambda: True, fails=False):
        self.until = until
        self.fails = fails
        self.asks = []
        self.presses = []
        self.homes = []

    @property
    def verbs(self):
        """Give two verbs."""
        query = Param(name="query", kind="query", help="what to look for", required=True)
        return (
            Verb(name="board", help="how every indicator stands"),
            Verb(name="search", help="look through what was read", params=(query,)),
        )

    async def answer(self, ask):
        """Answer, or break as a fault of ours would."""
        while not self.until():  # noqa: ASYNC110 - the test lets go from another thread
            await asyncio.sleep(0.005)
        if self.fails:
            raise ZeroDivisionError("ours")
        self.asks.append(ask)
        return answer(f"You asked: {ask.command}", rows=(AnswerRow(lead="a row", quiet="quiet"),))

    async def press(self, press):
        """Count it, once for each key."""
        while not self.until():  # noqa: ASYNC110 - the test lets go from another thread
            await asyncio.sleep(0.005)
        if press.key not in {one.key for one in self.presses}:
            self.presses.append(press)
        return answer(f"Done: {press.action.value}")

    async def suggest(self, kind, typed):
        """Suggest what was typed."""
        return (Choice(typed, typed),)

    async def home(self, member):
        """Show two cards."""
        self.homes.append(member)
        return (
            answer("The board", rows=(AnswerRow(lead="energy", quiet="active"),)),
            answer("Mutes"),
        )


@contextmanager
def listening(slack, commands, *, token=None, app_token=None, wait=20.0):
    """Run SlackPlatform against the fake while the block runs; gives it, connected."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="slack-platform")
    thread.start()
    platform = SlackPlatform(
        commands,
        bot_token=token or slack.token,
        app_token=app_token or slack.app_token,
        base_url=slack.api_url,
        now=lambda: NOON,
        rng=random.Random(1),
    )

    def do(coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(40)

    try:
        do(platform.start())
        if wait:
            assert do(platform.connected(wait))
        yield platform
    finally:
        do(platform.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()
