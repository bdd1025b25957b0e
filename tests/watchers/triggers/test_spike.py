import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.triggers.known import DAY, HOUR, LONG_AGO, NOW, facts, fired, stories_at
from watchers.triggers.spike import SpikeTrigger
from watchers.triggers.usual import usual

UP = SpikeTrigger(over=DAY, baseline=30 * DAY, factor=3, at_least=5)
DOWN = SpikeTrigger(over=DAY, baseline=30 * DAY, factor=3, at_least=5, direction="down")


def each_day(*counts):
    """So many stories each day, the last count being that of the 24 h before NOW."""
    return stories_at(
        *(
            NOW - (len(counts) - n) * DAY + (m + 1) * DAY / (count + 1)
            for n, count in enumerate(counts)
            for m in range(count)
        )
    )


def read(trigger, *counts, **known):
    """Ask the trigger at NOW, after so many stories each day."""
    return trigger.evaluate(facts(stories=each_day(*counts), **known), LONG_AGO)


def test_far_more_than_usual_trips_it_and_it_says_what_is_usual():
    """As the card will say."""
    found = read(UP, *([1, 2, 3] * 10), 9)

    assert found.fired is not None
    assert "9 stories in 24 hours; usual 1 to 3" == found.fired.describe()
    assert (1, 3) == (found.fired.low, found.fired.high)


def test_far_fewer_than_usual_trips_it_the_other_way():
    """A source that everybody quotes has gone quiet."""
    found = read(DOWN, *([8, 9, 10] * 10), 1)

    assert found.fired is not None
    assert "1 story in 24 hours; usual 8 to 10" == found.fired.describe()


@pytest.mark.parametrize(
    ("trigger", "counts"),
    [
        pytest.param(UP, [0] * 30 + [4], id="a few where there are none"),
        pytest.param(UP, [4] * 30 + [11], id="less than three times"),
        pytest.param(UP, [1, 9] * 15 + [14], id="within the usual spread"),
        pytest.param(DOWN, [2] * 30 + [0], id="down from a few"),
        pytest.param(DOWN, [9] * 30 + [4], id="down by half"),
    ],
)
def test_what_is_small_or_within_the_usual_does_not_trip_it(trigger, counts):
    """A minimum volume, a factor, and the spread: all three."""
    assert read(trigger, *counts).fired is None


def test_one_crisis_in_the_baseline_hides_nothing():
    """Medians bear what is far off."""
    counts = [2] * 31
    counts[-8] = counts[-12] = 300

    assert read(UP, *counts[:-1], 9).fired is not None


def test_too_short_a_history_says_nothing():
    """Nobody knows what is usual after three days."""
    known = facts(stories=each_day(0, 0, 0, 50), since=NOW - 3 * DAY)

    assert UP.evaluate(known, NOW - 3 * DAY).fired is None
    assert UP.evaluate(known, NOW - 9 * DAY).fired is not None


def test_where_no_source_was_read_fewer_mean_nothing():
    """Down is judged at the last moment that was seen."""
    counts = [*([8, 9, 10] * 10), 0]

    assert read(DOWN, *counts).fired is not None
    assert read(DOWN, *counts, sighted=None).fired is None
    assert read(DOWN, *counts, sighted=NOW - 23 * HOUR).fired is None


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 20), min_size=7, max_size=7),
    st.integers(0, 23),
    st.sampled_from([UP, DOWN]),
)
def test_a_weekly_rhythm_never_trips_it(week, hour, trigger):
    """Whatever happens on each weekday: if it always does, it is usual."""
    counts = (week * 8)[:45]
    stories = each_day(*counts)
    moments = [facts(now=NOW + hour * HOUR - n * DAY, stories=stories) for n in range(10, -1, -1)]
    until = [
        facts(now=one.now, stories=tuple(s for s in stories if s.came <= one.now))
        for one in moments
        if one.now <= NOW
    ]

    assert [] == fired(trigger, until)


def test_chance_alone_seldom_trips_it():
    """A year of a Poisson process of three a day, asked every six hours."""
    rng = random.Random(7)
    times, at = [], NOW
    while at < NOW + 400 * DAY:
        at += rng.expovariate(3) * DAY
        times.append(at)
    stories = stories_at(*times)
    moments = [
        facts(
            now=(now := NOW + 35 * DAY + 6 * n * HOUR),
            stories=tuple(one for one in stories if now - 31 * DAY < one.came <= now),
            since=NOW,
        )
        for n in range(4 * 365)
    ]

    assert len(fired(UP, moments)) <= 4


@settings(max_examples=40)
@given(st.lists(st.integers(0, 12), min_size=29, max_size=40))
def test_what_is_usual_lies_between_the_least_and_the_most(counts):
    """And its low end is never above its high one."""
    times = [one.came for one in each_day(*counts, 0)]
    found = usual(times, over=DAY, baseline=30 * DAY, since=LONG_AGO, now=NOW)

    assert found is not None
    assert min(counts) <= found.middle <= max(counts)
    assert 0 <= found.low <= found.high
