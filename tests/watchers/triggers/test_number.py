from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.triggers.known import DAY, LONG_AGO, NOW, facts, fired
from watchers.model.names import SourceId
from watchers.model.news import Observation
from watchers.triggers.change import ChangeTrigger
from watchers.triggers.number import NumberTrigger

BRENT = SourceId("brent")
ABOVE = NumberTrigger(series="brent", above=100)
FALL = ChangeTrigger(series="brent", by="-10%", over=30 * DAY)


def series(*values, every=DAY):
    """One value each so long, the last one now."""
    return facts(
        observations={
            BRENT: [
                Observation(series=BRENT, at=NOW - (len(values) - 1 - n) * every, value=value)
                for n, value in enumerate(values)
            ]
        }
    )


def told(trigger, *values):
    """Give the places of the values at which it fired, asked at each."""
    moments = [series(*values[: n + 1]) for n in range(len(values))]
    firings = fired(trigger, moments)
    return [fired.value for _, fired in firings]


def test_a_limit_is_told_when_it_is_crossed():
    """With the value, its day and the limit."""
    found = ABOVE.evaluate(series(99, 101.3), LONG_AGO)

    assert found.fired is not None
    assert "brent: 101.3 on 14 March 2026, above 100" == found.fired.describe()


def test_crossing_again_counts_only_after_going_back_by_a_little():
    """A price that dances on the limit is told once."""
    assert [100, 103] == told(ABOVE, 90, 100, 99.5, 100.5, 99, 101, 97, 103)


def test_a_limit_that_was_passed_before_anybody_asked_is_not_told():
    """The state of things when the rule was written."""
    assert [] == told(ABOVE, 120, 121)
    assert [105] == told(ABOVE, 120, 90, 105)


def test_below_is_the_mirror_of_above():
    """It gets down to the limit."""
    assert [80, 79] == told(NumberTrigger(series="brent", below=80), 90, 80, 79, 90, 79)


def test_a_fall_over_a_month_says_from_where_to_where():
    """Compared with the value nearest to a month before."""
    found = FALL.evaluate(series(200, 175, every=31 * DAY), LONG_AGO)

    assert found.fired is not None
    assert (
        "brent: down by 12.5 % in 31 days: 200 on 11 February 2026, 175 on 14 March 2026"
        == found.fired.describe()
    )


def test_february_is_a_month_too():
    """Twenty-eight days are nearer to thirty than none."""
    assert FALL.evaluate(series(200, 170, every=28 * DAY), LONG_AGO).fired is not None


def test_a_rise_is_no_fall_and_a_small_fall_none():
    """The sign counts."""
    assert FALL.evaluate(series(200, 250, every=30 * DAY), LONG_AGO).fired is None
    assert FALL.evaluate(series(200, 190, every=30 * DAY), LONG_AGO).fired is None


def test_a_series_without_a_past_says_nothing():
    """Nor one whose past is zero, of which there is no share."""
    for known in (facts(), series(5), series(0, 5, every=30 * DAY)):
        assert FALL.evaluate(known, LONG_AGO).fired is None


@settings(max_examples=60)
@given(st.lists(st.floats(1, 1000), max_size=30))
def test_a_number_is_told_only_past_its_limit_and_never_twice_in_a_row(values):
    """Between two tellings it was clearly on the other side."""
    places = [values.index(value) for value in told(ABOVE, *values)]

    assert all(values[place] >= 100 for place in places)
    assert 2 * len(places) <= len(values) + 1
