"""Signals about what we see of a source: its first look, its long failure, its return."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from watchers.model.names import ItemId, SourceId
from watchers.model.signals import (
    FirstLookFigures,
    Signal,
    SourceBackFigures,
    SourceFailingFigures,
)

FAILING_LONG = timedelta(hours=6)  # of a source that was read before: most trouble passes


def first_look(source: SourceId, *, items: int, matched: Sequence[ItemId], now: datetime) -> Signal:
    """Signal how many items a new source held, and which of them match already: no news, all."""
    return Signal(
        source=source, at=now, figures=FirstLookFigures(items=items, matched=tuple(matched))
    )


def source_failing(
    source: SourceId,
    error: str,
    *,
    since: datetime,
    ever_read: bool,
    told: bool,
    alone: bool,
    now: datetime,
) -> Signal | None:
    """Signal a source that fails for long; None while it is too early, or it was told already.

    Also None for one that was read before while all others fail with it, so not `alone`.
    """
    # One that was never read at all has a wrong address: that is told at once.
    if told or (ever_read and (now - since < FAILING_LONG or not alone)):
        return None
    return Signal(
        source=source,
        at=now,
        figures=SourceFailingFigures(error=error, since=since, ever_read=ever_read),
    )


def source_back(source: SourceId, *, since: datetime | None, now: datetime) -> Signal:
    """Signal that a source whose failure was told is read again; `since` is when it began."""
    return Signal(source=source, at=now, figures=SourceBackFigures(since=since))
