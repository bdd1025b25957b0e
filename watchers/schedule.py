"""When to poll what. The only door to apscheduler.

The due time of each source is kept in the database and noted before a poll begins, so neither a
crash nor ten restarts in a minute ask a server again. While we run, waiting is measured by the
monotonic clock: setting the wall clock neither floods a server nor stalls a watch.
"""

import asyncio
import heapq
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog

from watchers import moves, pipeline
from watchers.errors import SourceError, StorageError
from watchers.model.names import SourceId
from watchers.model.rules import Source
from watchers.pipeline import PollRecord
from watchers.protocols import Watcher
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, signals, sources
from watchers.storage.database import Database
from watchers.storage.trigger_states import Key

log = structlog.get_logger()

JITTER = 0.1  # of the interval, so that sources of one interval drift apart
LONGEST_BACKOFF = timedelta(hours=1)
LONGEST_FRESH = timedelta(hours=1)  # a publisher's cache lifetime is obeyed up to here
SHORTEST = timedelta(minutes=1)  # between two polls at a server that is not our own
TICK = timedelta(seconds=0.5)  # how often we ask what is due: a glance at the top of a heap (0014)
PAUSE = timedelta(seconds=30)  # after the database could not be used: locked, or disk full
CLOCK = timedelta(minutes=1)  # how often triggers are asked that time alone can fire


def next_poll(
    source: Source,
    recorded: PollRecord,
    *,
    now: datetime,
    rng: random.Random,
    shortest: timedelta = SHORTEST,
) -> datetime:
    """Return when a source is polled again: its interval, longer if it fails or asks for longer.

    `recorded.after` is the pause that a failing source asked for, else its cache lifetime.
    `shortest` is the least interval; `now` is aware.
    """
    wait = max(source.every, shortest)
    # Twice as long after each failure, up to an hour: a dead server costs little, and one that
    # recovers is seen within that time. A longer interval is not cut.
    if recorded.failures:
        wait = max(wait, min(wait * (1 << min(recorded.failures - 1, 10)), LONGEST_BACKOFF))
    # Within its cache lifetime a server would answer 304 (RFC 9111 4.2); an hour bounds what a
    # careless one can make us miss.
    if recorded.after is not None and not recorded.failures:
        wait = max(wait, min(recorded.after, LONGEST_FRESH))
    wait *= 1 + rng.uniform(0, JITTER)
    # A pause that was asked for is obeyed to the second, so after the jitter; it is bounded where
    # it is read, at 24 hours.
    if recorded.after is not None and recorded.failures:
        wait = max(wait, recorded.after)
    return now + wait


def sooner(wait: timedelta, before: Source | None, now: Source) -> timedelta:
    """Return the wait for a source whose next poll was planned by the rules `before`.

    Unchanged for a source that is new or the same; none where its address is another; else no
    longer than its interval is now.
    """
    if before is None or before == now:
        return wait
    # Who mends a wrong address wants to see it work; nobody asked the new one to be left alone.
    return timedelta(0) if before.url != now.url else min(wait, max(now.every, SHORTEST))


class Poller:
    """Polls sources and records what comes of it.

    `on_poll` is called after each poll, `on_move` when the clock wrote signals.
    """

    def __init__(
        self,
        database: Database,
        rules: RuleSet,
        watchers: Mapping[str, Watcher],
        *,
        now: Callable[[], datetime],
        rng: random.Random,
        on_poll: Callable[[PollRecord], None],
        shortest: Callable[[Source], timedelta] = lambda _source: SHORTEST,
        on_move: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self.rules = rules
        self._watchers = watchers
        self._now = now
        self._rng = rng
        self._on_poll = on_poll
        self._shortest = shortest
        self._on_move = on_move
        self._asked_again: dict[Key, datetime] = {}  # when the clock asks each trigger next

    def use(self, rules: RuleSet) -> None:
        """Go by other rules from now on.

        What a poll brings is judged, as a whole, by the rules in force when it arrives; a running
        Schedule notices what is to be polled now.
        """
        self.rules = rules

    async def waits(self) -> dict[SourceId, timedelta]:
        """Return how long each source waits for its next poll; zero means that it is due."""
        now = self._now()
        later = await self._database.read(partial(sources.later, now=now))
        return {id_: later.get(id_, now) - now for id_ in self.rules.polled_sources}

    async def poll(self, source: Source) -> tuple[PollRecord, timedelta]:
        """Poll once and write down all that follows; never raises for a source.

        Also says how long to wait before the next poll. Raises StorageError where the database
        cannot be used now: nothing of the poll is kept then, and nothing is lost by it.
        """
        started = asyncio.get_running_loop().time()
        watcher = self._watchers[source.kind]
        state = await self._database.write(partial(self._reserve, source=source))
        try:
            poll = await watcher.poll(source, state.cursor)
            recorded, again = await self._settle(
                partial(pipeline.record, source=source, poll=poll, rules=self.rules)
            )
        except SourceError as e:
            recorded, again = await self._settle_failure(source, e)
        except StorageError:
            raise  # it is no fault of the source's, and nothing can be written down
        except Exception as e:
            # A fault of ours in one source must not blind the others: it is kept as that
            # source's error, and the log has the traceback.
            log.exception("poll broke", source=source.id)
            fault = SourceError(f"watchnext itself failed here ({type(e).__name__}); see the log")
            recorded, again = await self._settle_failure(source, fault)
        _log(recorded, took=asyncio.get_running_loop().time() - started)
        self._on_poll(recorded)
        return recorded, again

    async def poll_all(self) -> tuple[PollRecord, ...]:
        """Poll every source now, but for those that asked us to stay away until later."""
        await self.tick()
        held = await self._database.read(partial(sources.held, now=self._now()))
        polls = [self.poll(s) for id_, s in self.rules.polled_sources.items() if id_ not in held]
        recorded = tuple(one for one, _again in await asyncio.gather(*polls))
        self._asked_again.clear()  # now that the world was seen, and nobody may ask again soon
        await self.tick()
        return recorded

    async def tick(self) -> None:
        """Ask the triggers that time can fire, in a transaction of its own; never raises."""
        rules = self.rules

        def run(connection: Connection) -> int:
            caused = moves.by_time(connection, rules, now=self._now(), later=self._asked_again)
            signals.append(connection, caused)
            return len(caused)

        try:
            count = await self._database.write(run)
        except Exception:
            # A fault of ours in a trigger must not end the watch; the log has the traceback.
            log.exception("triggers broke")
            return
        if count:
            log.info("moved by time", signals=count)
            self._on_move()

    def _reserve(self, connection: Connection, source: Source) -> sources.SourceState:
        """Note the next poll before this one begins: a crash in it must not ask again at once."""
        now = self._now()
        state = sources.state_of(connection, source.id)
        sources.plan_poll(connection, source.id, now + max(source.every, self._shortest(source)))
        return state

    async def _settle(self, work: Callable[..., PollRecord]) -> tuple[PollRecord, timedelta]:
        """Write down a poll and, in the same transaction, when the next one is."""

        def run(connection: Connection) -> tuple[PollRecord, timedelta]:
            now = self._now()
            recorded = work(connection, now=now)
            source = recorded.source
            at = next_poll(
                source, recorded, now=now, rng=self._rng, shortest=self._shortest(source)
            )
            sources.plan_poll(connection, source.id, at)
            return recorded, at - now

        return await self._database.write(run)

    async def _settle_failure(
        self, source: Source, error: SourceError
    ) -> tuple[PollRecord, timedelta]:
        return await self._settle(partial(pipeline.record_failure, source=source, error=error))


class Schedule:
    """Keeps polling what is due, by the rules that the poller uses, until it is stopped."""

    def __init__(self, poller: Poller) -> None:
        self._poller = poller
        self._rules = poller.rules  # those that `_due` was planned by
        self._due: list[tuple[float, SourceId]] = []
        self._under_way: dict[SourceId, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Poll each source when it is due; returns after `stop`, with no poll under way.

        Raises StorageError where the database cannot be read at the start.
        """
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        await self._plan()
        scheduler = AsyncIOScheduler(timezone="UTC")
        for work, every in ((self._start_due, TICK), (self._poller.tick, CLOCK)):
            scheduler.add_job(
                work,
                "interval",
                seconds=every.total_seconds(),
                misfire_grace_time=None,  # late is fine, never is not
                coalesce=True,
                max_instances=1,
            )
        await self._start_due()
        scheduler.start()
        try:
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)
            await self._break_off()

    async def _plan(self) -> None:
        """Plan anew what is due when; also begin the triggers of rules that are new."""
        clock = asyncio.get_running_loop().time
        before, self._rules = self._rules, self._poller.rules
        await self._poller.tick()
        self._due = [
            (clock() + sooner(wait, before.sources.get(id_), now).total_seconds(), id_)
            for id_, wait in (await self._poller.waits()).items()
            if id_ not in self._under_way
            and (now := self._rules.polled_sources.get(id_)) is not None
        ]
        heapq.heapify(self._due)

    async def _start_due(self) -> None:
        clock = asyncio.get_running_loop().time
        if self._poller.rules is not self._rules:
            await self._plan()
        # A source is in the heap or under way, never both: so it is never polled twice at a time.
        while self._due and self._due[0][0] <= clock():
            _at, id_ = heapq.heappop(self._due)
            self._under_way[id_] = asyncio.create_task(self._poll(self._rules.sources[id_]))

    async def _poll(self, source: Source) -> None:
        again = PAUSE
        try:
            _recorded, again = await self._poller.poll(source)
        except StorageError as e:
            log.error("not polled", source=source.id, why=str(e))  # noqa: TRY400 - it says all
        finally:
            del self._under_way[source.id]
        # While we polled, the rules may have dropped or changed the source.
        if (now := self._rules.polled_sources.get(source.id)) is not None:
            at = asyncio.get_running_loop().time() + sooner(again, source, now).total_seconds()
            heapq.heappush(self._due, (at, source.id))

    async def _break_off(self) -> None:
        """End the polls under way: they wrote nothing, and their sources come round again."""
        polls = tuple(self._under_way.values())
        for poll in polls:
            poll.cancel()
        await asyncio.gather(*polls, return_exceptions=True)


def _log(recorded: PollRecord, *, took: float) -> None:
    line = log.bind(
        source=recorded.source.id,
        status=recorded.status,
        items=recorded.items,
        new=recorded.new,
        signals=recorded.signals,
        took=f"{took:.2f}",
    )
    if recorded.left_out:
        line = line.bind(left_out=recorded.left_out)
    if recorded.error:
        line.warning("polled", why=recorded.error)
    else:
        line.info("polled")
