from datetime import UTC, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.triggers.known import DAY, HOUR, facts, fired, stories_at
from watchers.model.news import TriggerState
from watchers.triggers.expected import ExpectedTrigger

CUSTOMS = ExpectedTrigger(days="18-20", at=time(7))
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def march(day, hour=0):
    """A time in March 2026."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def run(*came, until=31, every=HOUR, trigger=CUSTOMS, began=BEGAN):
    """Ask through March; give what was told when."""
    state, told = TriggerState(began=began), []
    now = march(1)
    while now < march(1) + until * DAY:
        stories = stories_at(*(at for at in came if at <= now))
        state, fired = trigger.ask(state, facts(now=now, stories=stories))
        told += [(now, fired.kind, fired.describe())] if fired else []
        now += every
    return told


def test_what_appears_in_its_days_is_told_once():
    """At once when it is here; a second story of the month is none of its business."""
    assert [(march(19, 5), "expected", "expected by 20 March 2026, 07:00 UTC, and here")] == run(
        march(19, 5), march(20, 1), march(25)
    )


def test_what_does_not_appear_is_told_once_when_its_days_are_over():
    """And told again when it comes at last."""
    missing = (
        march(20, 7),
        "missing",
        "expected by 20 March 2026, 07:00 UTC, and missing",
    )
    late = (march(23, 7), "expected", "expected by 20 March 2026, 07:00 UTC, 3 days late")

    assert [missing] == run()
    assert [missing, late] == run(march(23, 7))


def test_what_came_before_its_days_is_not_it():
    """Last month's news, told late."""
    assert ["missing"] == [kind for _, kind, _ in run(march(17, 23))]


def test_a_trigger_written_in_its_days_calls_nothing_missing():
    """It may have come before anybody looked."""
    assert [] == run(began=march(19))


def test_what_was_there_when_the_trigger_was_written_is_no_news():
    """The month is settled in silence."""
    assert [] == run(march(18, 1), march(21), began=march(18, 2))


@pytest.mark.parametrize("sighted", [None, march(20, 6)])
def test_blindness_calls_nothing_missing(sighted):
    """Some source must have been read after the days were over."""
    watched = TriggerState(began=BEGAN, memory={"months": {"2026-03": "watched"}})

    assert CUSTOMS.ask(watched, facts(now=march(20, 9), sighted=sighted))[1] is None
    assert CUSTOMS.ask(watched, facts(now=march(20, 9)))[1] is not None


def test_who_slept_through_the_days_calls_nothing_missing():
    """We were not running: what came may have left the feed again."""
    assert CUSTOMS.ask(TriggerState(began=BEGAN), facts(now=march(25)))[1] is None


def test_days_and_time_are_those_of_the_zone():
    """Also when clocks change: on 29 March 2026 at 2:00 in Paris."""
    paris = ExpectedTrigger(days="29-29", at=time(7), zone="Europe/Paris")
    found = paris.period(2026, 3)

    assert datetime(2026, 3, 28, 23, tzinfo=UTC) == found.start
    assert datetime(2026, 3, 29, 5, tzinfo=UTC) == found.end


def test_a_day_that_a_month_lacks_is_its_last():
    """The 31st is the end of every month."""
    ends = [ExpectedTrigger(days="31-31", at=time(7)).period(2026, m).end for m in (2, 4)]

    assert [28, 30] == [end.day for end in ends]


@settings(max_examples=25)
@given(
    st.lists(st.integers(0, 24 * 150), max_size=8),
    st.integers(1, 31),
    st.integers(0, 5),
)
def test_each_month_is_called_missing_at_most_once_and_met_at_most_once(hours, first, more):
    """Over five months, whatever comes."""
    trigger = ExpectedTrigger(days=f"{first}-{min(first + more, 31)}", at=time(7))
    came = [march(1) + hour * HOUR for hour in hours]
    moments = [
        facts(
            now=(now := march(1) + 6 * n * HOUR), stories=stories_at(*(a for a in came if a <= now))
        )
        for n in range(4 * 155)
    ]
    told = [(one.month, one.kind) for _, one in fired(trigger, moments)]

    assert len(set(told)) == len(told)
    assert all(
        told.index((month, "missing")) < told.index((month, "expected"))
        for month in {month for month, _ in told}
        if {(month, "missing"), (month, "expected")} <= set(told)
    )
