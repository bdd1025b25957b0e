import asyncio
import sqlite3
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, update

from bot.model.alerts import DeliveryKey, State
from bot.outbox import sender
from bot.storage import alerts
from tests.bot.fakes import FakeChannel
from tests.bot.outbox.test_sender import Desk
from watchers.errors import StorageError


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
    desk = Desk(database, channel, clock=lambda: datetime.now(UTC))

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


def test_what_cannot_be_taken_undoes_nothing_of_what_was_sent(database, monkeypatch):
    """The card before one that no release of today can read is sent once and stays sent."""
    monkeypatch.setattr(sender, "PAUSE", sender.PAUSE / 500)
    desk = Desk(database, FakeChannel())

    def spoil_second(connection):
        connection.exec_driver_sql(
            "UPDATE alerts SET card = replace(card, '\"version\":1', '\"version\":2')"
            " WHERE id = (SELECT max(id) FROM alerts)"
        )

    async def scenario():
        await desk.queue(2)
        await database.write(spoil_second)
        for _ in range(3):
            with pytest.raises(StorageError):
                await desk.outbox.drain()
        return await desk.states()

    assert {State.SENT: 1, State.PENDING: 1} == asyncio.run(scenario())
    assert ["Item 1"] == desk.titles


def test_what_comes_while_it_runs_is_sent_once_it_is_notified(database):
    """To a destination that it has sent to before."""
    desk = Desk(database, FakeChannel())

    async def until_sent(count):
        async with asyncio.timeout(20):
            while len(desk.titles) < count:  # noqa: ASYNC110 - nothing else tells
                await asyncio.sleep(0.01)

    async def scenario():
        await desk.queue(1)
        stop = asyncio.Event()
        running = asyncio.create_task(desk.outbox.run(stop))
        await until_sent(1)
        await desk.queue(1, key=DeliveryKey("second"))
        desk.outbox.notify()
        await until_sent(2)
        stop.set()
        await running
        return await desk.states()

    assert {State.SENT: 2} == asyncio.run(scenario())


class Stopping(FakeChannel):
    """Is where somebody stops the program while a card is on its way."""

    def __init__(self):
        super().__init__()
        self.stop = asyncio.Event()

    async def send(self, address, card, **how):
        """Post."""
        self.stop.set()
        return await super().send(address, card, **how)


def test_a_stop_lets_one_card_end_and_begins_no_other(database):
    """The rest waits for the next start, and nothing has to be looked for then."""
    desk = Desk(database, Stopping())

    async def scenario():
        await desk.queue(3)
        async with asyncio.timeout(20):
            await desk.outbox.run(desk.channel.stop)
        return await desk.states()

    assert {State.SENT: 1, State.PENDING: 2} == asyncio.run(scenario())


class Sick:
    """A database that fails some times before it works, as on a full disk; `failed` says so."""

    def __init__(self, database, *, reads=0, writes=0):
        self.database = database
        self.left = {"read": reads, "write": writes}
        self.failed = asyncio.Event()

    async def _do(self, how, work):
        if self.left[how]:
            self.left[how] -= 1
            self.failed.set()
            raise StorageError("disk I/O error")
        return await getattr(self.database, how)(work)

    async def read(self, work):
        """Read, or fail."""
        return await self._do("read", work)

    async def write(self, work):
        """Write, or fail."""
        return await self._do("write", work)


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param({"reads": 2}, id="it cannot be read at the start"),
        pytest.param({"writes": 1}, id="a card cannot be claimed"),
        pytest.param({"writes": 3}, id="nor can it be written that nothing was claimed"),
    ],
)
def test_a_database_that_fails_for_a_while_loses_nothing(database, monkeypatch, faults):
    """Sending waits for it, and goes on where it was."""
    monkeypatch.setattr(sender, "PAUSE", sender.PAUSE / 500)
    desk = Desk(database, FakeChannel())
    sick: Any = Sick(database, **faults)
    desk.outbox._database = sick

    async def scenario():
        await desk.queue(2)
        stop = asyncio.Event()
        running = asyncio.create_task(desk.outbox.run(stop))
        async with asyncio.timeout(20):
            while await desk.states() != {State.SENT: 2}:  # noqa: ASYNC110 - nothing else tells
                await asyncio.sleep(0.01)
        stop.set()
        await running

    asyncio.run(scenario())

    assert ["Item 1", "Item 2"] == desk.titles


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param({"reads": 10**9}, id="it cannot be read"),
        pytest.param({"writes": 10**9}, id="it cannot be written"),
    ],
)
def test_a_database_that_stays_broken_delays_no_stop(database, faults):
    """Whoever stops the program does not wait for the disk."""
    desk = Desk(database, FakeChannel())
    sick: Any = Sick(database, **faults)
    desk.outbox._database = sick

    async def scenario():
        await desk.queue(1)
        stop = asyncio.Event()
        running = asyncio.create_task(desk.outbox.run(stop))
        async with asyncio.timeout(20):
            await sick.failed.wait()
            stop.set()
            await running

    asyncio.run(scenario())

    assert [] == desk.titles


def rewrite(connection, before, after):
    """Write another version into every stored card."""
    table = alerts.alerts
    connection.execute(update(table).values(card=func.replace(table.c.card, before, after)))
