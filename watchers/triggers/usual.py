"""What is usual: counts of earlier times at the same hour, robust to a weekly rhythm. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import median

DAY = timedelta(days=1)
WEEK = 7  # days
ENOUGH = 7  # counts, fewer only where the baseline has no room for them
WEEKS_ENOUGH = 3  # counts of one weekday: their median bears one that is far off
EXPLAINS = 0.5  # of what counts stray: so much must be left at most, to believe in a rhythm
TO_DEVIATION = 1.4826  # of a median absolute deviation, if counts are normally spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """The usual count of this hour and weekday, and how far counts stray from their usual."""

    middle: float
    spread: float

    @property
    def chance(self) -> float:
        """How far a count may be off by chance: counts are Poisson at best, and few are known."""
        return max(self.spread, sqrt(self.middle + 1))

    @property
    def low(self) -> int:
        """The least that is still usual."""
        return max(0, round(self.middle - self.spread))

    @property
    def high(self) -> int:
        """The most that is still usual."""
        return round(self.middle + self.spread)

    def __str__(self) -> str:
        return f"{self.low}" if self.low == self.high else f"{self.low} to {self.high}"


def usual(
    times: Sequence[datetime],
    *,
    over: timedelta,
    baseline: timedelta,
    since: datetime,
    now: datetime,
) -> Usual | None:
    """Learn from `baseline` what `over` usually brings; None while too little is known.

    `times` are sorted; what happened before `since` is not known. The earlier times end as many
    whole days (or `over`, if longer) before now, so each has the same hour, and those of whole
    weeks the same weekday. Medians, so that one crisis in the baseline moves nothing.
    """
    step = max(DAY, over)
    ends = [now - step * n for n in range(1, int((baseline - over) / step) + 1)]
    # A time that began before anything was recorded looks empty, and is not.
    known = [end for end in ends if end - over >= since]
    if len(known) < min(ENOUGH, len(ends)) or not known:
        return None
    counts = [_between(times, end - over, end) for end in known]
    overall, weekly = _strayed(counts, weekly=False), _strayed(counts, weekly=True)
    # Weekdays count only where they explain much: the median of four is itself a game of chance.
    rhythm = step == DAY and _typical(weekly) < EXPLAINS * _typical(overall)
    astray = weekly if rhythm else overall
    return Usual(
        middle=_middle(counts, 0 if rhythm else None), spread=TO_DEVIATION * median(astray)
    )


def _strayed(counts: Sequence[int], *, weekly: bool) -> list[float]:
    """Return how far each count is from its middle: that of its weekday, or that of all.

    `counts` are those of one, two, three ... days ago, so the seventh is of today's weekday.
    """
    middles = [_middle(counts, phase if weekly else None) for phase in range(WEEK)]
    return [abs(count - middles[n % WEEK]) for n, count in enumerate(counts, 1)]


def _middle(counts: Sequence[int], phase: int | None) -> float:
    """Return the median of all counts, or of those so many days (modulo 7) before now."""
    # The median of fewer than three is as far off as one of them is: then all count.
    same = [count for n, count in enumerate(counts, 1) if phase is None or n % WEEK == phase]
    return median(same if len(same) >= WEEKS_ENOUGH else counts)


def _typical(astray: Sequence[float]) -> float:
    """Average what is left without the tenth that is farthest off: a crisis is no rhythm."""
    kept = sorted(astray)[: max(1, round(len(astray) * 0.9))]
    return sum(kept) / len(kept)


def _between(times: Sequence[datetime], start: datetime, end: datetime) -> int:
    return bisect_right(times, end) - bisect_right(times, start)
