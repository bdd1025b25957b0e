"""Schema changes, run by Alembic at start. Each half has its own folder and version table."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from watchers.errors import StorageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrations:
    """Where the steps of one half are (`versions/` in `folder`), and which table counts them."""

    folder: Path
    version_table: str


def migrate(engine: Engine, migrations: Migrations) -> None:
    """Bring the tables of one half up to date, in one transaction.

    Does nothing if they are. Raises StorageError if the database was written by a newer version.
    """
    head = _head(migrations.folder)
    current = _current(engine, migrations.version_table)
    if current == head:
        return  # importing Alembic costs more than all else at start
    _upgrade(engine, migrations, current)


def is_current(engine: Engine, migrations: Migrations) -> bool:
    """Whether the tables of one half are up to date; changes nothing.

    Raises StorageError if the database was written by a newer version.
    """
    head, current = _head(migrations.folder), _current(engine, migrations.version_table)
    if current is not None and current > head:
        raise _newer()
    return current == head


def _newer() -> StorageError:
    return StorageError(
        "the database was written by a newer watchnext: install that version again, "
        "or set WATCHNEXT_DATA to another folder"
    )


@cache
def _head(folder: Path) -> str:
    """Return the newest step: they are called 0001_what.py, 0002_... (a test holds it)."""
    return max(step.name for step in (folder / "versions").glob("[0-9]*.py")).split("_")[0]


def _current(engine: Engine, table: str) -> str | None:
    if not inspect(engine).has_table(table):
        return None
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT version_num FROM {table}")).scalar()  # noqa: S608 -- our own constant
    return None if found is None else str(found)


def _upgrade(engine: Engine, migrations: Migrations, current: str | None) -> None:
    # Imported here: it takes 0.2 s that most starts save.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrations.folder).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    if current is not None and current not in {s.revision for s in scripts.walk_revisions()}:
        raise _newer()
    with (
        EnvironmentContext(
            config,
            scripts,
            fn=lambda rev, _context: scripts._upgrade_revs("head", rev),  # noqa: SLF001 -- as alembic.command.upgrade does
        ) as environment,
        engine.begin() as connection,
    ):
        environment.configure(connection=connection, version_table=migrations.version_table)
        environment.run_migrations()
