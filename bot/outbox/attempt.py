"""One try to post one delivery. Never raises for a platform's failure: the outcome says it."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.errors import (
    HistoryUnread,
    PlaceClosed,
    SendError,
    SendLater,
    SendRefused,
    SendUnclear,
)
from bot.model.alerts import Delivery, Receipt
from bot.outbox.backoff import wait
from bot.protocols import Channel
from bot.storage.queue import Edit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sent:
    """It is posted."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Postponed:
    """It was surely not posted; try again then."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """It may be posted; look before trying again, not earlier than then."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The place takes nothing until somebody mends it; the delivery waits and is tried then."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Parked:
    """It will never be posted."""

    why: str


Outcome = Sent | Postponed | Doubtful | Closed | Parked

SHUT = timedelta(minutes=10)  # between two knocks at a place that takes nothing


async def attempt(
    delivery: Delivery, channel: Channel, *, now: datetime, rng: random.Random
) -> Outcome:
    """Post once."""
    try:
        return Sent(
            await channel.send(
                delivery.address,
                delivery.card,
                key=delivery.key,
                thread=delivery.thread,
                broadcast=delivery.broadcast,
                mention=delivery.mention,
            )
        )
    except PlaceClosed as e:
        return Closed(now + SHUT, str(e))
    except SendRefused as e:
        return Parked(str(e))
    except SendLater as e:
        return Postponed(now + wait(delivery.attempts, e.after, rng), str(e))
    except SendUnclear as e:
        return Doubtful(now + wait(delivery.attempts, None, rng), str(e))


async def look_back(
    delivery: Delivery, channel: Channel, *, now: datetime, rng: random.Random
) -> Outcome:
    """Find out what became of a doubtful one: sent, or surely not, so that it may be tried again.

    Surely not is only what the channel's history does not show once it has settled. Where
    the channel's history cannot be read it is tried again: a repeat is forgiven before a miss
    (decision note 0002).
    """
    try:
        receipt = await channel.find(
            delivery.address, key=delivery.key, since=delivery.created, thread=delivery.thread
        )
    except HistoryUnread as e:
        return Postponed(now, f"may be a repeat: {e}")
    except SendLater as e:
        return Doubtful(now + wait(delivery.attempts, e.after, rng), str(e))
    if receipt is not None:
        return Sent(receipt)
    shows_at = (delivery.tried or now) + channel.settles
    if now < shows_at:
        return Doubtful(shows_at, "it may yet show in the history")
    return Postponed(now, "not found in the history")


async def attempt_edit(
    edit: Edit, channel: Channel, *, now: datetime, rng: random.Random
) -> datetime | None:
    """Edit a message. Says when to try again, or None: it is done, or never can be.

    An edit that may have arrived does no harm twice, so nothing needs looking for.
    """
    line = log.bind(key=edit.key, destination=edit.destination, revision=edit.revision)
    try:
        await channel.edit(edit.address, edit.receipt, edit.card)
    except SendRefused as e:
        line.warning("edited", status="refused", why=str(e))
        return None
    except SendError as e:
        wish = e.after if isinstance(e, SendLater) else None
        line.warning("edited", status="postponed", why=str(e))
        return now + wait(1, wish, rng)
    line.info("edited", status="ok")
    return None
