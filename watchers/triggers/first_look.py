"""Trigger `first-look`: a source is new to us, so nothing it holds is news; one signal says so."""

from collections.abc import Sequence
from datetime import datetime

from watchers.model.names import ItemId, SourceId
from watchers.model.news import Match
from watchers.model.signals import Signal, SignalKind


def first_look(
    source: SourceId,
    *,
    items: int,
    matched: Sequence[tuple[ItemId, Sequence[Match]]],
    now: datetime,
) -> Signal:
    """Signal how many items the source held, and which of them already matched."""
    return Signal(
        kind=SignalKind.FIRST_LOOK,
        source=source,
        at=now,
        figures={
            "items": items,
            "matched": [
                {"item": item, "indicators": [match.indicator for match in matches]}
                for item, matches in matched
            ],
        },
    )
