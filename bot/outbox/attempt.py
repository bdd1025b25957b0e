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
from bot.outbox.waiting import retry_wait
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
    """Post once. Whatever the platform says is an outcome; only a fault of ours is raised."""
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
    # The place is at fault, not the card: it waits for somebody to mend the place.
    except PlaceClosed as e:
        return Closed(now + SHUT, str(e))
    # The card is at fault, and will be refused again: the next one must not wait for it.
    except SendRefused as e:
        return Parked(str(e))
    # Refused before it was accepted, so nothing was posted and nothing need be looked for.
    except SendLater as e:
        return Postponed(now + retry_wait(delivery.attempts, e.after, rng), str(e))
    # Broken off on the way: the platform may have posted it all the same.
    except SendUnclear as e:
        return Doubtful(now + retry_wait(delivery.attempts, None, rng), str(e))


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
    # Nobody can ever look, so waiting would not help.
    except HistoryUnread as e:
        return Postponed(now, f"may be a repeat: {e}")
    except SendLater as e:
        return Doubtful(now + retry_wait(delivery.attempts, e.after, rng), str(e))
    if receipt is not None:
        return Sent(receipt)
    # A history shows a post some seconds late: until then its absence proves nothing.
    shows_at = (delivery.tried or now) + channel.settles
    if now < shows_at:
        return Doubtful(shows_at, "it may yet show in the history")
    return Postponed(now, "not found in the history")


async def attempt_edit(
    edit: Edit, channel: Channel, *, now: datetime, rng: random.Random
) -> datetime | None:
    """Edit a message. Returns when to try again, or None: it is done, or never can be.

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
        return now + retry_wait(1, wish, rng)
    line.info("edited", status="ok")
    return None


def log_outcome(delivery: Delivery, outcome: Outcome) -> None:
    """Write the one line of a delivery: what became of this try."""
    line = log.bind(
        key=delivery.key,
        destination=delivery.destination,
        platform=delivery.platform,
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
        case Closed(until, why):
            line.error("delivered", status="closed", until=until.isoformat(), why=why)
        case Parked(why):
            line.error("delivered", status="parked", why=why)
