import asyncio
from datetime import date, timedelta

import pytest

from tests.conftest import NOON
from watchers.model.names import IndicatorId, SourceId
from watchers.model.news import Evidence, Item, Match, Span
from watchers.model.signals import FirstLookFigures, Signal, StoryFigures
from watchers.storage import items, matches, signals, stories

WIRE = SourceId("wire")
ENERGY, DRILLS = IndicatorId("energy"), IndicatorId("drills")
BOTH = (ENERGY, DRILLS)
DAY = timedelta(days=1)


def add_item(connection, title, at=NOON):
    """Remember an item."""
    item = Item(source=WIRE, aliases=(), title=title)
    return items.add_items(connection, [item], at)[0]


def move(connection, indicator, *, at=NOON, story=None, item=None):
    """Let an indicator move."""
    signal = Signal(
        source=WIRE,
        at=at,
        figures=StoryFigures(),
        indicator=indicator,
        item=item,
        story=story,
    )
    signals.append(connection, [signal])


def written(database, work):
    """Do `work` in a transaction."""
    return asyncio.run(database.write(work))


def test_the_newest_items_come_in_pages_without_a_gap(database):
    """Newest first, and each once."""

    def work(connection):
        added = [add_item(connection, f"item {n}") for n in range(7)]
        first = items.newest_items(connection, limit=4)
        rest = items.newest_items(connection, limit=4, below=first[-1].id)
        return added[::-1] == [one.id for one in (*first, *rest)]

    assert written(database, work)


def test_the_newest_matches_of_an_indicator(database):
    """And of no other."""

    def work(connection):
        held = Match(indicator=ENERGY, evidence=Evidence((Span("title", 0, 4),)))
        other = Match(indicator=DRILLS, evidence=Evidence())
        one, two, three = (add_item(connection, f"item {n}") for n in range(3))
        matches.add_matches(connection, {one: [held], two: [other]}, rules="r", now=NOON)
        matches.add_matches(connection, {three: [held]}, rules="r", now=NOON + DAY)
        return matches.newest_matches(connection, ENERGY, limit=5) == (three, one)

    assert written(database, work)


def test_a_story_gives_its_items_in_order_and_the_last_to_grow_comes_first(database):
    """The title of a story is that of its first item."""

    def work(connection):
        one, two, three = (add_item(connection, f"item {n}") for n in range(3))
        first = stories.open_story(connection, one, NOON)
        second = stories.open_story(connection, two, NOON + DAY)
        stories.join_story(connection, first, three, NOON + 2 * DAY)
        return (
            stories.items_of(connection, first) == (one, three),
            stories.newest_stories(connection, limit=5) == ((first, "item 0"), (second, "item 1")),
            stories.newest_stories(connection, limit=1) == ((first, "item 0"),),
        )

    assert (True, True, True) == written(database, work)


@pytest.fixture
def moved(database):
    """Energy: one story with two reports, another one the day after; drills: two without story."""

    def work(connection):
        item = add_item(connection, "item")
        first = stories.open_story(connection, item, NOON)
        second = stories.open_story(connection, add_item(connection, "other"), NOON)
        move(connection, ENERGY, story=first, item=item)
        move(connection, ENERGY, story=first, item=item)
        move(connection, DRILLS)
        move(connection, DRILLS)
        move(connection, ENERGY, story=second, at=NOON + DAY)
        signals.append(
            connection, [Signal(source=WIRE, at=NOON, figures=FirstLookFigures(items=0))]
        )

    written(database, work)
    return database


def test_reports_of_one_story_are_one_move(moved):
    """What moves without a story counts each time; what concerns no indicator never."""
    assert {ENERGY: 2, DRILLS: 2} == written(moved, lambda c: signals.moves(c, BOTH, NOON))
    assert {ENERGY: 1} == written(moved, lambda c: signals.moves(c, BOTH, NOON + DAY))


def test_moves_are_counted_by_the_day(moved):
    """Days are those of UTC."""
    by_day = written(moved, lambda c: signals.moves_by_day(c, BOTH, NOON))

    assert {
        ENERGY: {date(2026, 3, 14): 1, date(2026, 3, 15): 1},
        DRILLS: {date(2026, 3, 14): 2},
    } == by_day
    assert {DRILLS} == set(written(moved, lambda c: signals.moves_by_day(c, [DRILLS], NOON)))


def test_the_last_moves(moved):
    """Of all indicators, and of one."""
    assert {ENERGY: NOON + DAY, DRILLS: NOON} == written(
        moved, lambda c: signals.last_moves(c, BOTH)
    )
    every = written(moved, lambda c: signals.latest_moves(c, BOTH, limit=3))
    one = written(moved, lambda c: signals.latest_moves(c, [DRILLS], limit=3))
    assert [ENERGY, DRILLS, DRILLS] == [each.signal.indicator for each in every]
    assert [DRILLS, DRILLS] == [each.signal.indicator for each in one]
