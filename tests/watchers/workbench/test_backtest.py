import asyncio
from datetime import timedelta
from functools import partial

import pytest

from tests.watchers.workbench.kept import keep, source_of
from watchers.language.parse import parse_query
from watchers.language.query import compile_query
from watchers.workbench.backtest import backtest

BACK = timedelta(days=3)


@pytest.fixture
def run(database, noon):
    """Back-test a query over three days of what is in the database."""

    def _run(query, against=None, **more):
        asked = partial(
            backtest,
            query=compile_query(parse_query(query)),
            against=compile_query(parse_query(against)) if against else None,
            **{"since": noon - BACK, "now": noon, "source_of": source_of} | more,
        )
        return asyncio.run(database.read(asked))

    return _run


def days(found):
    """Hits a day without the dates."""
    return [day.hits for day in found.hits_a_day]


def test_hits_are_counted_by_day_and_by_source(database, noon, run):
    """Every day is there, also one without."""
    keep(database, noon, "oil", "rain", "oil and gas", every=timedelta(days=1))
    keep(database, noon - timedelta(hours=1), "oil again", source="other")
    found = run("oil")

    assert (4, 3, False) == (found.looked_at, found.total, found.cut)
    assert [0, 1, 0, 2] == days(found)
    assert (noon - BACK).date() == found.hits_a_day[0].date
    assert (("wire", 2), ("other", 1)) == found.by_source
    assert (None, None) == (found.gained, found.lost)


def test_samples_come_newest_first_with_their_evidence(database, noon, run):
    """The words that made it hold can be marked."""
    keep(database, noon, "crude oil", "oil well")
    found = run("oil")

    assert ["oil well", "crude oil"] == [one.stored.item.title for one in found.samples]
    (span,) = found.samples[1].evidence.spans
    assert ("title", 6, 9) == (span.field, span.start, span.end)


def test_gained_and_lost_beside_another_query(database, noon, run):
    """What both find is neither; the evidence of what is lost is the other's."""
    keep(database, noon, "oil", "gas", "oil and gas", "coal", "rain")
    found = run("oil OR coal", against="oil OR gas")

    assert (1, 1, 3) == (found.gained.total, found.lost.total, found.total)
    assert ["coal"] == [one.stored.item.title for one in found.gained.samples]
    assert ["gas"] == [one.stored.item.title for one in found.lost.samples]
    assert found.lost.samples[0].evidence.spans


def test_a_query_beside_itself_gains_and_loses_nothing(database, noon, run):
    """Whatever is kept."""
    keep(database, noon, *(f"oil {n}" for n in range(30)))
    found = run("oil", against="oil")

    assert (30, 0, 0) == (found.total, found.gained.total, found.lost.total)


def test_only_the_time_asked_for_is_looked_at(database, noon, run):
    """By what the publisher says; a first look at a source brings old news that is no hit."""
    keep(database, noon - BACK - timedelta(hours=1), "oil long ago")
    keep(database, noon + timedelta(hours=2), "oil tomorrow")
    keep(database, noon, "oil today")

    assert (1, 1) == (run("oil").looked_at, run("oil").total)


def test_an_item_published_long_before_it_was_seen_belongs_to_its_own_day(database, noon, run):
    """Else the first look at a feed would look like a flood."""
    keep(database, noon, "oil", "oil 2", "oil 3", every=timedelta(days=1))

    assert [0, 1, 1, 1] == days(run("oil"))


def test_more_items_than_bounded_leave_out_the_oldest(database, noon, run):
    """And that is told."""
    keep(database, noon, *(f"oil {n}" for n in range(10)))
    found = run("oil", most=4)

    assert (4, 4, True) == (found.looked_at, found.total, found.cut)
    assert "oil 9" == found.samples[0].stored.item.title


def test_whoever_has_waited_enough_gets_what_was_found(database, noon, run):
    """A chat does not wait for a hundred thousand items."""
    keep(database, noon, *(f"oil {n}" for n in range(1_100)), every=timedelta(seconds=9))
    found = run("oil", enough=lambda: True)

    assert found.cut
    assert 0 < found.looked_at < 1_100


def test_nothing_kept_is_an_answer_too(run):
    """Every day is there, and empty."""
    found = run("oil")

    assert (0, 0, [0, 0, 0, 0], ()) == (found.looked_at, found.total, days(found), found.samples)


def test_ten_samples_are_spread_over_the_whole_time(database, noon, run):
    """Not just the newest."""
    keep(database, noon, *(f"oil {n}" for n in range(70)), every=timedelta(hours=1))
    found = run("oil")
    times = [one.at for one in found.samples]

    assert 10 == len(times)
    assert times[0] - times[-1] > timedelta(hours=60)
