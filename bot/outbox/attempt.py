"""One try to post one delivery. Never raises for a platform's failure: the outcome says it."""

import random
from dataclasses import dataclass
from datetime import datetime

from bot.errors import HistoryUnread, SendLater, SendRefused, SendUnclear
from bot.model import Delivery, Receipt
from bot.outbox.backoff import wait
from bot.protocols import Channel


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
class Parked:
    """It will never be posted."""

    why: str


Outcome = Sent | Postponed | Doubtful | Parked


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
                aloud=delivery.aloud,
                mention=delivery.mention,
            )
        )
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

    Where the channel's history cannot be read it is tried again: a repeat is forgiven before a
    miss (decision note 0002).
    """
    try:
        receipt = await channel.find(
            delivery.address, key=delivery.key, since=delivery.created, thread=delivery.thread
        )
    except HistoryUnread as e:
        return Postponed(now, f"may be a repeat: {e}")
    except SendLater as e:
        return Doubtful(now + wait(delivery.attempts, e.after, rng), str(e))
    return Sent(receipt) if receipt is not None else Postponed(now, "not found in the history")
