"""When to poll what: by the loop's clock, which nobody can set.

Polling sleeps until a source is due. What happens at a time of the calendar is APScheduler's, see
nightly.py. Why: docs/decisions/0035.
"""

import asyncio
import heapq
import math
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog

from watchers.errors import OwnLimit, StorageError
from watchers.model.names import SourceId
from watchers.model.rules import Source
from watchers.pipeline import PollRecord
from watchers.polling.clock_steps import ClockSteps
from watchers.polling.next_poll import SHORTEST
from watchers.polling.nightly import Nightly
from watchers.polling.poller import Poller
from watchers.polling.turns import PollTurns
from watchers.storage.sources import SourceState

log = structlog.get_logger()

MOST_AT_ONCE = 100  # polls: each has a connection open, or a body in memory
OF_ONE_HOST = 8  # of these, so that a host with many sources does not hold up the others
PAUSE = timedelta(seconds=30)  # after the database could not be used: locked, or disk full
MINUTE = timedelta(minutes=1)  # how often triggers are asked that time alone can fire
EASE = timedelta(minutes=5)  # over which what a sleeping machine missed is polled

Outcome = tuple[PollRecord, timedelta] | StorageError | OwnLimit
"""What came of a poll and how long until the next; or why there was none, by no fault of its."""


def sooner(wait: timedelta, before: Source | None, now: Source) -> timedelta:
    """Return the wait for a source whose next poll was planned by the rules `before`.

    Unchanged for a source that is new or the same; none where its address is another; else no
    longer than its interval is now.
    """
    if before is None or before == now:
        return wait
    # Who mends a wrong address wants to see it work; nobody asked the new one to be left alone.
    return timedelta(0) if before.url != now.url else min(wait, max(now.every, SHORTEST))


class Schedule:
    """Keeps polling what is due, by the rules that the poller uses, until it is stopped."""

    def __init__(self, poller: Poller) -> None:
        self._poller = poller
        self._rules = poller.rules  # those that `_due` was planned by
        # A source is in this heap, or in its turn, or waits for that; never two of these: so it
        # is never polled twice at a time. Seconds of the loop's clock.
        self._due: list[tuple[float, SourceId]] = []
        self._turns = PollTurns(most=MOST_AT_ONCE, of_host=OF_ONE_HOST)
        self._batches: set[asyncio.Task[None]] = set()
        self._stepped = asyncio.Event()  # the wall clock was set, or the machine slept

    async def run(self, stop: asyncio.Event) -> None:
        """Poll each source when it is due; returns after `stop`, with no poll under way.

        Raises StorageError where the database cannot be read at the start.
        """
        await self._plan()
        with Nightly(self._poller.tidy, self._poller.now) as nightly:
            steps = ClockSteps(self._poller.now, _clock, every=MINUTE)
            notice = partial(self._notice_step, steps, nightly)
            try:
                await _first_of(stop.wait(), self._keep_polling(notice), self._keep_asking(notice))
            finally:
                await self._break_off()

    async def poll_all(self) -> tuple[PollRecord, ...]:
        """Poll every source now, but for those that asked us to stay away until later.

        Raises StorageError where the database cannot be used.
        """
        await self._poller.tick()
        held = await self._poller.held()
        outcomes: list[Outcome] = []

        def ended(source: Source, outcome: Outcome) -> None:
            outcomes.append(outcome)
            if isinstance(outcome, OwnLimit):
                _log_not_polled(source, outcome)

        for id_, source in self._rules.polled_sources.items():
            if id_ not in held:
                self._turns.add(id_, _host(source))
        try:
            while self._turns:
                self._poller.wake.clear()
                self._begin(ended)
                await self._poller.wake.wait()
                for outcome in outcomes:
                    if isinstance(outcome, StorageError):
                        raise outcome
        finally:
            await self._break_off()
        # Now that the world was seen, and nobody may ask again soon.
        await self._poller.tick(all_anew=True)
        return tuple(outcome[0] for outcome in outcomes if isinstance(outcome, tuple))

    async def _keep_polling(self, notice_step: Callable[[], None]) -> None:
        while True:
            self._poller.wake.clear()
            notice_step()
            if self._poller.rules is not self._rules:
                await self._plan()
            while self._due and self._due[0][0] <= _clock():
                _at, id_ = heapq.heappop(self._due)
                self._turns.add(id_, _host(self._rules.polled_sources[id_]))
            self._begin(self._come_back)
            idle = self._due[0][0] - _clock() if self._due else None
            await _set(self._poller.wake, within=idle)

    async def _keep_asking(self, notice_step: Callable[[], None]) -> None:
        """Ask each minute, and at once when the clock was set, the triggers that time can fire."""
        while True:
            await _set(self._stepped, within=MINUTE.total_seconds())
            notice_step()
            if self._stepped.is_set():
                self._stepped.clear()
                waits = {id_: timedelta(seconds=at - _clock()) for at, id_ in self._due}
                await self._poller.replan(waits)
                await self._poller.tick(all_anew=True)
            else:
                await self._poller.tick()

    async def _plan(self) -> None:
        """Plan what is due when by other rules; also begin the triggers of rules that are new."""
        before, self._rules = self._rules, self._poller.rules
        await self._poller.tick()
        known = {id_ for _at, id_ in self._due}
        waits = await self._poller.waits(self._rules.polled_sources.keys() - known)
        at_of = {id_: _clock() + wait.total_seconds() for id_, wait in waits.items()}
        at_of |= {id_: at for at, id_ in self._due}
        self._due = []
        for id_, source in self._rules.polled_sources.items():
            if id_ not in self._turns:
                wait = timedelta(seconds=at_of[id_] - _clock())
                self._push(source, sooner(wait, before.polled_sources.get(id_), source))

    def _begin(self, ended: Callable[[Source, Outcome], None]) -> None:
        """Begin the polls whose turn it is."""
        called = self._turns.call()
        batch = [
            self._rules.polled_sources[id_] for id_ in called if id_ in self._rules.polled_sources
        ]
        # While they waited the rules may have dropped some.
        for id_ in set(called) - {source.id for source in batch}:
            self._turns.end(id_)
        if batch:
            task = asyncio.create_task(self._poll_batch(batch, ended))
            self._batches.add(task)
            task.add_done_callback(self._batches.discard)

    async def _poll_batch(
        self, batch: Sequence[Source], ended: Callable[[Source, Outcome], None]
    ) -> None:
        try:
            states = await self._poller.reserve(batch)
        except StorageError as e:
            for source in batch:
                self._turns.end(source.id)
                ended(source, e)
            self._poller.wake.set()
            return
        polls = (self._poll(source, states[source.id], ended) for source in batch)
        await asyncio.gather(*polls)

    async def _poll(
        self, source: Source, state: SourceState, ended: Callable[[Source, Outcome], None]
    ) -> None:
        def answered() -> None:
            self._turns.answered(source.id)
            self._poller.wake.set()

        outcome: Outcome
        try:
            outcome = await self._poller.poll(source, state, answered)
        except (OwnLimit, StorageError) as e:
            outcome = e
        finally:
            self._turns.end(source.id)
            self._poller.wake.set()
        ended(source, outcome)

    def _come_back(self, source: Source, outcome: Outcome) -> None:
        """Plan the next poll of a source that was polled."""
        if isinstance(outcome, tuple):
            _recorded, again = outcome
        else:
            _log_not_polled(source, outcome)
            again = PAUSE
        # While we polled, the rules may have dropped or changed the source.
        if (now := self._rules.polled_sources.get(source.id)) is not None:
            self._push(now, sooner(again, source, now))

    def _push(self, source: Source, wait: timedelta) -> None:
        at = _clock() + wait.total_seconds()
        # Sources that are due within the same second are polled together: a batch is noted in one
        # transaction. Never early, and no wait of seconds is made longer.
        if wait >= MINUTE:
            at = math.ceil(at)
        heapq.heappush(self._due, (at, source.id))

    def _notice_step(self, steps: ClockSteps, nightly: Nightly) -> None:
        """Take up what a clock that was set, or a machine that slept, left behind."""
        missed = steps.step()
        if missed is None:
            return
        log.warning("the clock was set, or the machine slept", missed=str(missed))
        nightly.replan()
        self._stepped.set()
        self._poller.wake.set()
        planned, self._due = self._due, []
        for at, id_ in planned:
            # By other rules that are being planned now it may be gone.
            if (source := self._rules.polled_sources.get(id_)) is None:
                continue
            left = timedelta(seconds=at - _clock())
            at_ease = min(EASE, source.every) * self._poller.rng.random()
            # What was missed is polled once, and at ease: neither we nor the servers want all of
            # it in one second. Nothing else is put off.
            overdue = left < -MINUTE
            wait = at_ease if overdue else min(left, max(left - missed, at_ease))
            self._push(source, wait)

    async def _break_off(self) -> None:
        """End the polls under way: they wrote nothing, and their sources come round again."""
        batches = tuple(self._batches)
        for batch in batches:
            batch.cancel()
        await asyncio.gather(*batches, return_exceptions=True)


def _log_not_polled(source: Source, why: StorageError | OwnLimit) -> None:
    log.error("not polled", source=source.id, why=str(why))


def _clock() -> float:
    return asyncio.get_running_loop().time()


def _host(source: Source) -> str:
    """Return whom the sources of one server have in common, as their addresses spell it."""
    return source.url.partition("://")[2].partition("/")[0].lower()


async def _set(event: asyncio.Event, *, within: float | None) -> None:
    """Return when the event is set, or the seconds are over (None: never)."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            await event.wait()


async def _first_of(*works: Coroutine[object, object, object]) -> None:
    """Return when one of these ends, having ended the others; raises what it raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
