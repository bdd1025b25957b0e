"""Time that passed, and time that was set."""

from datetime import timedelta

import pytest

from tests.virtual_time import START
from watchers.polling.clock_steps import ClockSteps

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
NOTHING = timedelta(0)


@pytest.mark.parametrize(
    ("wall", "elapsed", "expected"),
    [
        pytest.param(MINUTE, MINUTE, None, id="time passed"),
        pytest.param(MINUTE * 1.9, MINUTE, None, id="drift"),
        pytest.param(HOUR, MINUTE, HOUR - MINUTE, id="set ahead, or slept"),
        pytest.param(-HOUR, MINUTE, NOTHING, id="set back"),
        pytest.param(HOUR, HOUR, NOTHING, id="slept while the monotonic clock ran on"),
    ],
)
def test_a_step_is_told_from_time_that_passed(wall, elapsed, expected):
    """It says how much of it the monotonic clock missed, once."""
    times = [(START, 0.0)]
    steps = ClockSteps(lambda: times[-1][0], lambda: times[-1][1], every=MINUTE)
    times.append((START + wall, elapsed.total_seconds()))

    assert [expected, None] == [steps.step(), steps.step()]


def test_small_steps_add_up():
    """So that none is lost."""
    times = [(START, 0.0)]
    steps = ClockSteps(lambda: times[-1][0], lambda: times[-1][1], every=MINUTE)
    found = []
    for number in (1, 2, 3):
        times.append((START + number * MINUTE * 1.4, number * 60.0))
        found.append(steps.step())

    assert [None, None, MINUTE * 1.2] == found
