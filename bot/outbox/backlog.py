"""When much waits: what is folded into digests, so that nobody is flooded (FAULTS.md 4.8). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.alerts import Delivery
from bot.model.cards import CardKind, Line
from bot.model.reasons import Reason
from bot.render.cards import line_of

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
    most `most` digests (None: as many as it takes).
    """
    fresh = [one for one in queued if one.attempts == 0]
    singles = [one for one in fresh if one.card.kind in _SINGLE]
    late = any(now - one.created > LONG for one in singles)
    if len(singles) <= (A_FEW if late else MANY):
        return None
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
