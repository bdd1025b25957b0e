"""What tests share: the shared data, a database on disk."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.storage.migrate import MIGRATIONS
from watchers.storage.database import Database

# A slow machine is no finding: how long a case or its making takes is the benchmarks' to judge.
settings.register_profile(
    "watchnext",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # On a developer's machine each run tries other examples. Where CI is set all runs try the
    # same: a verdict on a change, and the coverage that floors are held to, is no matter of luck.
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("watchnext")

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def shared():
    """The folder of real feeds and labelled news; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("WATCHNEXT_SHARED", Path(__file__).parents[2] / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("no shared data here: set WATCHNEXT_SHARED to its folder")
    return folder / "data"


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """The file of an empty migrated SQLite database: to copy it is quicker than to migrate."""
    path = tmp_path_factory.mktemp("migrated") / "empty.sqlite3"
    with Database(f"sqlite:///{path}") as made:
        made.open(MIGRATIONS)
    return path


@pytest.fixture
def database(tmp_path, migrated):
    """A migrated SQLite database in a file of its own."""
    path = shutil.copy(migrated, tmp_path / "test.sqlite3")
    with Database(f"sqlite:///{path}") as opened:
        opened.open(MIGRATIONS)
        yield opened


@pytest.fixture
def noon():
    """A fixed time."""
    return NOON
