"""Triggers `source-failing` and `source-back`: blindness is said aloud, once each."""

from datetime import datetime, timedelta

from watchers.model.names import SourceId
from watchers.model.signals import Signal, SignalKind

FAILING_LONG = timedelta(hours=6)  # of a source that was read before: most trouble passes


def source_failing(
    source: SourceId, error: str, *, since: datetime, ever_read: bool, told: bool, now: datetime
) -> Signal | None:
    """Signal a source that fails for long, or that was never read at all: its address is wrong."""
    if told or (ever_read and now - since < FAILING_LONG):
        return None
    return Signal(
        kind=SignalKind.SOURCE_FAILING,
        source=source,
        at=now,
        figures={"error": error, "since": since.isoformat(), "ever_read": ever_read},
    )


def source_back(source: SourceId, *, since: datetime | None, now: datetime) -> Signal:
    """Signal that a source whose failure was told is read again."""
    return Signal(
        kind=SignalKind.SOURCE_BACK,
        source=source,
        at=now,
        figures={"since": None if since is None else since.isoformat()},
    )
