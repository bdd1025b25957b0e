import asyncio
import sqlite3
from datetime import UTC, datetime

from bot.model.alerts import State
from bot.outbox import sender
from tests.bot.fakes import FakeChannel
from tests.bot.outbox.test_sender import Desk


class Closing(FakeChannel):
    """Locks the database while it takes its first card, as another program might."""

    def __init__(self, path):
        super().__init__()
        self.other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    async def send(self, address, card, **how):
        """Post; the first time nothing can be written down about it."""
        if not self.posted:
            self.other.execute("BEGIN IMMEDIATE")
        return await super().send(address, card, **how)


def test_a_database_locked_for_long_while_a_card_goes_out_doubles_and_stops_nothing(
    database, tmp_path, monkeypatch
):
    """What arrived is looked for, not sent again; those behind it follow."""
    monkeypatch.setattr(sender, "PAUSE", sender.PAUSE / 50)
    channel = Closing(tmp_path / "test.sqlite3")
    desk = Desk(database, channel)
    desk.outbox._now = lambda: datetime.now(UTC)

    async def scenario():
        await desk.queue(3)
        stop = asyncio.Event()
        running = asyncio.create_task(desk.outbox.run(stop))
        await asyncio.sleep(7)  # the lock is waited for five seconds
        channel.other.execute("ROLLBACK")
        async with asyncio.timeout(20):
            while await desk.states() != {State.SENT: 3}:  # noqa: ASYNC110 - nothing else tells
                await asyncio.sleep(0.1)
        stop.set()
        await running

    try:
        asyncio.run(scenario())
    finally:
        channel.other.close()

    assert ["Item 1", "Item 2", "Item 3"] == desk.titles
