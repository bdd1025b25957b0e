"""INSERT ... ON CONFLICT, which both databases speak and SQLAlchemy spells once for each."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
    replace: bool = True,
) -> None:
    """Insert `rows`; where `key` exists replace the other columns, or leave the row as it is."""
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    kept = [name for name in rows[0] if name not in key]
    if replace and kept:
        statement = statement.on_conflict_do_update(
            index_elements=list(key), set_={name: statement.excluded[name] for name in kept}
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    connection.execute(statement, list(rows))


def insert_new(
    connection: Connection, table: Table, row: Mapping[str, Any], *, key: Sequence[str]
) -> bool:
    """Insert `row`, or do nothing and say False where `key` exists."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(row).on_conflict_do_nothing(index_elements=list(key))
    return connection.execute(statement).rowcount > 0
