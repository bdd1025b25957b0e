"""When much waits: what is folded into digests, so that nobody is flooded (FAULTS.md 4.8). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model import CardKind, Delivery

MANY = 20
LONG = timedelta(minutes=10)
A_FEW = 3
LINES = 15  # in one digest
MOST_DIGESTS = 4  # at once in a chat; a terminal scrolls, so there everything has its line


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Deliveries that become one digest: `lines` are shown, `more` are only counted."""

    lines: tuple[Delivery, ...]
    more: tuple[Delivery, ...] = ()

    @property
    def all(self) -> tuple[Delivery, ...]:
        """Everything that the digest stands for."""
        return (*self.lines, *self.more)


def plan_folds(
    queued: Sequence[Delivery], now: datetime, *, most: int | None = None
) -> tuple[Fold, ...]:
    """Say what to fold of a destination's queue: nothing, unless much waits or it waited long.

    Only cards of single items are folded, the most severe first. What was tried before stays:
    it may be on its way to being accepted. There are at most `most` digests (None: as many as it
    takes); what has no line then is counted by the last of them.
    """
    fresh = [one for one in queued if one.card.kind in _FOLDABLE and one.attempts == 0]
    late = any(now - one.created > LONG for one in fresh)
    if len(fresh) <= (A_FEW if late else MANY):
        return ()
    ranked = sorted(fresh, key=lambda one: -one.card.severity.rank)
    shown = ranked if most is None else ranked[: most * LINES]
    folds = [
        Fold(lines=tuple(shown[start : start + LINES])) for start in range(0, len(shown), LINES)
    ]
    folds[-1] = replace(folds[-1], more=tuple(ranked[len(shown) :]))
    return tuple(folds)


_FOLDABLE = (CardKind.ALERT, CardKind.UPDATE)
