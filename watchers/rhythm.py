"""How often a source publishes, and what its silence means. Pure.

A source's rhythm is the usual time between two of its new items. It starts from the dates of the
first look and follows what comes.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp, log
from statistics import median

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=60)
FOLLOWS = 0.25  # the share of the newest gap: one busy hour does not make a wire of a weekly
ENOUGH_DATES = 4  # of a first look: fewer gaps than three say nothing
SILENT_GAPS = 8  # so many usual gaps without an item
SILENT_AT_LEAST = timedelta(hours=24)  # nights are quiet, also at a wire


def first_rhythm(dates: Iterable[datetime | None]) -> timedelta | None:
    """Return the rhythm that the dates of a first look show; None where they show none."""
    known = sorted({date for date in dates if date is not None})
    if len(known) < ENOUGH_DATES:
        return None
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(known)]
    return _bounded(timedelta(seconds=median(gaps)))


def next_rhythm(before: timedelta | None, gap: timedelta, new: int) -> timedelta:
    """Return the rhythm after `new` items (at least one) came, `gap` after those before them."""
    now = _bounded(gap / new)
    if before is None:
        return now
    # Of the logarithms: a gap ten times as long weighs as much as one a tenth as long.
    mean = (1 - FOLLOWS) * log(before.total_seconds()) + FOLLOWS * log(now.total_seconds())
    return _bounded(timedelta(seconds=round(exp(mean))))


def pace(
    often: timedelta, seldom: timedelta | None, rhythm: timedelta | None, quiet: timedelta
) -> timedelta:
    """Return how long to wait between two looks at a source that was quiet for so long.

    `often` where it has no other bound, or no rhythm yet. Between the bounds it is looked at twice
    as often as it publishes, and less often while it is quieter than it was.
    """
    if seldom is None or rhythm is None:
        return often
    return min(max(max(rhythm, quiet / SILENT_GAPS) / 2, often), seldom)


def silent_from(last_new: datetime, rhythm: timedelta) -> datetime:
    """Return from when a source is silent against its own rhythm, if nothing new comes."""
    return last_new + max(SILENT_GAPS * rhythm, SILENT_AT_LEAST)


def _bounded(gap: timedelta) -> timedelta:
    return min(max(gap, SHORTEST), LONGEST)
