"""Bounds of the wait for the next poll."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.virtual_time import START
from watchers.model.names import SourceId
from watchers.model.rules import Source
from watchers.pipeline import PollRecord
from watchers.polling.next_poll import JITTER, LONGEST_BACKOFF, next_poll

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SOURCE = Source(id=SourceId("a"), url="https://a.example/", every=15 * MINUTE)


def wait(*, every=15 * MINUTE, reading=timedelta(0), **recorded):
    """Say how long it waits, the jitter left out."""
    source = Source(id=SourceId("a"), url="https://a.example/", every=every)
    record = PollRecord(source=source, status="ok", **recorded)
    rng = random.Random(1)
    chance = 1 + random.Random(1).uniform(0, JITTER)
    at = next_poll(source, record, now=START, rng=rng, reading=reading)
    return timedelta(seconds=round((at - START) / chance / timedelta(seconds=1)))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param({}, 15 * MINUTE, id="its interval"),
        pytest.param({"every": MINUTE / 60}, MINUTE, id="the shortest"),
        pytest.param({"failures": 2}, 30 * MINUTE, id="twice as long after a second failure"),
        pytest.param({"failures": 900}, HOUR, id="an hour at most"),
        pytest.param({"failures": 900, "every": 5 * HOUR}, 5 * HOUR, id="but no less than usual"),
        pytest.param({"after": 20 * MINUTE}, 20 * MINUTE, id="cached"),
        pytest.param({"after": 20 * HOUR}, HOUR, id="cached too long"),
        pytest.param({"reading": MINUTE / 60}, 15 * MINUTE, id="read in no time"),
        pytest.param({"reading": MINUTE / 6}, 1000 * MINUTE / 60, id="a hundred times its reading"),
    ],
)
def test_a_source_waits(settings, expected):
    """Nothing shortens its interval."""
    assert expected == wait(**settings)


@given(st.integers(0, 10_000))
def test_a_wait_never_shrinks_with_failures_and_has_a_bound(failures):
    """Also at failure 10,000."""
    less, more = wait(failures=failures), wait(failures=failures + 1)

    assert less <= more <= LONGEST_BACKOFF
