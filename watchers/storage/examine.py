"""Looks at a database without changing it: for whoever says what is wrong with one."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from watchers.errors import StorageError
from watchers.model.names import SourceId
from watchers.storage import sqlite
from watchers.storage.database import WATCHERS, Database, plain_words
from watchers.storage.migrate import Migrations, is_current
from watchers.storage.sources import SourceState, source_states


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a database is like. Without a file there is nothing to be wrong."""

    kind: str  # sqlite or postgresql
    exists: bool = True
    current: bool = False  # its tables are those of this version
    states: Mapping[SourceId, SourceState] = field(default_factory=dict)


def examine_database(url: str, *others: Migrations) -> Examined:
    """Read a database; nothing is made, mended or brought up to date. A watch may be running on it.

    Raises StorageError if it is damaged, newer than this program, or out of reach.
    """
    try:
        engine, kind = _read_only(url)
        if engine is None:
            return Examined(kind=kind, exists=False)
        try:
            return _examined(engine, kind, others)
        finally:
            engine.dispose()
    except (SQLAlchemyError, sqlite3.Error) as e:
        raise StorageError(
            f"the database cannot be read: {plain_words(e)}; restore a backup, "
            "or move it away to start anew"
        ) from e


def _examined(engine: Engine, kind: str, others: tuple[Migrations, ...]) -> Examined:
    if kind == "sqlite" and (damage := sqlite.damage(engine)):
        raise StorageError(
            f"the database is damaged ({damage}): restore a backup, or move it away to start anew"
        )
    if not all(is_current(engine, each) for each in (WATCHERS, *others)):
        return Examined(kind=kind)
    with engine.connect() as connection:
        return Examined(kind=kind, current=True, states=source_states(connection))


def _read_only(url: str) -> tuple[Engine | None, str]:
    """Return an engine that cannot write, or None where there is no file, and its kind."""
    if not url.startswith("sqlite"):
        with Database(url) as database:
            kind = database.kind
        return create_engine(url), kind
    file = Path(make_url(url).database or "")
    if not file.exists():
        return None, "sqlite"
    # Without a log of changes nobody writes to it, and no file is made beside it to read it.
    log = Path(f"{file}-wal")
    alone = "" if log.exists() and log.stat().st_size else "&immutable=1"
    address = f"file:{quote(str(file))}?mode=ro{alone}"
    return create_engine(
        "sqlite://",
        poolclass=StaticPool,
        creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False),
    ), "sqlite"
