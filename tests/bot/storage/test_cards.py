"""The JSON of cards that the database keeps."""

import json
from datetime import UTC

import pytest
from hypothesis import given

from bot.storage.cards import dump_card, load_card
from tests.bot.render.examples import alert, cards
from watchers.errors import StorageError


@given(cards)
def test_a_stored_card_comes_back_equal(card):
    """Load undoes dump, so what waits in the outbox is told as it was decided."""
    assert card == load_card(dump_card(card))


def test_a_stored_card_is_one_line_in_utc():
    """It can be read in the database by eye, and its times keep their meaning."""
    text = dump_card(alert())

    assert "\n" not in text
    assert load_card(text).seen.tzinfo == UTC


def test_keys_that_a_later_release_added_are_ignored():
    """After a downgrade, what waits is still told."""
    newer = json.loads(dump_card(alert()))
    newer["mood"] = "tense"
    newer["indicators"][0]["weight"] = 3

    assert alert() == load_card(json.dumps(newer))


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"version": 1, "kind": "song"}'])
def test_what_is_no_card_is_refused_by_name(text):
    """A damaged row is said to be one."""
    with pytest.raises(StorageError, match="a card in the database cannot be read"):
        load_card(text)


def test_a_version_of_a_later_release_is_refused():
    """It is not guessed at: both versions are named, and what helps."""
    later = json.loads(dump_card(alert())) | {"version": 2}

    with pytest.raises(StorageError, match=r"has version 2, .* knows version 1: run the later one"):
        load_card(json.dumps(later))


def test_a_reason_of_a_later_release_is_refused():
    """A card without its reason would not say why it is told."""
    later = json.loads(dump_card(alert())) | {"reason": "full_moon"}

    with pytest.raises(StorageError, match="full_moon"):
        load_card(json.dumps(later))
