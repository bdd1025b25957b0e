"""The schedule while somebody sets the clock, or the machine sleeps: by a loop's virtual time."""

import asyncio
import random
import shutil
import tempfile
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage.migrate import MIGRATIONS
from tests.virtual_time import VirtualLoop, WallClock
from watchers.errors import SourceAway
from watchers.model.names import Cursor
from watchers.model.news import Poll
from watchers.polling.next_poll import JITTER
from watchers.polling.poller import Poller
from watchers.polling.schedule import EASE, MINUTE, Schedule
from watchers.rules.load import read_rules
from watchers.storage.database import Database

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
YEAR = timedelta(days=365)
EVERY = {"quick": timedelta(minutes=5), "usual": timedelta(minutes=15), "slow": HOUR}
RULES = read_rules(
    """
indicators: {a: {query: gas, triggers: [silence: 14d]}}
sources:
  quick: {feed: "https://a.example/1", every: 5m}
  usual: {feed: "https://b.example/2", every: 15m}
  slow: {feed: "https://b.example/3", every: 1h}
""",
    "rules.yaml",
)
steps = st.lists(
    st.tuples(
        st.integers(0, int(2 * HOUR.total_seconds())),
        st.sampled_from([sign * by for by in (HOUR, DAY, YEAR) for sign in (1, -1)]),
    ),
    max_size=4,
)


class Looks:
    """A watcher that brings nothing and notes when it looked, by the loop's clock."""

    def __init__(self, loop):
        self.loop = loop
        self.at = defaultdict(list)

    async def poll(self, source, cursor, answered):
        """Look at nothing."""
        self.at[source.id].append(self.loop.time())
        answered()
        return Poll(source=source.id, items=(), cursor=Cursor(""))


class Away(Looks):
    """One whose servers are down."""

    async def poll(self, source, cursor, answered):
        """Fail."""
        await super().poll(source, cursor, answered)
        raise SourceAway("does not answer")


def watched(database, parts, *, watcher=Looks):
    """Run a schedule for each part, one after the other, and give when what was looked at.

    A part is how long it lasts and when the clock is set by how much meanwhile.
    """
    loop = VirtualLoop()
    clock = WallClock(loop)
    looks = watcher(loop)

    async def run(lasts, steps):
        poller = Poller(
            database,
            RULES,
            {"feed": looks},
            now=clock,
            rng=random.Random(1),
            on_poll=lambda recorded: None,
        )
        stop = asyncio.Event()
        for at, by in steps:
            loop.call_later(at, clock.step, by)
        loop.call_later(lasts.total_seconds(), stop.set)
        await Schedule(poller).run(stop)

    try:
        for lasts, steps in parts:
            loop.run_until_complete(run(lasts, steps))
    finally:
        loop.close()
    return looks.at


def longest_gap(times, until):
    """Give the longest time without a look."""
    return timedelta(seconds=max(b - a for a, b in pairwise([*times, until])))


def longest(every):
    """Give how long a source may wait: its interval, the jitter, and what rounds it up."""
    return every * (1 + JITTER) + timedelta(seconds=2)


@pytest.fixture(scope="module")
def template(migrated):
    """A database, and a way to a fresh copy of it."""
    folder = Path(tempfile.mkdtemp(prefix="watchnext-clock-"))
    yield lambda: shutil.copy(migrated, folder / "clock.sqlite3")
    shutil.rmtree(folder)


@given(steps)
@settings(max_examples=10)
def test_a_clock_that_is_set_neither_stalls_nor_floods(template, steps):
    """By hours, days and a year, both ways, at any moment: each source keeps its pace."""
    with Database(f"sqlite:///{template()}") as database:
        database.open(MIGRATIONS)
        looks = watched(database, [(2 * HOUR, steps)])

    ahead = sum(by > timedelta(0) for _, by in steps)
    for id_, every in EVERY.items():
        assert longest_gap(looks[id_], 2 * HOUR.total_seconds()) <= longest(every)
        assert len(looks[id_]) <= 2 * HOUR / every + 1 + ahead


@given(steps, st.sampled_from([sign * by for by in (HOUR, DAY, YEAR) for sign in (1, -1)]))
@settings(max_examples=6)
def test_a_clock_that_is_set_while_we_are_down_does_not_stall_a_start(template, steps, by):
    """What was noted by another time is not waited for."""
    with Database(f"sqlite:///{template()}") as database:
        database.open(MIGRATIONS)
        parts = [(HOUR, steps), (timedelta(seconds=2), [(1, by)]), (2 * HOUR, [])]
        looks = watched(database, parts)

    for id_, every in EVERY.items():
        assert longest_gap(looks[id_], 3 * HOUR.total_seconds()) <= max(longest(every), 1.2 * HOUR)


def test_a_machine_that_slept_polls_each_source_once_and_at_ease(database):
    """Its monotonic clock stood still, so the wall clock is ahead of it."""
    slept = 65 * 60.0
    looks = watched(database, [(2 * HOUR, [(slept, 8 * HOUR)])])

    woken = {id_: [at - slept for at in times if at > slept] for id_, times in looks.items()}
    first = {id_: times[0] for id_, times in woken.items()}
    assert max(first.values()) <= (MINUTE + EASE).total_seconds() + 1
    assert len(set(first.values())) == len(first)
    again = [b - a for times in woken.values() for a, b in pairwise(times)]
    assert min(again) >= EVERY["quick"].total_seconds()


def test_a_dead_server_that_backs_off_is_polled_again_although_the_clock_is_set_back(database):
    """Its back-off counts by the loop's clock."""
    looks = watched(database, [(4 * HOUR, [(600, -YEAR)])], watcher=Away)

    assert longest_gap(looks["quick"], 4 * HOUR.total_seconds()) <= longest(HOUR)
