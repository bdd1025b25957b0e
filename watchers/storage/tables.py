"""What all tables share: metadata, times in UTC, INSERT ... ON CONFLICT, the version of JSON."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, DateTime, Insert, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from watchers.errors import StorageError

VERSION = 1  # of figures and of what triggers remember; grows when a key changes its meaning

# Alembic and both databases must know an index or a key by one name, so none is left to chance.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC without a zone: SQLite has no type that keeps one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store it in UTC. Raises ValueError for a naive time: nobody knows what it means."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401 -- the driver's type
        """Return an aware time in UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
    replace: bool = True,
) -> None:
    """Insert `rows`, all with the same columns, in one statement; none is no statement.

    Where a row with this `key` exists its other columns of `rows` are replaced, or with `replace`
    false it stays as it is. Columns that `rows` do not name stay in any case.
    """
    if not rows:
        return
    statement = _upsert(connection.dialect.name, table, tuple(rows[0]), tuple(key), replace=replace)
    connection.execute(statement, list(rows))


def insert_new(
    connection: Connection, table: Table, row: Mapping[str, Any], *, key: Sequence[str]
) -> bool:
    """Insert `row` and return True; where `key` exists do nothing and return False."""
    statement = _upsert(connection.dialect.name, table, tuple(row), tuple(key), replace=False)
    return connection.execute(statement, dict(row)).rowcount > 0


@cache
def _upsert(
    dialect_name: str,
    table: Table,
    columns: tuple[str, ...],
    key: tuple[str, ...],
    *,
    replace: bool,
) -> Insert:
    """Make the statement once: `excluded` copies the whole table, at several times its cost."""
    dialect = sqlite if dialect_name == "sqlite" else postgresql
    statement: postgresql.Insert | sqlite.Insert = dialect.insert(table)
    kept = [name for name in columns if name not in key]
    if not replace or not kept:
        return statement.on_conflict_do_nothing(index_elements=list(key))
    return statement.on_conflict_do_update(
        index_elements=list(key), set_={name: statement.excluded[name] for name in kept}
    )


def stamped(written: Mapping[str, object]) -> dict[str, object]:
    """Return `written` with the version of this release, as it is to be stored."""
    return {"version": VERSION, **written}


def unstamped(stored: Mapping[str, object], *, of: str) -> dict[str, object]:
    """Return what `stamped` was given. `of` says in the error what it is.

    Raises StorageError if another release wrote it in a version that is not known here.
    """
    written = dict(stored)
    if (version := written.pop("version", None)) != VERSION:
        raise StorageError(
            f"{of} was stored in version {version}, and this release reads {VERSION}"
        )
    return written
