"""Runs the outbox: one sender a destination, in order, each move committed before the next."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.model.alerts import Delivery, State
from bot.outbox.attempt import (
    SHUT,
    Closed,
    Doubtful,
    Outcome,
    Parked,
    Postponed,
    Sent,
    attempt,
    attempt_edit,
    log_outcome,
    look_back,
)
from bot.outbox.trouble import tell_trouble
from bot.outbox.turns import Turns
from bot.outbox.waiting import first_of
from bot.protocols import Channel
from bot.storage import deliveries, queue
from bot.storage.queue import Edit
from watchers.errors import StorageError
from watchers.model.names import DestinationId
from watchers.model.rules import Destination
from watchers.storage import Connection
from watchers.storage.database import Database

log = structlog.get_logger()

BROKEN = timedelta(minutes=5)  # until the next try where a fault of ours broke the last
PAUSE = timedelta(seconds=5)  # after the database could not be used: locked, or disk full


class Outbox:
    """Sends what waits, and edits what was posted when its alert has changed since.

    A delivery is marked as being sent, and that is committed, before its request goes out. So
    after a kill we know what may have arrived, and look for it before sending it again.
    `operators` names who hears of places that take nothing. `news` wakes it, as `notify` does.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        *,
        now: Callable[[], datetime],
        rng: random.Random,
        operators: Callable[[], Sequence[Destination]] = tuple,
        news: asyncio.Event | None = None,
    ) -> None:
        self._database = database
        self._channels = channels
        self._now = now
        self._rng = rng
        self._operators = operators
        self._turns = Turns(now)
        self._notified: dict[DestinationId, asyncio.Event] = {}
        self._news = news or asyncio.Event()

    async def recover(self) -> int:
        """Take up what an earlier process left; call once, before anything is sent.

        Returns how many deliveries it was sending: they are looked for first. Raises StorageError.
        """
        return await self._database.write(partial(deliveries.recover, now=self._now()))

    def notify(self) -> None:
        """Wake the senders: something is there to be sent or edited. Returns at once."""
        self._news.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; each destination at its own speed, so a slow one delays no other."""
        async with asyncio.TaskGroup() as senders:
            while not stop.is_set():
                self._news.clear()
                for destination in await self._waiting(stop):
                    if destination not in self._notified:
                        self._notified[destination] = asyncio.Event()
                        senders.create_task(self._keep_sending(destination, stop))
                    self._notified[destination].set()
                await first_of(self._news, stop, within=None)

    async def _waiting(self, stop: asyncio.Event) -> frozenset[DestinationId]:
        """Return the destinations with anything to do; waits while the database is locked."""
        while not stop.is_set():
            try:
                return await self._database.read(queue.destinations)
            except StorageError as e:
                await _pause(e, stop)
        return frozenset()

    async def drain(self) -> datetime | None:
        """Send all that may be sent now; returns when the next may be, or None if nothing waits.

        Raises StorageError.
        """
        laters: dict[DestinationId, datetime | None] = {}
        # Sending can put a notice into the outbox, for somebody who had nothing to come.
        while left := (await self._database.read(queue.destinations)) - laters.keys():
            ends = await asyncio.gather(*map(self._drain_one, left))
            laters |= dict(zip(left, ends, strict=True))
        return min((later for later in laters.values() if later is not None), default=None)

    async def _keep_sending(self, destination: DestinationId, stop: asyncio.Event) -> None:
        notified = self._notified[destination]
        while not stop.is_set():
            # Cleared before the work: what is notified meanwhile is looked for once more.
            notified.clear()
            try:
                later = await self._drain_one(destination, stop)
            except StorageError as e:
                # What was being sent stays marked so, and is looked for by whoever comes next.
                await _pause(e, stop)
                await self._lay_down(destination, stop)
                continue
            idle = None if later is None else max(0.0, (later - self._now()).total_seconds())
            await first_of(notified, stop, within=idle)

    async def _lay_down(self, destination: DestinationId, stop: asyncio.Event) -> None:
        """Call unclear what we were sending when its end could not be written down."""
        while not stop.is_set():
            try:
                work = partial(deliveries.recover, now=self._now(), destination=destination)
                await self._database.write(work)
            except StorageError as e:
                await _pause(e, stop)
            else:
                return

    async def _drain_one(
        self, destination: DestinationId, stop: asyncio.Event | None = None
    ) -> datetime | None:
        """Send to one destination, oldest first, and edit what it shows.

        A postponed card holds back those behind it, so that cards arrive in order; it holds back
        no edit. Returns when there is more to do, or None if nothing waits (or at `stop`).
        """
        head: Delivery | datetime | None = None
        if not _is_set(stop):
            head = await self._database.write(partial(self._turns.take, destination=destination))
        while True:
            # What was claimed is sent, also at `stop`: to give it back would be another commit.
            if isinstance(head, Delivery):
                head = await self._send(head, stop)
                continue
            if _is_set(stop):
                return None
            # Cards come first: a new one matters more than what an old one shows.
            edit = await self._database.read(
                partial(self._turns.take_edit, destination=destination)
            )
            if isinstance(edit, Edit):
                await self._edit(edit)
                head = await self._database.write(
                    partial(self._turns.take, destination=destination)
                )
                continue
            return min((at for at in (head, edit) if at is not None), default=None)

    async def _send(
        self, delivery: Delivery, stop: asyncio.Event | None
    ) -> Delivery | datetime | None:
        """Post one card, write down how that ended, and take the next one as `Turns.take` does.

        At `stop` none is taken.
        """
        outcome = await self._attempt(delivery)
        following = await self._database.write(
            partial(self._settle_and_take, delivery=delivery, outcome=outcome, stop=stop)
        )
        log_outcome(delivery, outcome)
        if isinstance(outcome, Closed | Parked):
            self.notify()  # the operators' notice
        if isinstance(following, Exception):
            raise following
        return following

    def _settle_and_take(
        self,
        connection: Connection,
        delivery: Delivery,
        outcome: Outcome,
        stop: asyncio.Event | None,
    ) -> Delivery | datetime | Exception | None:
        """Write an outcome down and take the next of its queue, in one commit.

        What the taking raises is returned: it must not undo what is known of a card that was sent.
        """
        self._settle(connection, delivery, outcome)
        if _is_set(stop):
            return None
        try:
            with connection.begin_nested():
                return self._turns.take(connection, delivery.destination)
        except Exception as e:  # noqa: BLE001 - raised again by whoever gets it
            return e

    async def _attempt(self, delivery: Delivery) -> Outcome:
        """Post one card, or find out what became of it; says how that ended."""
        channel = self._channels.get(delivery.platform)
        if channel is None:
            # An unclear one stays so: whoever connects the platform again looks for it first.
            wait_for = Doubtful if delivery.state is State.UNCLEAR else Closed
            return wait_for(self._now() + SHUT, f"{delivery.platform} is not connected")
        step = look_back if delivery.state is State.UNCLEAR else attempt
        try:
            return await step(delivery, channel, now=self._now(), rng=self._rng)
        except Exception as e:
            # A fault of ours on one card must not stop the others; nobody knows how far the
            # request came.
            log.exception("delivery broke", key=delivery.key)
            return Doubtful(self._now() + BROKEN, f"watchnext itself failed: {e!r}")

    def _settle(self, connection: Connection, delivery: Delivery, outcome: Outcome) -> None:
        """Write an outcome down, and put a notice for the operators into the outbox if need be."""
        settle = partial(deliveries.settle, connection, delivery.key)
        match outcome:
            case Sent(receipt):
                # `shown` is what was posted: the card may have changed since, and is edited then.
                settle(State.SENT, receipt=receipt, shown=delivery.revision)
            case Postponed(until, why) | Closed(until, why):
                # It surely did not arrive, so it is sent again without looking for it.
                settle(State.RETRY, not_before=until, last_error=why)
            case Doubtful(until, why):
                # It may have arrived, so it is looked for before it is sent again.
                settle(State.UNCLEAR, not_before=until, last_error=why)
            case Parked(why):
                settle(State.PARKED, last_error=why)
        tell_trouble(connection, delivery, outcome, self._operators(), self._now())

    async def _edit(self, edit: Edit) -> None:
        again = await self._try_edit(edit)
        # What can never be edited counts as shown, too, or it would be tried for ever.
        shown = edit.revision if again is None else None
        await self._database.write(
            partial(deliveries.note_edit, key=edit.key, shown=shown, again=again)
        )

    async def _try_edit(self, edit: Edit) -> datetime | None:
        """Edit one message. Returns when to try again, or None: it is done, or never can be."""
        channel = self._channels.get(edit.platform)
        if channel is None:
            return self._now() + SHUT
        try:
            return await attempt_edit(edit, channel, now=self._now(), rng=self._rng)
        except Exception:
            # As with a card: a fault of ours on one message must not stop the others.
            log.exception("edit broke", key=edit.key)
            return self._now() + BROKEN


async def _pause(why: StorageError, stop: asyncio.Event) -> None:
    log.error("not sent yet", why=str(why))
    await first_of(stop, within=PAUSE.total_seconds())


def _is_set(stop: asyncio.Event | None) -> bool:
    return stop is not None and stop.is_set()
