import asyncio
import sqlite3
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import func, update

from bot.model.alerts import State
from bot.outbox import sender
from bot.storage import alerts
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


def test_a_card_of_a_later_release_waits_for_it_and_keeps_its_place(database, monkeypatch, capsys):
    """It is neither sent nor parked, its queue says why; once it can be read, all go out."""
    monkeypatch.setattr(sender, "PAUSE", sender.PAUSE / 500)
    desk = Desk(database, FakeChannel())

    async def until(expected):
        async with asyncio.timeout(20):
            while await desk.states() != expected:  # noqa: ASYNC110 - nothing else tells
                await asyncio.sleep(0.01)

    async def scenario():
        await desk.queue(2)
        await database.write(partial(rewrite, before='"version":1', after='"version":2'))
        stop = asyncio.Event()
        running = asyncio.create_task(desk.outbox.run(stop))
        async with asyncio.timeout(20):
            while "run the later one" not in capsys.readouterr().out:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
        waiting = await desk.states()
        await database.write(partial(rewrite, before='"version":2', after='"version":1'))
        await until({State.SENT: 2})
        stop.set()
        await running
        return waiting

    assert {State.PENDING: 2} == asyncio.run(scenario())
    assert ["Item 1", "Item 2"] == desk.titles


def rewrite(connection, before, after):
    """Write another version into every stored card."""
    table = alerts.alerts
    connection.execute(update(table).values(card=func.replace(table.c.card, before, after)))
