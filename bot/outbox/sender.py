"""Runs the outbox: one sender a destination, in order, each move committed before the next."""

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.model import Delivery, State
from bot.outbox.attempt import (
    Doubtful,
    Outcome,
    Parked,
    Postponed,
    Sent,
    attempt,
    look_back,
)
from bot.outbox.fold import fold_backlog
from bot.protocols import Channel
from bot.storage import deliveries
from watchers.model import DestinationId
from watchers.storage import Connection
from watchers.storage.database import Database

log = structlog.get_logger()

LEASE = timedelta(minutes=5)


class Outbox:
    """Sends what waits.

    A delivery is marked as being sent, and that is committed, before its request goes out. So
    after a kill we know what may have arrived, and look for it before sending it again.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        *,
        now: Callable[[], datetime],
        rng: random.Random,
    ) -> None:
        self._database = database
        self._channels = channels
        self._now = now
        self._rng = rng

    async def recover(self) -> int:
        """Take up what an earlier process left; call once, before the first drain."""
        return await self._database.write(deliveries.recover)

    async def drain(self) -> datetime | None:
        """Send all that may be sent now; says when the next may be, or None if nothing waits."""
        waiting = await self._database.read(deliveries.destinations)
        laters = await asyncio.gather(*map(self._drain_one, sorted(waiting)))
        return min((later for later in laters if later is not None), default=None)

    async def _drain_one(self, destination: DestinationId) -> datetime | None:
        """Send to one destination, oldest first; a postponed one holds back those behind it."""
        while True:
            head = await self._database.write(partial(self._take, destination=destination))
            if head is None:
                return None
            if head.not_before > self._now():
                return head.not_before
            await self._move(head)

    def _take(self, connection: Connection, destination: DestinationId) -> Delivery | None:
        """Take the head of a queue, marked as being sent if it is its turn. Doubtful ones first."""
        now = self._now()
        if doubtful := deliveries.unclear(connection, destination):
            return doubtful[0]
        fold_backlog(connection, destination, now)
        queue = deliveries.queued(connection, destination, limit=1)
        if not queue or queue[0].not_before > now:
            return queue[0] if queue else None
        return deliveries.claim(connection, queue[0], now=now, lease=LEASE)

    async def _move(self, delivery: Delivery) -> None:
        channel = self._channels.get(delivery.channel)
        outcome: Outcome
        if channel is None:
            outcome = Parked(f"{delivery.channel} is not connected")
        else:
            step = look_back if delivery.state is State.UNCLEAR else attempt
            try:
                outcome = await step(delivery, channel, now=self._now(), rng=self._rng)
            except Exception as e:
                # A fault of ours on one card must not stop the others; nobody knows how far the
                # request came.
                log.exception("delivery broke", key=delivery.key)
                outcome = Doubtful(self._now() + LEASE, f"watchnext itself failed: {e!r}")
        await self._database.write(partial(_settle, delivery=delivery, outcome=outcome))
        _log(delivery, outcome)


def _settle(connection: Connection, delivery: Delivery, outcome: Outcome) -> None:
    settle = partial(deliveries.settle, connection, delivery.key)
    match outcome:
        case Sent(receipt):
            settle(State.SENT, receipt=receipt)
        case Postponed(until, why):
            settle(State.RETRY, not_before=until, reason=why)
        case Doubtful(until, why):
            settle(State.UNCLEAR, not_before=until, reason=why)
        case Parked(why):
            settle(State.PARKED, reason=why)


def _log(delivery: Delivery, outcome: Outcome) -> None:
    line = log.bind(
        key=delivery.key,
        destination=delivery.destination,
        channel=delivery.channel,
        kind=delivery.card.kind.value,
        attempts=delivery.attempts,
    )
    match outcome:
        case Sent(receipt):
            line.info("delivered", status="sent", message=receipt.message)
        case Postponed(until, why):
            line.warning("delivered", status="postponed", until=until.isoformat(), why=why)
        case Doubtful(until, why):
            line.warning("delivered", status="unclear", until=until.isoformat(), why=why)
        case Parked(why):
            line.error("delivered", status="parked", why=why)
