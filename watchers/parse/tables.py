"""Text to a table: its delimiter, where its header is, and which way time runs in it. Pure.

Notes, titles and `sep=` may stand before the header, which may have two rows. A table with times
across its top is turned, so that each number has its time beside it.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from watchers.confined.child import Refusal
from watchers.parse.cells import is_missing, is_number
from watchers.parse.periods import is_time, month_named

MOST_ROWS = 200_000
MOST_COLUMNS = 2_000
MOST_CELLS = 1_000_000
TIME, MEASURE, VALUE = "time", "measure", "value"
"""The columns that a turned table has for what stood across its top and below that."""

_DELIMITERS = ",;\t|"
_SAMPLE = 50  # rows that tell how the table is made
_HEADER_WITHIN = 100
_LOOK_AHEAD = 5
_SEP = re.compile(r'"?sep=(.)"?[ ;,\t|]*\r?\n', re.IGNORECASE)
_FEWEST_ACROSS = 2  # times that make a header one
_FEWEST_MONTHS = 3


@dataclass(frozen=True, slots=True)
class SeriesTable:
    """Named columns, and rows as long as the names. `turned` has time and value as its last two."""

    names: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    delimiter: str = ""
    turned: bool = False


def read_table(text: str, *, turn: bool = True) -> SeriesTable:
    """Read delimited text. Raises Refusal ("no-numbers") where it is no table, or a huge one.

    Without `turn` times across the top are names like others.
    """
    text = text.replace("\0", "").lstrip("\ufeff\r\n")
    if sep := _SEP.match(text):
        delimiter, text = sep[1], text[sep.end() :]
    else:
        delimiter = _delimiter(text)
    grid = list(_grid(text, delimiter))
    width = max(map(len, grid), default=0)
    if width <= 1:
        raise Refusal("no-numbers", "no rows in it")
    grid = [row + [""] * (width - len(row)) for row in grid]
    if turn and (turned := _turned(grid, delimiter)):
        return turned
    first = _first_data(grid, min(1, len(grid) - 1))
    return SeriesTable(_names(grid, first), _without_footer(grid[first:]), delimiter)


def _grid(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows that have anything in them."""
    cells = 0
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(rows):
            cells += len(row)
            if number >= MOST_ROWS or len(row) > MOST_COLUMNS or cells > MOST_CELLS:
                raise Refusal("no-numbers", "too large a table: ask its server for less")
            stripped = [cell.strip() for cell in row]
            if any(stripped):
                yield stripped
    except csv.Error as e:
        raise Refusal("no-numbers", f"not a table that can be read: {e}") from e


def _delimiter(text: str) -> str:
    """Return the delimiter that parts the first lines into most cells with a time or a number."""
    lines = text[: 1 << 16].splitlines()[: 2 * _SAMPLE]

    def parted(delimiter: str) -> tuple[int, int]:
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1]
        except csv.Error:
            return 0, 0
        cells = [cell.strip() for row in rows for cell in row[:_SAMPLE]]
        return sum(map(_counts, cells)), len(cells)

    return max(_DELIMITERS, key=parted)


def _counts(cell: str) -> bool:
    return is_number(cell) or is_time(cell)


def _first_data(grid: Sequence[Sequence[str]], default: int) -> int:
    """Return where the first row stands that is followed by rows with a time and a number."""
    for at in range(min(len(grid), _HEADER_WITHIN)):
        ahead = grid[at : at + _LOOK_AHEAD]
        if _is_data(grid[at]) and sum(map(_is_data, ahead)) * 2 > len(ahead):
            return at
    return default


def _without_footer(rows: list[list[str]]) -> list[list[str]]:
    """Leave out the last rows that have no time where the first one has."""
    times = [at for at, cell in enumerate(rows[0]) if is_time(cell, epochs=True)]
    last = len(rows)
    while times and last > 1 and not any(is_time(rows[last - 1][at], epochs=True) for at in times):
        last -= 1
    return rows[:last]


def _is_data(row: Sequence[str]) -> bool:
    times = [at for at, cell in enumerate(row) if is_time(cell, epochs=True)]
    return any(is_number(cell) and not {*times} <= {at} for at, cell in enumerate(row))


def _names(grid: Sequence[Sequence[str]], first: int) -> tuple[str, ...]:
    """Return the header before row `first`: one row, or two where one does not name each column."""
    if first == 0:
        return tuple(str(place) for place in range(1, len(grid[0]) + 1))
    last = grid[first - 1]
    if first == 1 or ("" not in last and len(set(last)) == len(last)):
        return tuple(last)
    return _joined(grid[first - 2], last)


def _turned(grid: Sequence[Sequence[str]], delimiter: str) -> SeriesTable | None:
    """Return a table with times across its top as one with a row for each number; else None."""
    for at in range(min(len(grid) - 1, _first_data(grid, _HEADER_WITHIN) + 1)):
        header, above = grid[at], grid[at - 1] if at else [""] * len(grid[at])
        rows = grid[at + 1 :]
        months = [place for place, name in enumerate(header) if month_named(name)]
        if len(months) >= _FEWEST_MONTHS and _is_below(rows, header, months):
            table = _years_down(rows, header, months, delimiter)
            if table is not None:
                return table
        for times, measures in _header_forms(header, above):
            across = [place for place, time in enumerate(times) if is_time(time)]
            # One year will do above a column of months.
            down = range(across[0]) if across else ()
            enough = len(across) >= _FEWEST_ACROSS or _months_down(rows, down) is not None
            if across and enough and _is_below(rows, header, across):
                names = [name or over for name, over in zip(header, above, strict=True)]
                return _along(rows, names, (times, measures, across), delimiter)
    return None


def _header_forms(
    header: Sequence[str], above: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield the times that may stand across the top, and what is measured in each column."""
    filled = _filled(above)
    # What stands above parts equal times.
    yield header, filled if len({*header}) < len(header) else [""] * len(header)
    # Years above months.
    yield _joined(above, header), [""] * len(header)
    # Years above measures.
    yield filled, header


def _filled(row: Sequence[str]) -> list[str]:
    """Return a row in which each text stands for all up to the next."""
    filled, last = [], ""
    for cell in row:
        last = cell or last
        filled.append(last)
    return filled


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a header of two rows."""
    return tuple(
        f"{over} {under}".strip() for over, under in zip(_filled(upper), lower, strict=True)
    )


def _is_below(rows: Sequence[Sequence[str]], header: Sequence[str], across: Sequence[int]) -> bool:
    """Tell whether numbers stand below the names in these columns, and none beside the names."""
    beside = [cell for place, cell in enumerate(header) if place not in across]
    # The very next row may be the other half of the header.
    if any(map(is_number, beside)) or any(
        rows[0][place] and not is_number(rows[0][place]) and not is_missing(rows[0][place])
        for place in range(across[0], len(header))
    ):
        return False
    below = [row[place] for row in rows[:_SAMPLE] for place in across]
    filled = [cell for cell in below if not is_missing(cell)]
    # A table that runs down begins with its times: years are numbers too.
    bare = across[0] == 0 and 2 * sum(map(is_time, filled)) > len(filled)
    return 2 * sum(map(is_number, filled)) > len(filled) and not bare


def _along(
    rows: Sequence[Sequence[str]],
    names: Sequence[str],
    across: tuple[Sequence[str], Sequence[str], Sequence[int]],
    delimiter: str,
) -> SeriesTable:
    times, measures, places = across
    keys = [place for place in range(places[0]) if place not in places]
    down = _months_down(rows, keys)
    keys = [key for key in keys if key != down]
    # Eurostat names all keys in one cell, and the way that time runs: freq,unit,geo\\TIME_PERIOD.
    packed = bool(keys) and "\\" in names[keys[0]]
    named = names[keys[0]].split("\\")[0].split(",") if packed else [names[k] for k in keys]
    turned = [
        [
            *(_packed(row[0], len(named)) if packed else (row[key] for key in keys)),
            measures[place],
            times[place] if down is None else f"{row[down]} {times[place]}",
            row[place],
        ]
        for row in rows
        for place in places
    ]
    return SeriesTable((*named, MEASURE, TIME, VALUE), turned, delimiter, turned=True)


def _months_down(rows: Sequence[Sequence[str]], keys: Sequence[int]) -> int | None:
    """Find the column of month names beside years across."""
    sample = rows[:_SAMPLE]
    for key in keys:
        if 2 * sum(month_named(row[key]) is not None for row in sample) > len(sample):
            return key
    return None


def _packed(cell: str, many: int) -> list[str]:
    parts = [part.strip() for part in cell.split(",", many - 1)]
    return parts + [""] * (many - len(parts))


def _years_down(
    rows: Sequence[Sequence[str]], header: Sequence[str], months: Sequence[int], delimiter: str
) -> SeriesTable | None:
    """Return years down and months across as rows; a column of years there must be."""
    sample = rows[:_SAMPLE]
    keys = [place for place in range(len(header)) if place < months[0]]
    years = [k for k in keys if 2 * sum(is_time(row[k]) for row in sample) > len(sample)]
    if not years:
        return None
    turned = [
        [
            *(row[key] for key in keys if key != years[0]),
            f"{header[place]} {row[years[0]]}",
            row[place],
        ]
        for row in rows
        for place in months
    ]
    named = [header[key] for key in keys if key != years[0]]
    return SeriesTable((*named, TIME, VALUE), turned, delimiter, turned=True)
