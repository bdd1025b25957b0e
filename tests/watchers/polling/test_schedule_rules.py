import asyncio
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from watchers.errors import OwnLimit, StorageBusy
from watchers.model.names import Cursor
from watchers.model.news import Poll
from watchers.model.rules import Source
from watchers.polling import schedule
from watchers.polling.poller import Poller
from watchers.polling.schedule import Schedule, sooner
from watchers.polling.turns import PollTurns
from watchers.rules.load import read_rules
from watchers.storage import sources

HOUR = timedelta(hours=1)
RULES = "indicators: {{a: {{query: gas, triggers: [silence: 14d]}}}}\nsources: {{{}}}\n"


class Watching:
    """A watcher that brings nothing and notes what it was asked to look at."""

    def __init__(self):
        self.polled = []

    async def poll(self, source, cursor, answered):
        """Look at nothing."""
        self.polled.append((source.id, source.url))
        return Poll(source=source.id, items=(), cursor=Cursor(""))


class Slow(Watching):
    """One that does not answer before it is let."""

    def __init__(self):
        super().__init__()
        self.answer = asyncio.Event()
        self.begun = 0

    async def poll(self, source, cursor, answered):
        """Wait, then look at nothing."""
        self.begun += 1
        await self.answer.wait()
        return await super().poll(source, cursor, answered)


def rules(**sources):
    """Rules over these sources."""
    return read_rules(RULES.format(", ".join(f"{k}: {v}" for k, v in sources.items())), "r.yaml")


def utc_now():
    """The real clock."""
    return datetime.now(UTC)


def poller(database, watcher, of, *, moved=lambda: None, now=utc_now):
    """A poller by these rules."""
    return Poller(
        database,
        of,
        {"feed": watcher},
        now=now,
        rng=random.Random(1),
        on_poll=lambda recorded: None,
        on_move=moved,
    )


async def until(condition):
    """Wait for it, ten seconds at most."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 -- what is waited for has no event
            await asyncio.sleep(0.02)


def running(database, watcher, first, scenario):
    """Run a schedule by the first rules while the scenario lasts."""

    async def run():
        watch = poller(database, watcher, first)
        stop = asyncio.Event()
        task = asyncio.create_task(Schedule(watch).run(stop))
        try:
            await scenario(watch)
        finally:
            stop.set()
            await task

    asyncio.run(run())


def test_a_source_that_is_added_while_we_run_is_looked_at_at_once(database):
    """The others keep their time."""
    watcher = Watching()

    async def scenario(watch):
        await until(lambda: len(watcher.polled) == 1)
        watch.use(rules(one="https://a.b/1", two="https://a.b/2"))
        await until(lambda: len(watcher.polled) == 2)
        await asyncio.sleep(1.2)

    running(database, watcher, rules(one="https://a.b/1"), scenario)

    assert [("one", "https://a.b/1"), ("two", "https://a.b/2")] == watcher.polled


def test_a_source_that_moves_is_looked_at_at_its_new_address(database):
    """And one that is gone no more."""
    watcher = Watching()

    async def scenario(watch):
        await until(lambda: len(watcher.polled) == 2)
        watch.use(rules(one="https://a.b/9"))
        await until(lambda: len(watcher.polled) == 3)

    first = rules(one="https://a.b/1", two="https://a.b/2")
    running(database, watcher, first, scenario)

    assert ("one", "https://a.b/9") == watcher.polled[2]


def test_rules_may_change_while_a_look_is_under_way(database):
    """A source that is gone is not looked at again, one that stays is not looked at twice."""
    watcher = Slow()

    async def scenario(watch):
        await until(lambda: watcher.begun == 2)
        watch.use(rules(one="https://a.b/1", three="https://a.b/3"))
        await until(lambda: watcher.begun == 3)
        watcher.answer.set()
        await until(lambda: len(watcher.polled) == 3)
        await asyncio.sleep(0.8)

    running(database, watcher, rules(one="https://a.b/1", two="https://a.b/2"), scenario)

    assert ["one", "three", "two"] == sorted(id_ for id_, _ in watcher.polled)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(None, {}, 9 * HOUR, id="new to us: what storage says"),
        pytest.param({}, {}, 9 * HOUR, id="unchanged"),
        pytest.param({"title": "A"}, {}, 1 * HOUR, id="changed, but looked at as often"),
        pytest.param({"every": 12 * HOUR}, {}, 1 * HOUR, id="more often"),
        pytest.param({}, {"every": 12 * HOUR}, 9 * HOUR, id="less often: at the next look"),
        pytest.param({"url": "https://a.b/2"}, {}, 0 * HOUR, id="moved"),
    ],
)
def test_a_wait_is_shortened_by_what_the_rules_say_now(before, now, expected):
    """Never prolonged."""
    common = {"id": "a", "url": "https://a.b/1", "every": HOUR}
    old = None if before is None else Source(**{**common, **before})

    assert expected == sooner(9 * HOUR, old, Source(**{**common, **now}))


def test_the_clock_tells_when_it_wrote_signals(database):
    """Who waits for news is woken."""
    woken = []
    start = datetime.now(UTC)
    times = [start]
    watch = poller(
        database,
        Watching(),
        rules(one="https://a.b/1"),
        moved=lambda: woken.append(1),
        now=lambda: times[-1],
    )

    async def scenario():
        await watch.tick()
        await Schedule(watch).poll_all()
        times.append(start + timedelta(days=15))
        await Schedule(watch).poll_all()

    asyncio.run(scenario())

    assert [1] == woken


def test_a_fault_in_a_trigger_does_not_end_the_watch(database):
    """It is in the log."""
    # Naive times: storage refuses them.
    watch = poller(database, Watching(), rules(one="https://a.b/1"), now=datetime.now)

    asyncio.run(watch.tick())


class Full(Watching):
    """A watcher on a machine that has no room for a poll, but for the second one."""

    async def poll(self, source, cursor, answered):
        """Find no room."""
        got = await super().poll(source, cursor, answered)
        if len(self.polled) != 2:
            raise OwnLimit("no room")
        return got


def test_a_limit_of_our_own_is_no_failure_of_the_sources(database, monkeypatch):
    """It is asked again soon, and nothing is written down of it."""
    monkeypatch.setattr(schedule, "PAUSE", timedelta(0))
    watcher = Full()

    async def scenario(watch):
        await until(lambda: len(watcher.polled) == 2)
        state = None
        while state is None or state.last_poll is None:
            state = (await _read(database)).get("one")

    running(database, watcher, rules(one="https://a.b/1"), scenario)

    state = asyncio.run(_read(database))["one"]
    assert ("ok", 0) == (state.status, state.failures)


def test_a_round_goes_on_after_a_limit_of_our_own(database):
    """Who has no room is left out of it."""
    watcher = Full()
    watch = poller(database, watcher, rules(one="https://a.b/1", two="https://c.d/2"))

    recorded = asyncio.run(Schedule(watch).poll_all())

    assert ["two"] == [one.source.id for one in recorded]


def _read(database):
    return database.read(sources.source_states)


def test_a_source_that_is_off_is_not_looked_at_until_it_is_on(database):
    """Neither at the start nor when its rules are saved; then at once."""
    watcher = Watching()
    off = rules(one="https://a.b/1", two="{feed: 'https://a.b/2', off: true}")

    async def scenario(watch):
        await until(lambda: len(watcher.polled) == 1)
        watch.use(rules(one="{feed: 'https://a.b/1', title: One}", two="https://a.b/2"))
        await until(lambda: len(watcher.polled) == 2)

    running(database, watcher, off, scenario)

    assert ["one", "two"] == [id_ for id_, _ in watcher.polled]


class Broken(Watching):
    """One with a fault of ours in it."""

    async def poll(self, source, cursor, answered):
        """Break."""
        await super().poll(source, cursor, answered)
        raise ZeroDivisionError


def test_a_fault_of_ours_is_kept_as_the_error_of_its_source(database):
    """The others go on, and the log has the rest."""
    of = rules(a="https://a.example/f")
    kept = poller(database, Broken(), of)

    async def scenario():
        (source,) = of.sources.values()
        states = await kept.reserve([source])
        recorded, _again = await kept.poll(source, states[source.id])
        return recorded

    recorded = asyncio.run(scenario())

    assert ("failed", "watchnext itself failed here (ZeroDivisionError); see the log") == (
        recorded.status,
        recorded.error,
    )


def test_what_cannot_be_written_down_is_not_polled_and_comes_round_again(
    database, monkeypatch, tmp_path
):
    """A locked database stops no schedule, and neither does one that cannot be tidied."""
    watcher = Watching()
    of = rules(a="https://a.example/f")
    kept = poller(database, watcher, of)
    with closing(sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        refused = []

        async def scenario():
            await kept.tidy()
            await kept.replan(dict.fromkeys(of.sources, HOUR))
            schedule = Schedule(kept)
            schedule._rules = of
            await schedule._poll_batch(
                list(of.sources.values()), lambda source, end: refused.append(type(end))
            )

        monkeypatch.setattr(PollTurns, "end", lambda _turns, _id: None)
        asyncio.run(scenario())

    assert ([], [StorageBusy]) == (watcher.polled, refused)
