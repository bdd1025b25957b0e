from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watchers.rhythm import LONGEST, SHORTEST, first_rhythm, next_rhythm, pace, silent_from

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

gaps = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400))


def test_the_first_rhythm_is_the_middle_gap_of_the_dates():
    """Undated items and equal dates say nothing; one long gap among short ones is an accident."""
    dates = [NOON, None, NOON - HOUR, NOON - HOUR, NOON - 2 * HOUR, NOON - 3 * HOUR, None]

    assert HOUR == first_rhythm([*dates, NOON - timedelta(days=300)])


def test_few_dates_show_no_rhythm():
    """Three dates are two gaps: one of them may be anything."""
    assert first_rhythm([NOON, NOON - HOUR, NOON - 2 * HOUR]) is None


def test_a_rhythm_is_found_again_after_it_changed():
    """A weekly that becomes a daily is a daily after some weeks of issues."""
    rhythm = timedelta(days=7)
    for _ in range(20):
        rhythm = next_rhythm(rhythm, timedelta(days=1), 1)

    assert timedelta(days=1) <= rhythm < timedelta(days=1.1)


def test_one_burst_makes_no_wire_of_a_weekly():
    """An item an hour after the last one is an accident; it moves the rhythm, and no more."""
    assert timedelta(days=1) < next_rhythm(timedelta(days=7), HOUR, 1)


@given(st.none() | gaps, gaps, st.integers(min_value=1, max_value=1000))
def test_a_rhythm_lies_between_a_minute_and_two_months(before, gap, new):
    """Whatever clocks and feeds do, nobody divides by it or waits for ever."""
    bounded = None if before is None else min(max(before, SHORTEST), LONGEST)

    assert SHORTEST <= next_rhythm(bounded, gap, new) <= LONGEST


def test_silence_is_measured_by_the_sources_own_rhythm():
    """A wire may be quiet for a night, a weekly for two months."""
    assert NOON + timedelta(hours=24) == silent_from(NOON, timedelta(minutes=5))
    assert NOON + timedelta(days=56) == silent_from(NOON, timedelta(days=7))


def test_a_pace_follows_the_rhythm_between_its_bounds():
    """Twice as often as it publishes, and less often while it is quieter than it was."""
    bounds = (timedelta(minutes=5), timedelta(hours=2))
    day = timedelta(days=1)

    assert timedelta(minutes=30) == pace(*bounds, HOUR, timedelta(0))
    assert timedelta(minutes=5) == pace(*bounds, timedelta(minutes=2), timedelta(0))
    assert timedelta(hours=2) == pace(*bounds, 30 * day, timedelta(0))
    assert timedelta(hours=1.5) == pace(*bounds, HOUR, day)


def test_a_plain_interval_and_an_unknown_rhythm_are_kept_to():
    """Who writes 15m means 15 minutes; nobody slows down by a guess."""
    quarter = timedelta(minutes=15)

    assert quarter == pace(quarter, None, timedelta(days=9), timedelta(days=99))
    assert quarter == pace(quarter, timedelta(days=1), None, timedelta(days=99))
