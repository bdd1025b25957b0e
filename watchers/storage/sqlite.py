"""All that is SQLite's alone: pragmas, transactions, the integrity check."""

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from watchers.errors import StorageError

BUSY_TIMEOUT_MS = 5_000


def prepare(engine: Engine, *, writes: bool) -> None:
    """Set up `engine`: each connection durable, each transaction begun the way we mean it.

    A writer begins IMMEDIATE: a lock that is upgraded half-way fails at once instead of waiting
    (sqlite.org/lang_transaction.html). WAL with synchronous=FULL keeps a committed transaction
    through a power cut (sqlite.org/pragma.html#pragma_synchronous).
    """

    def connected(connection: Any, _record: object) -> None:  # noqa: ANN401 -- the driver's own
        connection.isolation_level = None  # the driver must not begin for us
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"query_only={'OFF' if writes else 'ON'}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    def begun(connection: Any) -> None:  # noqa: ANN401 -- SQLAlchemy types its events loosely
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    listen: Callable[..., None] = event.listen
    listen(engine, "connect", connected)
    listen(engine, "begin", begun)


def damage(engine: Engine) -> str | None:
    """Return the first thing that is wrong with the file, or None. Reads the whole file."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    return None if found == "ok" else str(found)


def tidy(engine: Engine) -> None:
    """Refresh what the query planner knows, and let the log of changes shrink.

    Once a day is what sqlite.org/pragma.html#pragma_optimize asks of a connection that lives long.
    Raises StorageError.
    """
    with engine.connect() as connection:
        # At the driver: a checkpoint cannot be part of a transaction.
        driver: Any = connection.connection.driver_connection
        try:
            for pragma in ("analysis_limit=400", "optimize", "wal_checkpoint(TRUNCATE)"):
                driver.execute(f"PRAGMA {pragma}").close()
        except sqlite3.Error as e:
            raise StorageError(f"the database cannot be tidied now: {e}") from e


def is_busy(error: BaseException | None) -> bool:
    """Return whether the driver gave up waiting for another connection's lock."""
    # The low byte is the primary code; the rest says what kind of busy (sqlite.org/rescode.html).
    code = error.sqlite_errorcode & 0xFF if isinstance(error, sqlite3.Error) else None
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
