import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from watchers.errors import AlreadyRunning, StorageError
from watchers.storage.lock import data_folder

ROOT = Path(__file__).parents[3]


def test_work_that_fails_leaves_nothing(database):
    """A transaction is all or nothing."""

    def work(connection):
        connection.execute(text("INSERT INTO stories (opened, last_item) VALUES (1, 1)"))
        raise ZeroDivisionError

    async def scenario():
        with pytest.raises(ZeroDivisionError):
            await database.write(work)
        return await database.read(
            lambda c: c.execute(text("SELECT count(*) FROM stories")).scalar()
        )

    assert 0 == asyncio.run(scenario())


def test_a_reader_cannot_write(database):
    """What only asks changes nothing, whatever it does."""

    async def scenario():
        with pytest.raises(StorageError):
            await database.read(lambda c: c.execute(text("DELETE FROM stories")))

    asyncio.run(scenario())


def test_commits_are_durable(database):
    """WAL with synchronous=FULL, foreign keys on (sqlite.org/pragma.html)."""

    def ask(connection):
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert ["wal", 2, 1] == asyncio.run(database.write(ask))


def test_a_database_locked_by_another_is_a_storage_error(database, tmp_path):
    """Whoever called can wait and try again; nothing of the statement is in the message."""
    other = sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def scenario():
        await database.read(lambda _: None)
        with pytest.raises(StorageError, match="locked"):
            await database.write(lambda c: c.execute(text("DELETE FROM stories")))

    try:
        asyncio.run(scenario())
    finally:
        other.close()


def test_a_folder_is_held_by_one_process_and_freed_by_its_death(tmp_path):
    """The operating system holds the lock, so kill -9 leaves none behind."""
    hold = (
        "import sys, time; from pathlib import Path\n"
        "from watchers.storage.lock import data_folder\n"
        "with data_folder(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert "held\n" == holder.stdout.readline()

    with pytest.raises(AlreadyRunning), data_folder(tmp_path):
        pass
    holder.kill()
    holder.communicate()
    with data_folder(tmp_path) as folder:
        assert tmp_path == folder
