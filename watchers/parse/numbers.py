"""Bytes to numbers over time: CSV and JSON as statistical offices publish them. Pure.

Everything is bounded: bytes, rows, the length of a cell, the depth of JSON.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from math import isfinite

from watchers.confined.child import Refusal
from watchers.parse.charset import decode_body

MOST_BYTES = 4 << 20
MOST_ROWS = 20_000
MOST_CELL = 200  # characters that are read as a date or a number
MOST_DEPTH = 6  # of the list of rows in JSON
_SAMPLE = 50  # rows that tell which column holds what
_VALUES_A_RECORD = 20  # so that nobody who reads the records holds up others for long

_MONTH = re.compile(r"(\d{4})[-/ ]?M?(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(\d{4})[-/ ]?[QK]([1-4])")
_YEAR = re.compile(r"\d{4}")
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+(\.\d{3})*,\d+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?")

_MISSING = {"", ".", "..", "-", ":", "NA", "N/A", "n/a", "NaN", "nan", "null"}

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SeriesValue:
    """One number and its time."""

    at: datetime
    value: float


def series_records(body: bytes, settings: Mapping[str, str]) -> Iterator[list[tuple[str, float]]]:
    """Read a series, as lists of time (ISO 8601) and number. For the confined child.

    `settings` are its `content_type` and the columns `date` and `value`, as `read_numbers` takes
    them. Raises Refusal as that does.
    """
    values = read_numbers(
        body, settings["content_type"], date=settings["date"], value=settings["value"]
    )
    for start in range(0, len(values), _VALUES_A_RECORD):
        part = values[start : start + _VALUES_A_RECORD]
        yield [(value.at.isoformat(), value.value) for value in part]


def read_numbers(
    body: bytes, content_type: str, *, date: str, value: str
) -> tuple[SeriesValue, ...]:
    """Read the numbers of a column, oldest first; of two for one time the later row counts.

    Without `date` the first column of dates is taken, without `value` the last one of numbers.
    Rows that lack either are left out. Raises Refusal ("no-numbers").
    """
    if len(body) > MOST_BYTES:
        raise Refusal(
            "no-numbers", f"more than {MOST_BYTES >> 20} MiB: ask its server for fewer years"
        )
    rows = list(islice(_rows(decode_body(body, content_type)), MOST_ROWS))
    if not rows:
        raise Refusal("no-numbers", "no rows in it")
    sample = rows[:_SAMPLE]
    dates = date or _first(sample, rows[0], _date)
    others = [name for name in reversed([*rows[0]]) if name != dates]
    values = value or _first(sample, others, _value)
    known = ", ".join(repr(name[:40]) for name in list(rows[0])[:10])
    for wanted, name in (("date", dates), ("value", values)):
        if name is None or not any(name in row for row in rows):
            raise Refusal("no-numbers", f"no column for the {wanted} in it; it has {known}")
    found: dict[datetime, float] = {}
    for row in rows:
        at, number = _date(row.get(str(dates), "")), _value(row.get(str(values), ""))
        if at is not None and number is not None:
            found[at] = number
    if not found:
        raise Refusal("no-numbers", "no row has both a date and a number")
    return tuple(SeriesValue(at, found[at]) for at in sorted(found))


def _first(
    sample: Sequence[Row], names: Iterable[str], read: Callable[[str], object | None]
) -> str | None:
    """Find the first column that can be read in most rows that have something there."""
    for name in names:
        cells = [row.get(name, "") for row in sample]
        readable = sum(read(cell) is not None for cell in cells)
        if readable and 2 * readable > sum(cell not in _MISSING for cell in cells):
            return name
    return None


def _rows(text: str) -> Iterator[Row]:
    stripped = text.lstrip("\ufeff \t\r\n")
    return _json_rows(stripped) if stripped[:1] in {"[", "{"} else _csv_rows(stripped)


def _csv_rows(text: str) -> Iterator[Row]:
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count)
    reader = csv.reader(text.splitlines(), delimiter=delimiter)
    try:
        names = [name.strip() for name in next(reader, [])]
        for cells in reader:
            yield dict(zip(names, (cell.strip() for cell in cells), strict=False))
    except csv.Error as e:
        raise Refusal("no-numbers", f"not a table that can be read: {e}") from e


def _json_rows(text: str) -> Iterator[Row]:
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise Refusal("no-numbers", "not JSON that can be read") from e
    for row in _list_of_rows(tree, MOST_DEPTH) or []:
        if isinstance(row, dict):
            yield {str(name): _cell(cell) for name, cell in row.items()}
        elif isinstance(row, list):
            yield {str(place): _cell(cell) for place, cell in enumerate(row, 1)}


def _list_of_rows(tree: object, depth: int) -> list[object] | None:
    """Find the longest list of rows: the first lists hold notes and units."""
    if isinstance(tree, list) and tree and isinstance(tree[0], dict | list):
        return tree
    if depth == 0 or not isinstance(tree, dict):
        return None
    lists = (_list_of_rows(part, depth - 1) for part in tree.values())
    return max(filter(None, lists), key=len, default=None)


def _cell(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _date(text: str) -> datetime | None:
    text = text.strip()
    if not text or len(text) > MOST_CELL:
        return None
    try:
        if found := _MONTH.fullmatch(text):
            return datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC)
        if found := _QUARTER.fullmatch(text):
            return datetime(int(found[1]), 3 * int(found[2]) - 2, 1, tzinfo=UTC)
        if found := _GERMAN.fullmatch(text):
            return datetime(int(found[3]), int(found[2]), int(found[1]), tzinfo=UTC)
        if _YEAR.fullmatch(text):
            # Other numbers of four digits are no years.
            return datetime(int(text), 1, 1, tzinfo=UTC) if "1800" <= text <= "2199" else None
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:
        return None


def _value(text: str) -> float | None:
    text = re.sub(r"[\s\u00a0\u202f'%$€£]", "", text[:MOST_CELL])
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if isfinite(value) else None
