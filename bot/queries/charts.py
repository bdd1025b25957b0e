"""Charts of plain blocks: one line each, for terminals, pipes and chats alike. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from watchers.workbench.backtest import Day

_LEVELS = "▁▂▃▄▅▆▇█"
_NO_HIT = "·"  # in a long chart an empty day must not look like a day of few


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A column for every `days` days, the newest to the right; `scale` says below what it shows."""

    chart: str
    scale: str
    days: int


def sparkline(counts: Sequence[int]) -> str:
    """Return a character a count: the greatest is the highest block, nought the lowest."""
    return _blocks(counts, _LEVELS)


def day_bars(days: Sequence[Day], *, width: int = 60) -> Bars:
    """Return hits a day; where the days are more than `width`, a column is a sum of several."""
    per = max(1, -(-len(days) // width))
    first = len(days) % per  # an incomplete column stands at the old end
    starts = [*([0] if first else []), *range(first, len(days), per)]
    columns = [days[start : first if start < first else start + per] for start in starts]
    sums = [sum(day.hits for day in column) for column in columns]
    return Bars(
        chart=_blocks(sums, _NO_HIT + _LEVELS),
        scale=_scale(days, len(sums)),
        days=per,
    )


def day_label(day: Day, among: Sequence[Day]) -> str:
    """Return a day as Mar 12, with its year where `among`, the days around it, are of several."""
    year = f" {day.date.year}" if among[0].date.year != among[-1].date.year else ""
    return f"{day.date:%b} {day.date.day}{year}"


def _blocks(counts: Sequence[int], levels: str) -> str:
    """Draw nought as the first of `levels`, the greatest count as the last, none of them lower."""
    top, steps = max([*counts, 1]), len(levels) - 1
    # Rounded up: one beside a thousand is not drawn like none.
    return "".join(levels[-(-count * steps // top)] for count in counts)


def _scale(days: Sequence[Day], width: int) -> str:
    """Return the first and the last day, so far apart that they stand under the chart's ends."""
    if not days:
        return ""
    first, last = (day_label(day, days) for day in (days[0], days[-1]))
    return f"{first}{' ' * max(3, width - len(first) - len(last))}{last}"
