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
