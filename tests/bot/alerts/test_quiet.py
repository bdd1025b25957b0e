from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.route import quiet_until
from watchers.model.rules import Quiet

NIGHT = Quiet(start=time(22), end=time(7), zone="Europe/Paris")
LUNCH = Quiet(start=time(12), end=time(13), zone="UTC")


def at(text):
    """Read a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        pytest.param(None, "2026-01-10T03:00", None, id="none are set"),
        pytest.param(NIGHT, "2026-01-10T20:59", None, id="before the night"),
        pytest.param(NIGHT, "2026-01-10T21:00", "2026-01-11T06:00", id="as it begins"),
        pytest.param(NIGHT, "2026-01-11T05:59", "2026-01-11T06:00", id="after midnight"),
        pytest.param(NIGHT, "2026-01-11T06:00", None, id="as it ends"),
        pytest.param(NIGHT, "2026-03-28T23:00", "2026-03-29T05:00", id="clocks go forward"),
        pytest.param(NIGHT, "2026-10-24T23:00", "2026-10-25T06:00", id="clocks go back"),
        pytest.param(LUNCH, "2026-01-10T12:30", "2026-01-10T13:00", id="within a day"),
        pytest.param(LUNCH, "2026-01-10T13:30", None, id="later that day"),
        pytest.param(Quiet(start=time(8), end=time(8)), "2026-01-10T08:00", None, id="empty"),
    ],
)
def test_quiet_hours_end_when_the_reader_wakes(quiet, now, until):
    """In the destination's own zone, across midnight and the changes of the clocks."""
    assert (until and at(until)) == quiet_until(quiet, at(now))


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - made aware below
    st.times(),
    st.times(),
    st.sampled_from(["UTC", "Europe/Paris", "Asia/Kolkata", "America/New_York"]),
)
def test_quiet_never_lasts_longer_than_a_day_and_an_hour(now, start, end, zone):
    """Whatever is set, cards go out again, and then it is not quiet any more."""
    aware = now.replace(tzinfo=UTC)
    until = quiet_until(Quiet(start=start, end=end, zone=zone), aware)

    if until is not None:
        assert timedelta(0) < until - aware <= timedelta(hours=25)
