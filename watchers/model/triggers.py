"""When an indicator moves, as its rules say. What decides it is in watchers.triggers."""

from dataclasses import dataclass
from datetime import time, timedelta

from watchers.model.names import IndicatorId, Severity, SourceId


@dataclass(frozen=True, slots=True, kw_only=True)
class _When:
    severity: Severity | None = None  # stands in for the indicator's


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStory(_When):
    """With each new story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCount(_When):
    """When `at_least` stories come within `over`."""

    at_least: int
    over: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSpike(_When):
    """When `over` brings `factor` times what was usual in `baseline` (down: a `factor`-th)."""

    over: timedelta
    baseline: timedelta
    factor: float
    at_least: int  # stories in the spike; down: in what is usual
    down: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSilence(_When):
    """When no story comes for so long."""

    over: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class OnNumber(_When):
    """When the newest value of a series gets to `limit` from the other side."""

    series: SourceId
    limit: float
    below: bool = False  # gets down to it, instead of up


@dataclass(frozen=True, slots=True, kw_only=True)
class OnChange(_When):
    """When a series moved by `by` (a share if `relative`; down if negative) over a time."""

    series: SourceId
    by: float
    relative: bool
    over: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class OnExpected(_When):
    """When a story comes in the days of a month it is expected in, and once when none does."""

    first_day: int
    last_day: int  # a day that a month lacks is its last one
    at: time  # of the last day: from then on it is missing
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnNew(_When):
    """When a source, or a term of the vocabulary `of`, is met for the first time in matches."""

    of: str | None  # a vocabulary without its $; None: sources
    learn: timedelta  # what is met so soon after the trigger began counts as known


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSequence(_When):
    """When stories of all these indicators come `within` a time, in their order if `ordered`."""

    of: tuple[IndicatorId, ...]
    within: timedelta
    ordered: bool = False


Trigger = (
    OnStory | OnCount | OnSpike | OnSilence | OnNumber | OnChange | OnExpected | OnNew | OnSequence
)
