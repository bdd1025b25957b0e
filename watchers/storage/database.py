"""The way to the database: one writer thread, one reader thread, migrations, the lock."""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from watchers.errors import StorageBusy, StorageError
from watchers.storage import sqlite
from watchers.storage.migrate import Migrations, migrate

T = TypeVar("T")

WATCHERS = Migrations(folder=Path(__file__).parent / "migrations", version_table="watchers_version")


_TOGETHER_FOR = 0.05  # seconds that works are done without a commit while others wait


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


class Database:
    """Runs work in transactions, off the event loop.

    All writes go through one thread, so they never wait for one another's locks, and a commit that
    has returned survives a kill and a power cut. Reads have a thread of their own and see only
    what is committed. Work is a plain function of a Connection; if it raises, nothing of it stays.
    Raises StorageError where the database cannot be used just now: locked for long, or disk full.
    """

    def __init__(self, url: str) -> None:
        self._writer_engine = _engine(url, writes=True)
        self._reader_engine = _engine(url, writes=False)
        self._queue: deque[tuple[Callable[[Connection], Any], Future[Any]]] = deque()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="reader")

    @property
    def kind(self) -> str:
        """The name of the database: sqlite or postgresql."""
        return self._writer_engine.dialect.name

    def open(self, *others: Migrations) -> None:
        """Check the file and bring the tables up to date; call before anything else.

        Raises StorageError if the file is damaged, newer than this program, or out of reach.
        """
        try:
            if self.kind == "sqlite" and (damage := sqlite.damage(self._writer_engine)):
                raise StorageError(
                    f"the database is damaged ({damage}); it was left as it is: "
                    "restore a backup, or move it away to start anew"
                )
            # The bot's tables refer to those of the watchers, which therefore come first.
            for migrations in (WATCHERS, *others):
                migrate(self._writer_engine, migrations)
        except (SQLAlchemyError, sqlite3.Error) as e:
            raise StorageError(f"the database cannot be opened: {plain_words(e)}") from e

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction in the writer thread, commit, and return what it returned.

        Works are done one after the other, in the order in which they came; what waits meanwhile
        is committed together, for a commit that lasts takes longer than most of them. Raises
        StorageBusy if another process keeps the lock for longer than five seconds, StorageError if
        the database cannot be used, and whatever `work` raises; then nothing of it stays.
        """
        done: Future[T] = Future()
        self._queue.append((work, done))
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._writer, self._write_queued, done)
        except asyncio.CancelledError:
            done.cancel()
            raise
        return done.result(timeout=0)  # it is done: nothing may hold up the loop

    def _write_queued(self, wanted: Future[Any]) -> None:
        """Do what waits, in one transaction, unless what is wanted is done; in the writer thread.

        The failure of one undoes that one alone, unless it is the database's.
        """
        if wanted.done():
            return
        answers: list[tuple[Future[Any], Any]] = []
        try:
            with _translated(), self._writer_engine.begin() as connection:
                ends = time.monotonic() + _TOGETHER_FOR
                while self._queue and (not answers or time.monotonic() < ends):
                    work, done = self._queue.popleft()
                    if done.set_running_or_notify_cancel():
                        answers.append((done, None))
                        # The first needs no savepoint: if it fails there is nothing else to keep.
                        answer = _attempted(connection, work) if answers[1:] else work(connection)
                        answers[-1] = (done, answer)
        except Exception as e:  # noqa: BLE001 - raised where the work came from
            # Without a transaction nobody's work can be done.
            waiting = [] if answers else self._take_waiting()
            answers = [(done, _Failed(e)) for done in (*(done for done, _ in answers), *waiting)]
        for done, answer in answers:
            if isinstance(answer, _Failed):
                done.set_exception(answer.error)
            else:
                done.set_result(answer)

    def _take_waiting(self) -> list[Future[Any]]:
        """Empty the queue; return who still waits for an answer."""
        waiting = []
        while self._queue:
            _work, done = self._queue.popleft()
            # Who gave up takes no answer: to set one would fail, and leave the others without.
            if done.set_running_or_notify_cancel():
                waiting.append(done)
        return waiting

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in the reader thread and return what it returned; it cannot write.

        It sees only what is committed. Raises StorageError, and what `work` raises.
        """

        def run() -> T:
            with _translated(), self._reader_engine.connect() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._reader, run)

    async def tidy(self) -> None:
        """Put the file in order, in the writer thread; nothing where that is not our business.

        Raises StorageError.
        """
        if self.kind == "sqlite":
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._writer, sqlite.tidy, self._writer_engine)

    def close(self) -> None:
        """Wait for the work under way and close the connections; blocks the thread meanwhile."""
        self._writer.shutdown()
        self._reader.shutdown()
        self._writer_engine.dispose()
        self._reader_engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, e: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()


def _attempted(connection: Connection, work: Callable[[Connection], Any]) -> Any:  # noqa: ANN401
    """Do one work of several; return what it returned, or its failure, which undoes it alone."""
    try:
        with _translated(), connection.begin_nested():
            return work(connection)
    except StorageError:
        raise  # SQLite may have undone the whole transaction (sqlite.org/lang_transaction.html)
    except Exception as e:  # noqa: BLE001 - raised where the work came from
        return _Failed(e)


@contextmanager
def _translated() -> Iterator[None]:
    """Raise what a database says of itself as errors of ours; a mistake in SQL is not among it."""
    try:
        yield
    except OperationalError as e:
        if sqlite.is_busy(e.orig):
            raise StorageBusy("the database is locked by another process") from e
        raise StorageError(f"the database cannot be used now: {plain_words(e)}") from e
    except DatabaseError as e:
        # A file that is no database is of this very class; a fault of ours is of one below it.
        if type(e) is not DatabaseError:
            raise
        raise StorageError(f"the database cannot be read: {plain_words(e)}") from e
    except sqlite3.Error as e:  # said by the driver itself, while a connection was made
        raise StorageError(f"the database cannot be opened: {plain_words(e)}") from e


def _engine(url: str, *, writes: bool) -> Engine:
    if not url.startswith("sqlite"):
        try:
            return create_engine(url, pool_size=1, max_overflow=0, pool_pre_ping=True)
        except (SQLAlchemyError, ImportError, ValueError) as e:
            # Neither the address nor the library's words: both may hold the password.
            raise StorageError(
                f"DATABASE_URL cannot be used ({type(e).__name__}): it looks like "
                "postgresql+psycopg://user:password@host/name, and its driver must be installed"
            ) from None
    # One connection that lives as long as the engine: opening one costs five pragmas, and each
    # engine is used by one thread only.
    engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    sqlite.prepare(engine, writes=writes)
    return engine


def plain_words(e: SQLAlchemyError | sqlite3.Error) -> str:
    """Leave out the statement and its values: they are no help, and may be private."""
    return str(e.orig) if isinstance(e, DBAPIError) else str(e).splitlines()[0]
