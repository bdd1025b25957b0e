"""Turns at a host, on a clock that never waits."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from watchers.errors import SourceBusy
from watchers.fetch.manners import HostQueue

SECOND = timedelta(seconds=1)
NONE = timedelta(0)


class SkippingClock:
    """Sleeping moves the time on at once."""

    def __init__(self):
        self.seconds = 1000.0

    def now(self):
        """Tell no time of day: the queue needs none."""
        return datetime(2024, 5, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self):
        """Count the seconds slept."""
        return self.seconds

    async def sleep(self, seconds):
        """Move on, and let others run."""
        self.seconds += seconds
        await asyncio.sleep(0)


class Visits:
    """Takes turns and writes down when each began, and how many at once."""

    def __init__(self):
        self.clock = SkippingClock()
        self.queue = HostQueue(self.clock)
        self.starts = []
        self.now_inside = {}
        self.most_inside = 0

    async def pay(self, host, spacing=SECOND, *, lasting=0.0, busy=None):
        """Take one turn; end it with SourceBusy if told."""
        async with self.queue.turn(host, spacing):
            self.starts.append((host, self.clock.seconds - 1000))
            self.now_inside[host] = self.now_inside.get(host, 0) + 1
            self.most_inside = max(self.most_inside, self.now_inside[host])
            await self.clock.sleep(lasting)
            self.now_inside[host] -= 1
            if busy is not None:
                raise SourceBusy("later", http_status=429, after=busy)


def test_starts_at_one_host_are_spaced():
    """Four at once take their turns one second apart."""
    visits = Visits()

    async def scene():
        await asyncio.gather(*(visits.pay("a:80") for _ in range(4)))

    asyncio.run(scene())
    assert visits.starts == [("a:80", 0.0), ("a:80", 1.0), ("a:80", 2.0), ("a:80", 3.0)]
    assert visits.most_inside == 1


def test_a_slow_answer_counts_for_the_space():
    """Spacing is between starts: after a long visit nobody waits further."""
    visits = Visits()

    async def scene():
        await visits.pay("a:80", lasting=5)
        await visits.pay("a:80")

    asyncio.run(scene())
    assert visits.starts == [("a:80", 0.0), ("a:80", 5.0)]


def test_without_spacing_turns_still_do_not_overlap():
    """An allowed host is asked as fast as it answers."""
    visits = Visits()

    async def scene():
        await asyncio.gather(*(visits.pay("a:80", NONE, lasting=2) for _ in range(3)))

    asyncio.run(scene())
    assert [at for _, at in visits.starts] == [0.0, 2.0, 4.0]
    assert visits.most_inside == 1


def test_hosts_do_not_wait_for_each_other():
    """Nor does one port of a host for another."""
    visits = Visits()

    async def scene():
        await asyncio.gather(*(visits.pay(host) for host in ("a:80", "b:80", "a:443")))

    asyncio.run(scene())
    assert {0.0} == {at for _, at in visits.starts}


def test_a_busy_host_refuses_those_who_wait_and_those_who_come():
    """Until the time is over, to the second; then it is asked again."""
    visits = Visits()

    async def scene():
        results = await asyncio.gather(
            visits.pay("a:80", busy=timedelta(seconds=60)),
            visits.pay("a:80"),
            visits.pay("b:80"),
            return_exceptions=True,
        )
        await visits.clock.sleep(59)
        with pytest.raises(SourceBusy) as caught:
            await visits.pay("a:80")
        await visits.clock.sleep(1)
        await visits.pay("a:80")
        return results, caught.value

    (first, waiting, other), later = asyncio.run(scene())
    assert (str(first), other) == ("later", None)
    assert (429, timedelta(seconds=60)) == (waiting.http_status, waiting.after)
    assert later.after == SECOND
    assert visits.starts == [("a:80", 0.0), ("b:80", 0.0), ("a:80", 60.0)]


@pytest.mark.parametrize("busy", [None, NONE], ids=["no wish", "at once"])
def test_busy_without_a_time_holds_nobody(busy):
    """Then the schedule's own back-off decides."""
    visits = Visits()

    async def scene():
        async def fails():
            async with visits.queue.turn("a:80", SECOND):
                raise SourceBusy("later", http_status=503, after=busy)

        await asyncio.gather(fails(), visits.pay("a:80"), return_exceptions=True)

    asyncio.run(scene())
    assert visits.starts == [("a:80", 1.0)]


def test_who_gives_up_waiting_blocks_nobody():
    """A cancelled look leaves the queue."""
    visits = Visits()

    async def scene():
        async with visits.queue.turn("a:80", SECOND):
            waiting = [asyncio.create_task(visits.pay("a:80")) for _ in range(2)]
            await asyncio.sleep(0)
            waiting[0].cancel()
        await asyncio.wait(waiting)
        return waiting[0].cancelled(), waiting[1].exception()

    assert asyncio.run(scene()) == (True, None)


def test_idle_hosts_are_forgotten_and_held_ones_are_not():
    """Redirects to ever new hosts fill no memory."""
    visits = Visits()

    async def scene():
        with pytest.raises(SourceBusy):
            await visits.pay("held:80", busy=timedelta(hours=24))
        for n in range(3000):
            await visits.pay(f"host{n}:80")
            await visits.clock.sleep(1)
        with pytest.raises(SourceBusy):
            await visits.pay("held:80")
        return len(visits.queue._gates)

    assert asyncio.run(scene()) < 200
