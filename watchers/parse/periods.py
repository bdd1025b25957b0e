"""The cells of a column to times: days, months, years and others, by the whole of it. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

from watchers.confined.child import Refusal
from watchers.parse.cells import MOST_CELL
from watchers.parse.date_text import ONLY, Reading, full_year, read_text
from watchers.parse.date_words import WORD, date_words, fold

_Y = r"(?P<year>(?:18|19|20|21)\d\d)"
_M = r"(?P<month>0?[1-9]|1[0-2])"
_QUARTER = r"(?P<quarter>[1-4]|iv|i{1,3})"
_FORMS = {
    "year": (_Y, rf"{_Y}\s?(?:г|год|年)\.?", rf"(?:fy|cy)\s?{_Y}"),
    "half": (rf"{_Y}[-/ ]?[sh](?P<half>[12])", rf"[sh](?P<half>[12])[-/ ]?{_Y}"),
    "quarter": (
        rf"{_Y}[-/ ]?[qkt]{_QUARTER}",
        rf"[qkt]{_QUARTER}[-/ ,]{{0,2}}{_Y}",
        rf"{_QUARTER}(?:[qkt]| ?кв\.?| квартал)[-/ ]?{_Y}(?: ?г\.?)?",
    ),
    "month": (
        rf"{_Y}[-/.: ]?m?(?P<month>0[1-9]|1[0-2])",
        rf"{_Y}(?:[-/]|-?m){_M}",
        rf"m?{_M}[-/.]{_Y}",
        rf"{_Y}\s?[年년]\s?{_M}\s?[月월]",
    ),
    "week": (rf"{_Y}-?w(?P<week>0[1-9]|[1-4]\d|5[0-3])",),
}
_PATTERNS = [(family, re.compile(form)) for family, forms in _FORMS.items() for form in forms]
_FINEST = ("day", "week", "month", "quarter", "half", "year")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_FISCAL = re.compile(r"(\d\d(\d\d))\s?[/-]\s?(?:\d\d)?(\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EPOCH = re.compile(r"\d{10}|\d{13}")
_MONTH_YEAR = re.compile(
    r"([^\W\d]+)\.?[-/ ,']{1,3}(\d{4}|\d\d)(?: ?г\.?)?|(\d{4})[-/ ,]{1,2}([^\W\d]+)\.?"
)
_YEARS = range(1800, 2200)
_FEW = 10  # a tenth of the cells: what is rarer is a note, not a frequency of its own


def is_time(text: str, *, epochs: bool = False) -> bool:
    """Tell whether a cell is a time; a bare number only if it looks like a year or a date."""
    return _read(text, epochs=epochs) is not None


def is_year(text: str) -> bool:
    """Tell whether a cell is a year and nothing else."""
    return text.isascii() and text.isdigit() and int(text[:5]) in _YEARS


def month_named(text: str) -> int | None:
    """Return the month whose name a cell holds, and nothing else."""
    if not text or len(text) > MOST_CELL or any(c.isdigit() for c in text):
        return None
    return date_words().month("".join(WORD.findall(fold(text))), None)


def read_times(
    cells: Sequence[str], *, order: str = "", others: Iterable[str] = ()
) -> list[datetime | None]:
    """Read a column, in UTC; None where a cell is no time, or one of a coarser kind.

    `order` is dmy, mdy or ymd, empty where the column is to tell, or `others`: those of rows that
    were not chosen. Raises Refusal if nothing tells.
    """
    read = [_fiscal_year(cell) for cell in cells]
    if not any(read) or not all(found for found, cell in zip(read, cells, strict=True) if cell):
        read = [_read(cell, epochs=True) for cell in cells]
    # Some tables list years, quarters and months in one column: the finest are meant.
    families = Counter(found[0] for found in read if found)
    frequent = [f for f in _FINEST if families[f] * _FEW >= families.total() > 0]
    kept = [found[1] if found and found[0] in frequent[:1] else None for found in read]
    if not order and any(isinstance(each, Reading) and ONLY not in each.times for each in kept):
        beside = (found[1] for text in others if (found := _read(text, epochs=True)))
        order = _order([each for each in (*kept, *beside) if isinstance(each, Reading)])
    return [_settled(found, order) for found in kept]


@lru_cache(maxsize=1 << 16)
def _read(text: str, *, epochs: bool) -> tuple[str, datetime | Reading] | None:
    """Return the kind of time that a cell is, and what it may mean."""
    if not text or len(text) > MOST_CELL:
        return None
    text = text.strip()
    if _DAY.fullmatch(text):
        return _day(text)
    if text.isascii() and text.isdigit() and len(text) not in {4, 6, 8}:
        return _day(text) if epochs and _EPOCH.fullmatch(text) else None
    folded = fold(text)
    try:
        for family, pattern in _PATTERNS:
            if found := pattern.fullmatch(folded):
                return family, _start(found.groupdict())
        if (month := _worded_month(folded)) is not None:
            return "month", month
    except ValueError:
        return None
    if fiscal := _fiscal_year(text):
        return fiscal
    if text.isascii() and text.isdigit() and int(text[:4]) not in _YEARS:
        return None
    return _day(text)


def _day(text: str) -> tuple[str, Reading] | None:
    reading = read_text(text, None)
    return ("day", reading) if reading else None


def _start(parts: dict[str, str | None]) -> datetime:
    """Return the first moment of a period."""
    year = int(parts["year"] or 0)
    if week := parts.get("week"):
        first = date.fromisocalendar(year, int(week), 1)
        return datetime(first.year, first.month, first.day, tzinfo=UTC)
    month = int(parts.get("month") or 1)
    if quarter := parts.get("quarter"):
        month = 3 * (_ROMAN.get(quarter) or int(quarter)) - 2
    if half := parts.get("half"):
        month = 6 * int(half) - 5
    return datetime(year, month, 1, tzinfo=UTC)


def _worded_month(folded: str) -> datetime | None:
    """Read Nov 2026, 2026 November, Nov-26."""
    found = _MONTH_YEAR.fullmatch(folded)
    if found is None:
        return None
    month = date_words().month(found[1] or found[4], None)
    year = full_year(found[2] or found[3])
    return datetime(year, month, 1, tzinfo=UTC) if month and year in _YEARS else None


def _fiscal_year(text: str) -> tuple[str, datetime | Reading] | None:
    """Read 2025/26, which begins in 2025; as a month only what cannot be that."""
    found = _FISCAL.fullmatch(text.strip())
    if found is None or (int(found[2]) + 1) % 100 != int(found[3]):
        return None
    return "year", datetime(int(found[1]), 1, 1, tzinfo=UTC)


def _order(readings: Sequence[Reading]) -> str:
    """Return the order that all the dates allow. Raises Refusal where two do."""
    numbers = [reading for reading in readings if ONLY not in reading.times]
    left = [o for o in ("dmy", "mdy", "ymd") if all(o in each.times for each in numbers)]
    if len(left) > 1 and all(each.dotted for each in numbers):
        return "dmy"
    # Equal dates whichever way tell nothing, and ask nothing.
    alike = all(len({each.times[o] for o in left}) == 1 for each in numbers)
    if len(left) == 1 or (left and alike):
        return left[0]
    raise Refusal(
        "no-numbers",
        "the day and the month of its dates cannot be told apart: write order: dmy or order: mdy",
    )


def _settled(found: datetime | Reading | None, order: str) -> datetime | None:
    if not isinstance(found, Reading):
        return found
    local = found.times.get(ONLY) or found.times.get(order)
    try:
        return local and local.replace(tzinfo=found.zone or UTC).astimezone(UTC)
    except OverflowError:
        return None
