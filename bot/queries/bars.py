"""A little chart of plain blocks: one line, for terminals, pipes and chats alike. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from watchers.workbench.backtest import Day

_BLOCKS = "▁▂▃▄▅▆▇█"
_NONE = "·"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A column for every `days` days, the newest to the right; `scale` says below what it shows."""

    chart: str
    scale: str
    days: int


def day_bars(days: Sequence[Day], *, width: int = 60) -> Bars:
    """Draw hits a day; where the days are more than `width`, each column is a sum of several."""
    per = max(1, -(-len(days) // width))
    first = len(days) % per  # an incomplete column stands at the old end
    starts = [*([0] if first else []), *range(first, len(days), per)]
    columns = [days[start : first if start < first else start + per] for start in starts]
    sums = [sum(day.hits for day in column) for column in columns]
    tallest = max(sums, default=0)
    return Bars(
        chart="".join(_block(hits, tallest) for hits in sums),
        scale=_scale(days, len(sums)),
        days=per,
    )


def said_day(day: Day, among: Sequence[Day]) -> str:
    """Say a day, with its year where the days among which it stands are of several."""
    year = f" {day.date.year}" if among[0].date.year != among[-1].date.year else ""
    return f"{day.date:%b} {day.date.day}{year}"


def _block(hits: int, tallest: int) -> str:
    return _BLOCKS[-(-hits * len(_BLOCKS) // tallest) - 1] if hits else _NONE


def _scale(days: Sequence[Day], width: int) -> str:
    """Write the first and the last day under the ends of the chart."""
    if not days:
        return ""
    first, last = (said_day(day, days) for day in (days[0], days[-1]))
    return f"{first}{' ' * max(3, width - len(first) - len(last))}{last}"
