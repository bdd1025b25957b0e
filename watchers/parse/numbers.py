"""Bytes to numbers over time: tables as statistical offices publish them. Pure.

Everything is bounded: bytes, rows, columns, the length of a cell, the depth of JSON.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from watchers.confined.child import Refusal
from watchers.parse.cells import read_column
from watchers.parse.charset import decode_body
from watchers.parse.columns import (
    choosers,
    chosen_rows,
    date_column,
    number_columns,
    value_column,
    with_months,
)
from watchers.parse.periods import read_times
from watchers.parse.table_json import read_json_table
from watchers.parse.tables import SeriesTable, read_table

MOST_BYTES = 4 << 20
_VALUES_A_RECORD = 20  # so that nobody who reads the records holds up others for long
_BESIDE = 1_000  # rows that may tell what a mark means
# JSON that a script of a page takes: callback([...]);
_CALL = re.compile(r"[A-Za-z_$][\w.$]*\((\s*[\[{].*)\)\s*;?", re.DOTALL)
_SHOWN = 5  # names of columns in a refusal


@dataclass(frozen=True, slots=True)
class SeriesValue:
    """One number and its time."""

    at: datetime
    value: float


def series_records(body: bytes, settings: Mapping[str, str]) -> Iterator[list[tuple[str, float]]]:
    """Read a series, as lists of time (ISO 8601) and number. For the confined child.

    `settings` are its `content_type` and those of `read_numbers`, each of which may be left out.
    Raises Refusal as that does.
    """
    values = read_numbers(body, settings["content_type"], settings)
    for start in range(0, len(values), _VALUES_A_RECORD):
        part = values[start : start + _VALUES_A_RECORD]
        yield [(value.at.isoformat(), value.value) for value in part]


def read_numbers(
    body: bytes, content_type: str, settings: Mapping[str, str]
) -> tuple[SeriesValue, ...]:
    """Read the numbers of a column, oldest first; of two for one time the later row counts.

    Of `settings`, `date` and `value` name the columns: without them the first one of times and the
    last one of numbers, but for those that offices name so. `where` chooses rows: JSON, the text
    that a column must have by its name. `rows` is the path to the list of rows in JSON. `decimal`
    and `order` say how numbers and dates are written where the columns do not. Rows that lack time
    or number are left out. Raises Refusal ("no-numbers"), which says what would help.
    """
    if len(body) > MOST_BYTES:
        raise Refusal(
            "no-numbers", f"more than {MOST_BYTES >> 20} MiB: ask its server for fewer years"
        )
    whole = with_months(_table(decode_body(body, content_type), settings))
    table = chosen_rows(whole, json.loads(settings.get("where") or "{}"))
    date = date_column(table, settings.get("date", ""))
    value = value_column(table, settings.get("value", ""), date)
    times = read_times(
        [row[date] for row in table.rows],
        order=settings.get("order", ""),
        others=(row[date] for row in whole.rows),
    )
    # What the rows that were chosen do not tell of a mark, others may.
    beside = [at for at in number_columns(table, date) if at != value]
    numbers = read_column(
        [row[value] for row in table.rows],
        decimal=settings.get("decimal", ""),
        delimiter=table.delimiter,
        others=(row[at] for row in whole.rows[:_BESIDE] for at in (value, *beside)),
    )
    rows: dict[datetime, list[int]] = defaultdict(list)
    for at, (time, number) in enumerate(zip(times, numbers, strict=True)):
        if time is not None and number is not None:
            rows[time].append(at)
    if not rows:
        raise Refusal("no-numbers", "no row has both a date and a number")
    _refuse_several(table, rows, date, value)
    return tuple(SeriesValue(time, numbers[rows[time][-1]] or 0.0) for time in sorted(rows))


def _table(text: str, settings: Mapping[str, str]) -> SeriesTable:
    stripped = text.strip("\ufeff \t\r\n")
    if call := _CALL.fullmatch(stripped):
        stripped = call[1]
    if stripped[:1] in {"[", "{"}:
        table = read_json_table(stripped, settings.get("rows", ""))
    else:
        # Who names the columns does not want times across the top turned.
        table = read_table(text, turn=not settings.get("value"))
    if not table.rows:
        raise Refusal("no-numbers", "no rows in it")
    return table


def _refuse_several(
    table: SeriesTable, rows: Mapping[datetime, list[int]], date: int, value: int
) -> None:
    """Raise Refusal where one time has several numbers, and a column would choose among them."""
    several = {time: places for time, places in rows.items() if len(places) > 1}
    could = [*choosers(table, {date, value})] if several else []
    for time, places in several.items():
        together = [table.rows[at] for at in places]
        names = [table.names[at] for at in could if len({row[at] for row in together}) > 1]
        if names and len({row[value] for row in together}) > 1:
            shown = ", ".join(repr(name[:40]) for name in names[:_SHOWN])
            raise Refusal(
                "no-numbers",
                f"{len(places)} numbers for {time:%Y-%m-%d}: write where: with one of {shown}",
            )
