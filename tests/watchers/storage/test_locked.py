import asyncio
import sqlite3
from contextlib import closing

import pytest

from watchers.errors import StorageBusy
from watchers.storage import items, sqlite
from watchers.storage.database import Database


def test_a_lock_held_elsewhere_is_named_and_reads_go_on(tmp_path, monkeypatch):
    """A write says so, and works again once the lock is gone."""
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)
    file = tmp_path / "test.sqlite3"
    with (
        Database(f"sqlite:///{file}") as database,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        database.open()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageBusy):
            asyncio.run(database.write(items.counts))
        assert {} == asyncio.run(database.read(items.counts))
        other.execute("ROLLBACK")

        assert {} == asyncio.run(database.write(items.counts))


def test_who_gave_up_during_a_lock_leaves_the_others_their_answer(tmp_path, monkeypatch):
    """A command waits for a second, a poll for as long as it takes: each hears of the lock."""
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 300)
    file = tmp_path / "test.sqlite3"

    async def scenario(database):
        impatient = [asyncio.create_task(database.write(items.counts)) for _ in range(3)]
        await asyncio.sleep(0.05)
        patient = asyncio.create_task(database.write(items.counts))
        await asyncio.sleep(0.05)
        for task in impatient:
            task.cancel()
        async with asyncio.timeout(20):
            return await asyncio.gather(*impatient, patient, return_exceptions=True)

    with (
        Database(f"sqlite:///{file}") as database,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        database.open()
        other.execute("BEGIN IMMEDIATE")
        *gave_up, waited = asyncio.run(scenario(database))

    assert [asyncio.CancelledError] * 3 == [type(end) for end in gave_up]
    assert isinstance(waited, StorageBusy)
