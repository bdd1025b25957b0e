from importlib import import_module
from pkgutil import iter_modules

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

import bot.storage
import watchers.storage
from bot.storage.migrate import MIGRATIONS
from watchers.errors import StorageError
from watchers.storage.database import WATCHERS, Database
from watchers.storage.migrate import migrate
from watchers.storage.tables import metadata


@pytest.fixture
def engine(tmp_path):
    """Give an engine on a database that all steps were run on."""
    url = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    with Database(url) as database:
        database.open(MIGRATIONS)
    made = create_engine(url)
    yield made
    made.dispose()


def test_the_steps_lead_to_the_tables_as_they_are_defined(engine):
    """No column is defined that no step makes, and the other way round."""
    for package in (bot.storage, watchers.storage):  # every table is known once it is imported
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, metadata)
    versions = {"watchers_version", "bot_version"}
    differences = [
        one for one in found if not (one[0] == "remove_table" and one[1].name in versions)
    ]

    assert [] == differences


def test_running_the_steps_again_changes_nothing(engine):
    """A restart is no migration."""
    before = sorted(inspect(engine).get_table_names())
    for migrations in (WATCHERS, MIGRATIONS):
        migrate(engine, migrations)

    assert before == sorted(inspect(engine).get_table_names())


def test_a_database_of_a_newer_program_is_refused(engine, tmp_path):
    """It says so, and touches nothing."""
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE bot_version SET version_num = '9999'")

    with (
        Database(f"sqlite:///{tmp_path / 'test.sqlite3'}") as database,
        pytest.raises(StorageError, match="newer"),
    ):
        database.open(MIGRATIONS)
