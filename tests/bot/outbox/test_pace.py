from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.waiting import AT_ONCE, EVERY, Pace
from tests.bot.fakes import NOON


def test_a_few_go_at_once_then_one_a_second():
    """A busy minute reads well and no platform hides it."""
    pace, now = Pace(), NOON
    sent = []
    for _ in range(8):
        now += pace.wait("slack C1", now)
        pace.spend("slack C1", now)
        sent.append((now - NOON).total_seconds())

    assert [0, 0, 0, 0, 0, 1, 2, 3] == sent


def test_places_do_not_wait_for_each_other():
    """A burst in one channel delays no other."""
    pace = Pace()
    for _ in range(20):
        pace.spend("slack C1", NOON)

    assert timedelta(0) == pace.wait("slack C2", NOON)


@given(st.lists(st.integers(-100_000, 100_000), max_size=60))
def test_whatever_the_clock_does_nobody_waits_longer_than_an_empty_bucket(steps):
    """Also when it is set back by a day."""
    pace, now = Pace(), NOON
    for step in steps:
        now += timedelta(seconds=step)
        pace.spend("x", now)

        assert timedelta(0) <= pace.wait("x", now) <= AT_ONCE * EVERY
