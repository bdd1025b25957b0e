"""The JSON promised to other programs."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given

from bot.model.cards import CardKind
from bot.render.card_json import card_json
from tests.bot.render.examples import alert, cards, one_of_each_kind

PROMISED = {
    "kind", "key", "indicators", "severity", "title", "url", "source", "published", "seen",
    "evidence", "reason", "reason_code",
}  # fmt: skip


def test_an_alert_has_the_promised_keys_and_values():
    """Each value in the shape the documentation names."""
    expected = {
        "kind": "alert",
        "key": "k1",
        "indicators": ["energy-flows"],
        "severity": "serious",
        "title": "Russia becomes China's top oil supplier",
        "url": "https://news.example.org/2026/11/24/oil?ref=feed",
        "source": "world",
        "published": "2026-11-24T09:12:00Z",
        "seen": "2026-11-24T09:15:00Z",
        "evidence": [
            {"field": "body", "start": 13, "end": 20, "text": "Russian"},
            {"field": "title", "start": 0, "end": 6, "text": "Russia"},
            {"field": "title", "start": 15, "end": 22, "text": "China's"},
        ],
        "reason": "first report of this story",
        "reason_code": "first_report",
    }

    assert expected == card_json(alert(), key="k1")


@pytest.mark.parametrize("kind", list(CardKind))
def test_every_kind_has_the_promised_keys(kind):
    """A program can read any line without asking its kind first."""
    assert card_json(one_of_each_kind()[kind], key="k").keys() >= PROMISED


@pytest.mark.parametrize("kind", [CardKind.FIRST_LOOK, CardKind.DIGEST])
def test_a_card_of_several_lists_them_and_unites_their_indicators(kind):
    """Each line is there with what a program needs, and the card says what moved in all."""
    told: Any = card_json(one_of_each_kind()[kind], key="k")

    assert told["indicators"] == ["energy-flows", "trade-volume"]
    assert {
        "title": "Report number 0",
        "url": "https://news.example.org/2026/11/24/oil?ref=feed",
        "indicators": ["energy-flows", "trade-volume"],
        "source": "world",
        "published": "2026-11-24T09:12:00Z",
    } in told["items"]


def test_an_undated_item_is_published_null():
    """Null, not a guess."""
    assert card_json(alert(published=None), key="k")["published"] is None


def test_times_are_written_in_utc():
    """Whatever zone a value came in."""
    paris = datetime(2026, 11, 24, 10, 12, 5, 999, tzinfo=timezone(timedelta(hours=1)))

    assert card_json(alert(published=paris), key="k")["published"] == "2026-11-24T09:12:05Z"


@given(cards)
def test_any_card_can_be_written_as_json(card):
    """No value in it needs a special encoder."""
    assert json.loads(json.dumps(card_json(card, key="k"))) == card_json(card, key="k")
