"""Polls sources and writes down what comes of it, with the time of the next poll.

The due time of each source is kept in the database and noted before a poll begins, so neither a
crash nor ten restarts in a minute ask a server again.
"""

import asyncio
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from watchers import moves, pipeline
from watchers.errors import OwnLimit, SourceError, StorageError
from watchers.model.names import SourceId
from watchers.model.news import Poll
from watchers.model.rules import Source
from watchers.pipeline import PollRecord
from watchers.polling.next_poll import SHORTEST, next_poll
from watchers.polling.together import Together
from watchers.polling.unchanged import changes_nothing, record_unchanged
from watchers.protocols import Watcher
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, signals, sources
from watchers.storage.database import Database
from watchers.storage.sources import SourceState
from watchers.storage.trigger_states import Key

log = structlog.get_logger()


class Poller:
    """Polls sources and records what comes of it.

    `on_poll` is called after each poll, `on_move` when the clock wrote signals. `now` is the wall
    clock, which people may set: it says when things happened, and how long to wait after a start.
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
        self.wake = asyncio.Event()  # for a Schedule: there is something to notice
        self._watchers = watchers
        self.now = now
        self.rng = rng
        self._on_poll = on_poll
        self._shortest = shortest
        self._on_move = on_move
        self._judging = asyncio.Lock()
        # Most polls change nothing: a transaction for each would be most of what they cost.
        self._unchanged = Together(self._settle_unchanged)
        self._asked_again: dict[Key, datetime] = {}  # when the clock asks each trigger next

    def use(self, rules: RuleSet) -> None:
        """Go by other rules from now on.

        What a poll brings is judged, as a whole, by the rules in force when it arrives; a running
        Schedule notices what is to be polled now.
        """
        self.rules = rules
        self.wake.set()

    async def waits(self, ids: Collection[SourceId]) -> dict[SourceId, timedelta]:
        """Return how long each of these sources waits for its next poll; zero if it is due."""
        planned, now = await self._planned()
        due = {id_: plan.next for id_, plan in planned.items() if plan.next is not None}
        return {id_: max(due.get(id_, now) - now, timedelta(0)) for id_ in ids}

    async def replan(self, waits: Mapping[SourceId, timedelta]) -> None:
        """Note anew how long sources wait, once the clock goes otherwise; never raises."""
        now = self.now()
        planned = {id_: now + wait for id_, wait in waits.items()}
        try:
            await self._database.write(partial(sources.plan_polls, planned=planned))
        except StorageError as e:
            log.warning("polls not planned anew", why=str(e))

    async def held(self) -> frozenset[SourceId]:
        """Return the sources that asked us to stay away until later."""
        planned, now = await self._planned()
        return frozenset(
            id_ for id_, plan in planned.items() if plan.held_until and plan.held_until > now
        )

    async def _planned(self) -> tuple[dict[SourceId, sources.PlannedPoll], datetime]:
        """Return what was planned for the sources in the rules, and what time it is for that."""
        planned = await self._database.read(sources.planned)
        planned = {id_: plan for id_, plan in planned.items() if id_ in self.rules.polled_sources}
        # A clock that was set back since the last poll would let all wait for that much longer.
        polled = [plan.last for plan in planned.values() if plan.last is not None]
        return planned, max((self.now(), *polled))

    async def reserve(self, batch: Sequence[Source]) -> dict[SourceId, SourceState]:
        """Note the next polls of a batch before they begin: a crash must not ask again at once.

        Returns how each source stands. One transaction. Raises StorageError.
        """

        def run(connection: Connection) -> dict[SourceId, SourceState]:
            now = self.now()
            planned = {s.id: now + max(s.every, self._shortest(s)) for s in batch}
            sources.plan_polls(connection, planned)
            return sources.states_of(connection, planned)

        return await self._database.write(run)

    async def poll(
        self,
        source: Source,
        state: SourceState,
        answered: Callable[[], None] = lambda: None,
    ) -> tuple[PollRecord, timedelta]:
        """Poll once and write down all that follows; never raises for a source.

        `state` is what `reserve` said; `answered` is called when the server has answered. Also
        says how long to wait before the next poll. Raises StorageError where the database cannot
        be used now, and OwnLimit where there is no room for the poll: nothing of it is kept then,
        and nothing is lost by it.
        """
        with self._unchanged.party():
            return await self._poll(source, state, answered)

    async def _poll(
        self, source: Source, state: SourceState, answered: Callable[[], None]
    ) -> tuple[PollRecord, timedelta]:
        started = asyncio.get_running_loop().time()
        watcher = self._watchers[source.kind]
        try:
            poll = await watcher.poll(source, state.cursor, answered)
            if changes_nothing(state, poll):
                recorded, again = await self._unchanged.settle((source, state, poll))
            else:
                rules = self.rules
                judged = await self._judge_ahead(source, state, poll, rules)
                recorded, again = await self._settle(
                    partial(pipeline.record, source=source, poll=poll, rules=rules, judged=judged),
                    reading=timedelta(seconds=poll.seconds),
                )
        except SourceError as e:
            recorded, again = await self._settle_failure(source, e)
        except (OwnLimit, StorageError):
            raise  # it is no fault of the source's, and nothing is to be written down
        except Exception as e:
            # A fault of ours in one source must not blind the others: it is kept as that
            # source's error, and the log has the traceback.
            log.exception("poll broke", source=source.id)
            fault = SourceError(f"watchnext itself failed here ({type(e).__name__}); see the log")
            recorded, again = await self._settle_failure(source, fault)
        _log(recorded, took=asyncio.get_running_loop().time() - started)
        self._on_poll(recorded)
        return recorded, again

    async def _judge_ahead(
        self, source: Source, state: SourceState, poll: Poll, rules: RuleSet
    ) -> pipeline.Judged:
        """Match what is surely new before the transaction that writes it down.

        A first look is all new: of thousands at a first start none may hold up the cards and the
        buttons that wait for the writer. Later looks bring an item or two.
        """
        if state.first_look is not None or not poll.items:
            return {}
        # One at a time: threads that compute only take the interpreter from one another.
        async with self._judging:
            return await asyncio.to_thread(pipeline.judge_ahead, source, poll, rules)

    async def tick(self, *, all_anew: bool = False) -> None:
        """Ask the triggers that time can fire, in a transaction of its own; never raises.

        Each says itself how often; with `all_anew` all are asked now.
        """
        rules = self.rules
        if all_anew:
            self._asked_again.clear()

        def run(connection: Connection) -> int:
            caused = moves.by_time(connection, rules, now=self.now(), later=self._asked_again)
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

    async def tidy(self) -> None:
        """Let the database put itself in order; never raises."""
        try:
            await self._database.tidy()
        except StorageError as e:
            log.warning("database not tidied", why=str(e))

    async def _settle_unchanged(
        self, batch: Sequence[tuple[Source, SourceState, Poll]]
    ) -> list[tuple[PollRecord, timedelta]]:
        """Write down polls that changed nothing, in one transaction."""

        def run(connection: Connection) -> list[tuple[PollRecord, timedelta]]:
            now = self.now()
            recorded = [record_unchanged(*one, now) for one in batch]
            at_of = {one.source.id: self._next_poll(one, now) for one in recorded}
            polls = [poll for _source, _state, poll in batch]
            sources.note_unchanged(connection, polls, at_of, now)
            return [(one, at_of[one.source.id] - now) for one in recorded]

        return await self._database.write(run)

    def _next_poll(
        self, recorded: PollRecord, now: datetime, reading: timedelta = timedelta(0)
    ) -> datetime:
        source = recorded.source
        shortest = self._shortest(source)
        return next_poll(
            source, recorded, now=now, rng=self.rng, shortest=shortest, reading=reading
        )

    async def _settle(
        self, work: Callable[..., PollRecord], *, reading: timedelta
    ) -> tuple[PollRecord, timedelta]:
        """Write down a poll and, in the same transaction, when the next one is."""

        def run(connection: Connection) -> tuple[PollRecord, timedelta]:
            now = self.now()
            recorded = work(connection, now=now)
            at = self._next_poll(recorded, now, reading)
            sources.plan_polls(connection, {recorded.source.id: at})
            return recorded, at - now

        return await self._database.write(run)

    async def _settle_failure(
        self, source: Source, error: SourceError
    ) -> tuple[PollRecord, timedelta]:
        return await self._settle(
            partial(pipeline.record_failure, source=source, error=error),
            reading=timedelta(seconds=error.seconds),
        )


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
    elif recorded.status == "unchanged":
        # Nearly all are: at 10,000 sources they would be all that stands in a log.
        line.debug("polled")
    else:
        line.info("polled")
