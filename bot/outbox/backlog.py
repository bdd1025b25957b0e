"""When much waits: what is folded into digests, so that nobody is flooded (FAULTS.md 4.8). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import CardKind, Delivery

MANY = 20
LONG = timedelta(minutes=10)
A_FEW = 3
LINES = 15  # in one digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Deliveries that become the lines of one digest."""

    deliveries: tuple[Delivery, ...]


def plan_folds(queued: Sequence[Delivery], now: datetime) -> tuple[Fold, ...]:
    """Say what to fold of a destination's queue: nothing, unless much waits or it waited long.

    Only cards of single items are folded, the most severe first. What was tried before stays:
    it may be on its way to being accepted.
    """
    fresh = [one for one in queued if one.card.kind in _FOLDABLE and one.attempts == 0]
    late = any(now - one.created > LONG for one in fresh)
    if len(fresh) <= (A_FEW if late else MANY):
        return ()
    ranked = sorted(fresh, key=lambda one: -one.card.severity.rank)
    return tuple(
        Fold(deliveries=tuple(ranked[start : start + LINES]))
        for start in range(0, len(ranked), LINES)
    )


_FOLDABLE = (CardKind.ALERT, CardKind.UPDATE)
