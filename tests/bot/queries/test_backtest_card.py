import asyncio
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.cards import CardKind
from bot.queries.backtest import backtest_card
from bot.queries.charts import day_bars
from tests.watchers.workbench.kept import keep
from tests.watchers.workbench.samples import RULES
from watchers.workbench.backtest import Day


@pytest.fixture
def ask(database, noon):
    """Ask for the card of a query or an indicator."""

    def _ask(text, **more):
        work = lambda connection: backtest_card(connection, RULES, text, noon, **more)  # noqa: E731
        return asyncio.run(database.read(work))

    return _ask


def marked(row):
    """The marked words of a row."""
    return [piece.text for piece in row.pieces if piece.highlighted]


def test_the_card_tells_how_often_and_shows_samples(database, noon, ask):
    """A chart, sources, headlines with their evidence."""
    keep(database, noon, "Oil at sea", "Rain", "Oil and gas", every=timedelta(days=1))
    card = ask("oil", back=timedelta(days=20))

    assert CardKind.ANSWER == card.kind
    assert "oil: 2 hits in 20 days, 3 items looked at" == card.title
    assert card.text.startswith("2.9 in 30 days, at most 1 a day (Mar 12); 19 days without any. ")
    assert card.text.endswith(" The Wire 2.")
    assert "Feb 22 to Mar 14, a column is a day" == card.rows[0].quiet
    assert "█·█" == card.rows[0].pieces[0].text[-3:]
    assert ["The Wire", "The Wire"] == [row.lead for row in card.rows[1:]]
    assert [["Oil"], ["Oil"]] == [marked(row) for row in card.rows[1:]]


def test_an_indicator_is_tried_by_its_id(database, noon, ask):
    """Its title is shown, its vocabularies are known."""
    keep(database, noon, "Russia sells oil to China")

    assert "energy: 1 hit in 90 days, 1 item looked at" == ask("energy").title


def test_a_query_beside_an_indicator_tells_what_it_gains_and_loses(database, noon, ask):
    """With samples of both."""
    keep(database, noon, "Russia sells oil to China", "China buys coal")
    card = ask("coal", against="energy")
    leads = [row.lead for row in card.rows]

    assert "Beside energy: 1 gained, 1 lost" in leads
    assert ["gained", "lost"] == [row.quiet for row in card.rows[-2:]]


def test_a_mistake_is_a_card_with_a_caret_and_a_hint(ask):
    """Nobody in a chat should see a traceback, or nothing."""
    card = ask("$russia AND $chian")

    assert "$chian" in card.title
    assert "Did you mean $china?" == card.text
    assert "$russia AND ‸" == card.rows[0].pieces[0].text
    assert ["$chian"] == marked(card.rows[0])


def test_an_unknown_indicator_to_compare_with_is_told(ask):
    """With the nearest one."""
    card = ask("oil", against="enrgy")

    assert ("There is no indicator “enrgy”", "Did you mean energy?") == (card.title, card.text)


def test_a_mistyped_indicator_is_tried_as_words_and_hinted_at(ask):
    """It may well be a word."""
    text = ask("drill").text

    assert (
        "There is no indicator drill; did you mean drills? No news of that time is kept yet."
        == text
    )


@settings(max_examples=100)
@given(st.lists(st.integers(0, 1_000), max_size=200), st.integers(12, 80))
def test_a_chart_fits_and_hides_no_hit(hits, width):
    """A day with one hit is never drawn like a day without, however tall its neighbours."""
    days = [
        Day(date(2026, 1, 1) + timedelta(days=n), h) for n, h in zip(count(), hits, strict=False)
    ]
    bars = day_bars(days, width=width)

    assert len(bars.chart) <= width
    assert bool(sum(hits)) == bool(set(bars.chart) - {"·"})
    assert len(hits) <= len(bars.chart) * bars.days
    assert ("█" in bars.chart) == any(hits)
