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

MANY = 20
LONG = timedelta(minutes=10)
A_FEW = 3
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
    """Say what to fold of a destination's queue: nothing, unless much waits or it waited long.

    Cards of single items are folded, the most severe first, and with them digests that wait
    already. What was tried before stays: it may be on its way to being accepted. There are at
    most `most` digests (None: as many as it takes). Pure.
    """
    fresh = [one for one in queued if one.attempts == 0]
    singles = [one for one in fresh if one.card.kind in _SINGLE]
    # What is late is no news any more: a few late ones are as bad as many fresh ones.
    late = any(now - one.created > LONG for one in singles)
    if len(singles) <= (A_FEW if late else MANY):
        return None
    # Digests of an earlier flood are folded again, or each minute of an outage would leave some.
    folded = [one for one in fresh if one.card.kind in _SINGLE or _is_backlog(one)]
    lines = [line for one in folded for line in _lines(one)]
    lines.sort(key=lambda line: -line.severity.rank)
    shown = lines if most is None else lines[: most * LINES]
    return Fold(
        deliveries=tuple(folded),
        digests=tuple(tuple(shown[start : start + LINES]) for start in range(0, len(shown), LINES)),
        more=len(lines) - len(shown) + sum(one.card.more for one in folded),
    )


_SINGLE = (CardKind.ALERT, CardKind.UPDATE)


def _is_backlog(one: Delivery) -> bool:
    return one.card.kind is CardKind.DIGEST and one.card.reason is Reason.BACKLOG


def _lines(one: Delivery) -> tuple[Line, ...]:
    return one.card.lines if one.card.kind is CardKind.DIGEST else (line_of(one.card),)


def fold_backlog(connection: Connection, waiting: Sequence[Delivery], now: datetime) -> None:
    """Replace a flood in a destination's queue by digests that stand for every item of it."""
    on_paper = bool(waiting) and waiting[0].platform == "terminal"
    fold = plan_fold(waiting, now, most=None if on_paper else MOST_DIGESTS)
    if fold is None:
        return
    made = [_digest(connection, fold, lines, now) for lines in fold.digests]
    deliveries.add(connection, made)
    # Nobody asks which line of which digest; the first one's thread is as good as any.
    deliveries.fold(connection, [one.key for one in fold.deliveries], made[0].key)


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
    pinged = next((one.mention for one in fold.deliveries if one.mention), "")
    # The gravest come first, so the first digest pings, and it alone.
    mention = pinged if lines is fold.digests[0] else ""
    return replace(deliveries.waiting(alert, card, place, now), mention=mention)
