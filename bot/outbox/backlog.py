"""When much waits: it is folded into digests, so that nobody is flooded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.alerts import Delivery
from bot.model.cards import CardKind, Line
from bot.model.reasons import Reason
from bot.render.cards import digest_card, line_of
from bot.storage import alerts, deliveries
from watchers.model.rules import Destination
from watchers.storage import Connection

MANY = 20  # cards of single items: more are folded, however fresh
LONG = timedelta(minutes=10)  # after it a card is late
A_FEW = 3  # cards that go out one by one though one of them is late
LINES = 15  # in one digest
MOST_DIGESTS = 4  # at once in a chat; a terminal scrolls, so there everything has its line


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What becomes of a backlog: `digests` of lines, and `more` that are only counted.

    `deliveries` are all that they stand for.
    """

    deliveries: tuple[Delivery, ...]
    digests: tuple[tuple[Line, ...], ...]
    more: int = 0


def plan_fold(queued: Sequence[Delivery], now: datetime, *, most: int | None = None) -> Fold | None:
    """Return what to fold of a destination's queue; None unless much waits or it waited long.

    Cards of single items are folded, the most severe first, and with them digests that wait
    already. What was tried before stays: it may be on its way to being accepted. There are at
    most `most` digests (None: as many as it takes). Pure.
    """
    fresh = [delivery for delivery in queued if delivery.attempts == 0]
    singles = [delivery for delivery in fresh if delivery.card.kind in _SINGLE]
    # What is late is no news any more: a few late ones are as bad as many fresh ones.
    late = any(now - delivery.created > LONG for delivery in singles)
    if len(singles) <= (A_FEW if late else MANY):
        return None
    # Digests of an earlier flood are folded again, or each minute of an outage would leave some.
    folded = [
        delivery for delivery in fresh if delivery.card.kind in _SINGLE or _is_backlog(delivery)
    ]
    lines = [line for delivery in folded for line in _lines(delivery)]
    lines.sort(key=lambda line: -line.severity.rank)
    shown = lines if most is None else lines[: most * LINES]
    return Fold(
        deliveries=tuple(folded),
        digests=tuple(tuple(shown[start : start + LINES]) for start in range(0, len(shown), LINES)),
        more=len(lines) - len(shown) + sum(delivery.card.more for delivery in folded),
    )


_SINGLE = (CardKind.ALERT, CardKind.UPDATE)


def _is_backlog(delivery: Delivery) -> bool:
    return delivery.card.kind is CardKind.DIGEST and delivery.card.reason is Reason.BACKLOG


def _lines(delivery: Delivery) -> tuple[Line, ...]:
    return (
        delivery.card.lines if delivery.card.kind is CardKind.DIGEST else (line_of(delivery.card),)
    )


def fold_backlog(connection: Connection, waiting: Sequence[Delivery], now: datetime) -> None:
    """Replace a flood in a destination's queue by digests that stand for every item of it."""
    in_terminal = bool(waiting) and waiting[0].platform == "terminal"
    fold = plan_fold(waiting, now, most=None if in_terminal else MOST_DIGESTS)
    if fold is None:
        return
    made = [_digest(connection, fold, lines, now) for lines in fold.digests]
    deliveries.add(connection, made)
    # Nobody asks which line of which digest; the first one's thread is as good as any.
    deliveries.fold(connection, [delivery.key for delivery in fold.deliveries], made[0].key)


def _digest(connection: Connection, fold: Fold, lines: tuple[Line, ...], now: datetime) -> Delivery:
    first = fold.deliveries[0]
    card = digest_card(
        lines,
        seen=now,
        reason=Reason.BACKLOG,
        most=len(lines),
        more=fold.more if lines is fold.digests[-1] else 0,
    )
    place = Destination(id=first.destination, platform=first.platform, address=first.address)
    alert = alerts.add(connection, card, story=None, now=now)
    pinged = next((delivery.mention for delivery in fold.deliveries if delivery.mention), "")
    # The gravest come first, so the first digest pings, and it alone.
    mention = pinged if lines is fold.digests[0] else ""
    return replace(deliveries.waiting(alert, card, place, now), mention=mention)
