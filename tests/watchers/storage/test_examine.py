"""Databases that are looked at, and stay as they are."""

import asyncio
import sqlite3

import pytest

from watchers.errors import StorageError
from watchers.model.names import SourceId
from watchers.storage.database import Database
from watchers.storage.examine import examine_database
from watchers.storage.sources import SourceState, save_state


@pytest.fixture
def file(tmp_path):
    """Give the file of a database that knows one source."""
    path = tmp_path / "w.sqlite3"
    with Database(f"sqlite:///{path}") as database:
        database.open()
        asyncio.run(database.write(lambda c: save_state(c, SourceState(source=SourceId("wire")))))
    return path


def look(file):
    """Examine it, and give what lies beside it afterwards as well."""
    return examine_database(f"sqlite:///{file}"), sorted(p.name for p in file.parent.iterdir())


def test_a_sound_one_is_read(file):
    """And no file is made beside it."""
    found, beside = look(file)

    assert (True, True, ["wire"]) == (found.exists, found.current, [*found.states])
    assert ["w.sqlite3"] == beside


def test_one_in_use_is_read_with_what_is_in_its_log(file):
    """A watch may be running on it."""
    with Database(f"sqlite:///{file}") as running:
        running.open()
        asyncio.run(running.write(lambda c: save_state(c, SourceState(source=SourceId("tass")))))
        found, _ = look(file)

    assert {"wire", "tass"} == set(found.states)


def test_one_that_is_not_there_is_not_made(tmp_path):
    """The first start makes it."""
    found, beside = look(tmp_path / "w.sqlite3")

    assert (False, []) == (found.exists, beside)


def test_one_without_our_tables_is_not_migrated(tmp_path):
    """Looking is no start."""
    with sqlite3.connect(tmp_path / "w.sqlite3") as made:
        made.execute("CREATE TABLE t (a)")
    made.close()

    found, _ = look(tmp_path / "w.sqlite3")

    assert (True, False) == (found.exists, found.current)


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0" + b"x" * 500, b"no database"])
def test_a_damaged_one_is_an_error_in_a_sentence(file, damage):
    """Whatever of it was overwritten; an empty file is an empty database."""
    content = file.read_bytes()
    file.write_bytes(damage + content[len(damage) :] if damage else damage)
    if not damage:
        assert not look(file)[0].current
        return

    with pytest.raises(StorageError, match="restore a backup"):
        look(file)


def test_a_folder_in_its_place_is_an_error(tmp_path):
    """As is whatever else cannot be opened."""
    (tmp_path / "w.sqlite3").mkdir()

    with pytest.raises(StorageError, match="cannot be read"):
        look(tmp_path / "w.sqlite3")
