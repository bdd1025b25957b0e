import asyncio
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from watchers.errors import AlreadyRunning, StorageError
from watchers.storage import items
from watchers.storage.database import Database
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


def _opened(connection, count):
    connection.execute(text("INSERT INTO stories (opened, last_item) VALUES (1, 1)"))
    return count


def _count(connection):
    return connection.execute(text("SELECT count(*) FROM stories")).scalar()


def written(database, *works):
    """Write these while the writer is busy, so that they wait together; give what came of them."""
    busy = threading.Event()

    async def scenario():
        first = asyncio.create_task(database.write(lambda _: busy.wait(30)))
        await asyncio.sleep(0)
        tasks = [asyncio.create_task(database.write(work)) for work in works]
        await asyncio.sleep(0)
        busy.set()
        await asyncio.wait([first])
        first.exception()  # it may be undone with them
        return await asyncio.gather(*tasks, return_exceptions=True), await database.read(_count)

    return asyncio.run(scenario())


def test_works_that_wait_are_done_in_order(database):
    """Each with its own answer."""
    works = [lambda c, n=n: (_opened(c, n), _count(c)) for n in range(5)]

    assert ([(n, n + 1) for n in range(5)], 5) == written(database, *works)


def test_one_that_fails_undoes_itself_alone(database):
    """What was done with it stays."""

    def fails(connection):
        _opened(connection, 0)
        raise ZeroDivisionError

    (one, failed, other), count = written(
        database, lambda c: _opened(c, 1), fails, lambda c: _opened(c, 2)
    )

    assert (1, 2, 2) == (one, other, count)
    assert isinstance(failed, ZeroDivisionError)


def test_a_database_that_fails_undoes_all_that_waited_with_it(database):
    """SQLite may have undone it already; whoever asked can try again."""

    def breaks(_connection):
        broken = sqlite3.OperationalError("disk I/O error")
        broken.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise OperationalError("", None, broken)

    answers, count = written(database, lambda c: _opened(c, 1), breaks, lambda c: _opened(c, 2))

    assert StorageError is type(answers[1])
    assert count == sum(isinstance(one, int) for one in answers)


def test_who_is_cancelled_while_waiting_writes_nothing(database):
    """Neither later."""

    async def scenario():
        busy = threading.Event()
        first = asyncio.create_task(database.write(lambda _: busy.wait(30)))
        await asyncio.sleep(0)
        second = asyncio.create_task(database.write(lambda c: _opened(c, 1)))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.wait([second])
        busy.set()
        await first
        return await database.write(_count)

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


def test_tidying_keeps_what_is_there(database):
    """At night the log of changes shrinks, and nothing else."""
    asyncio.run(database.write(lambda c: _opened(c, 1)))
    asyncio.run(database.tidy())

    count = text("SELECT count(*) FROM stories")
    assert 1 == asyncio.run(database.read(lambda c: c.execute(count).scalar()))


def test_a_driver_that_cannot_open_the_file_is_a_storage_error(tmp_path):
    """Its folder is gone: said while the connection is made."""
    with Database(f"sqlite:///{tmp_path / 'gone' / 'x.sqlite3'}") as lost:
        with pytest.raises(StorageError):
            asyncio.run(lost.read(items.counts))
        with pytest.raises(StorageError):
            lost.open()
