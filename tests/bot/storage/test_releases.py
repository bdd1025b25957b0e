"""What an earlier release kept is read by this one: an update forgets and doubles nothing.

Each release leaves a folder, written once by tests/fixtures/written.py. Whoever changes what is
kept teaches the code to read these as well; they are never written anew.
"""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import true

from bot.model.alerts import Disposition, State
from bot.model.cards import CardKind
from bot.model.reasons import Reason
from bot.storage import decisions, queue
from bot.storage.cards import load_card
from bot.storage.migrate import MIGRATIONS
from tests.fixtures.written import COUNTED, DESK, ENERGY, FAILING, STATE, TRIGGER, kept_cards, write
from watchers.storage import signals, trigger_states
from watchers.storage.database import Database

FIRST = Path(__file__).parents[2] / "fixtures" / "release_0_1"


@pytest.fixture
def kept(tmp_path):
    """The database of the first release, opened by this one."""
    path = tmp_path / "kept.sqlite3"
    with sqlite3.connect(path) as made:
        made.executescript((FIRST / "database.sql").read_text(encoding="utf-8"))
    with Database(f"sqlite:///{path}") as opened:
        opened.open(MIGRATIONS)
        yield opened


def read(database, work):
    """Read from the database."""
    return asyncio.run(database.read(work))


@pytest.mark.parametrize("kind", list(CardKind))
def test_a_card_of_the_first_release_is_read(kind):
    """Whatever fields and reasons are called by then."""
    text = (FIRST / f"card_{kind.value}.json").read_text(encoding="utf-8")

    assert kept_cards()[kind.value] == load_card(text)


def test_what_waited_in_the_first_release_is_sent_by_this_one(kept):
    """The delivery with its card, and what was decided."""
    (waiting,) = read(kept, lambda c: queue.queued(c, DESK.id, FAILING.at))

    assert (State.PENDING, "slack", "#desk") == (waiting.state, waiting.platform, waiting.address)
    assert (CardKind.NOTICE, Reason.SOURCE_FAILING) == (waiting.card.kind, waiting.card.reason)
    assert {Disposition.TELL: 1, Disposition.DROP: 1} == read(kept, decisions.counts)


def test_signals_of_the_first_release_are_read(kept):
    """Each with its figures."""
    found = read(kept, lambda c: signals.read_signals(c, signals.select_signals(true()), limit=9))

    assert [FAILING, COUNTED] == [one.signal for one in found]


def test_a_trigger_that_had_fired_in_the_first_release_still_has(kept):
    """Its state is found under the key that it asks by today."""
    found = read(kept, trigger_states.read_states)

    assert {(ENERGY, TRIGGER.state_key): STATE} == found


def test_a_folder_for_the_next_release_can_be_written(tmp_path):
    """What it holds is what this release keeps."""
    write(tmp_path / "next")

    names = {f"card_{kind.value}.json" for kind in CardKind} | {"database.sql"}
    assert names == {file.name for file in (tmp_path / "next").iterdir()}
