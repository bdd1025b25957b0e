"""What is done once a night, by the real scheduler."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

from watchers.polling.nightly import Nightly


async def nothing():
    """Do nothing."""


def test_the_next_night_is_planned_by_the_clock_of_now():
    """Also after a clock was set by years, either way."""

    async def run():
        planned = []
        for year in (2040, 2100, 2050):
            clock = partial(datetime, year, 5, 6, 4, 30, tzinfo=UTC)
            with Nightly(nothing, clock) as nightly:
                planned.append(nightly.replan())
        return planned

    expected = [datetime(year, 5, 7, 3, 0, tzinfo=UTC) for year in (2040, 2100, 2050)]
    assert expected == asyncio.run(run())


def test_a_night_that_was_missed_is_made_up_for_once():
    """However late it is; then the next one is planned, also if the work fails."""
    nights = [datetime(2001, 1, 1, tzinfo=UTC), datetime.now(UTC) + timedelta(days=2)]
    done = asyncio.Event()
    count = []

    async def work():
        count.append(1)
        done.set()

    async def run():
        with Nightly(work, lambda: nights.pop(0)):
            await asyncio.wait_for(done.wait(), 30)
            while nights:  # noqa: ASYNC110 -- what is waited for has no event
                await asyncio.sleep(0)

    asyncio.run(run())

    assert [1] == count
