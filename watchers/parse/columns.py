"""Which rows and columns of a table are the series: its times, its numbers, its choice. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from watchers.confined.child import Refusal
from watchers.parse.cells import is_missing, is_number
from watchers.parse.periods import is_time, is_year, month_named
from watchers.parse.tables import TIME, VALUE, SeriesTable

_SAMPLE = 200  # rows that tell which column holds what
_SHOWN = 10  # names of columns, or values of one, in a refusal
_LONGEST_PLACE = 4  # digits of a column's number

# What offices call these columns, the surest first (SDMX, UN Comtrade, World Bank, FRED).
_TIMES = ("time_period", "period", "date", "observation_date", TIME, "month", "year")
_VALUES = ("obs_value", "primaryvalue", VALUE, "observation_value")
_MONTHS = frozenset({"month", "monat", "mois", "mes", "mese", "mês", "maand", "месяц", "ay"})


def chosen_rows(table: SeriesTable, where: Mapping[str, str]) -> SeriesTable:
    """Return the rows that have each text in the column of its name. Raises Refusal if none has."""
    for name, wanted in where.items():
        places = _places(table, name)
        if not places:
            raise _no("where", name, table)
        # A dimension of JSON-stat is chosen by its label or its code.
        places += [at for at, full in enumerate(table.names) if full == f"{name}.code"]
        rows = [row for row in table.rows if any(_same(row[at], wanted) for at in places)]
        if not rows:
            there = dict.fromkeys(row[places[0]] for row in table.rows if row[places[0]])
            shown = ", ".join(repr(text[:40]) for text in [*there][:_SHOWN])
            raise Refusal(
                "no-numbers", f"no row has {wanted[:40]!r} in {name[:40]!r}; there is {shown}"
            )
        table = replace(table, rows=rows)
    return table


def with_months(table: SeriesTable) -> SeriesTable:
    """Join a column of years and one of months into one of times, the last."""
    years = [at for at in range(len(table.names)) if _all(table, at, is_year)]
    for at, name in enumerate(table.names):
        named = _all(table, at, lambda cell: month_named(cell) is not None)
        if years and at not in years and (named or name.casefold() in _MONTHS):
            year = years[0]
            joined = [
                [*row, f"{row[at]} {row[year]}" if named else f"{row[year]}-{row[at]:0>2}"]
                for row in table.rows
            ]
            return replace(table, names=(*table.names, TIME), rows=joined)
    return table


def date_column(table: SeriesTable, name: str) -> int:
    """Return the place of the column of times. Raises Refusal where there is none."""
    if name:
        return _named(table, "date", name)
    if TIME in table.names:
        # The last of that name: the one that a turn or a join has made.
        return len(table.names) - 1 - table.names[::-1].index(TIME)
    for epochs in (False, True):
        fitting = [
            at
            for at in range(len(table.names))
            if _mostly(table, at, lambda cell, epochs=epochs: is_time(cell, epochs=epochs))  # type: ignore[misc]
        ]
        if fitting:
            return _usual(table, fitting, _TIMES, fitting[0])
    raise Refusal("no-numbers", f"no column for the date in it; it has {_shown(table)}")


def value_column(table: SeriesTable, name: str, date: int) -> int:
    """Return the place of the column of numbers. Raises Refusal where there is none."""
    if name:
        return _named(table, "value", name)
    if table.turned:
        return len(table.names) - 1
    fitting = number_columns(table, date)
    if not fitting:
        raise Refusal("no-numbers", f"no column for the value in it; it has {_shown(table)}")
    return _usual(table, fitting, _VALUES, fitting[-1])


def number_columns(table: SeriesTable, date: int) -> list[int]:
    """Return the places of the columns of numbers."""
    others = (at for at in range(len(table.names)) if at != date)
    return [at for at in others if _mostly(table, at, is_number)]


def choosers(table: SeriesTable, taken: Collection[int]) -> Iterator[int]:
    """Yield the places of columns by which rows can be chosen; those `taken` are none.

    Another measure, which differs from row to row, is no name of what is measured.
    """
    for at in range(len(table.names)):
        cells = [row[at] for row in table.rows]
        if at not in taken and (2 * len({*cells}) <= len(cells) or not is_number(cells[0])):
            yield at


def _places(table: SeriesTable, name: str) -> list[int]:
    """Return the columns of a name, or whose name begins or ends with it; or its number's."""
    wanted = " ".join(name.split()).casefold()
    names = [" ".join(full.split()).casefold() for full in table.names]
    exact = [at for at, full in enumerate(names) if full == wanted]
    # A header of two rows, or an object in a row of JSON: country.id, country.value.
    partly = [
        at
        for at, full in enumerate(names)
        if full.startswith((f"{wanted}.", f"{wanted} "))
        or full.endswith((f".{wanted}", f" {wanted}"))
    ]
    place = int(wanted) if wanted.isdecimal() and len(wanted) <= _LONGEST_PLACE else 0
    return exact or partly or ([place - 1] if 0 < place <= len(names) else [])


def _named(table: SeriesTable, key: str, name: str) -> int:
    places = _places(table, name)
    if not places:
        raise _no(key, name, table)
    if len(places) > 1:
        several = ", ".join(repr(table.names[at][:40]) for at in places[:_SHOWN])
        raise Refusal(
            "no-numbers", f"several columns for the {key} {name[:40]!r}: write one of {several}"
        )
    return places[0]


def _no(key: str, name: str, table: SeriesTable) -> Refusal:
    said = f"no column {name[:40]!r}" if key == "where" else f"no column for the {key} in it"
    return Refusal("no-numbers", f"{said}; it has {_shown(table)}")


def _shown(table: SeriesTable) -> str:
    return ", ".join(repr(name[:40]) for name in table.names[:_SHOWN])


def _same(cell: str, wanted: str) -> bool:
    return " ".join(cell.split()).casefold() == " ".join(wanted.split()).casefold()


def _usual(table: SeriesTable, fitting: Sequence[int], names: Sequence[str], default: int) -> int:
    """Return the column with the first of the usual names, else the default."""
    ends = {at: table.names[at].casefold().rsplit(".", 1)[-1] for at in fitting}
    for name in names:
        for at, end in ends.items():
            if end == name:
                return at
    return default


def _mostly(table: SeriesTable, at: int, holds: Callable[[str], bool]) -> bool:
    """Tell whether it holds for most cells of a column that have something in them."""
    cells = [row[at] for row in table.rows[:_SAMPLE] if not is_missing(row[at])]
    return 2 * sum(map(holds, cells)) > len(cells)


def _all(table: SeriesTable, at: int, holds: Callable[[str], bool]) -> bool:
    cells = [row[at] for row in table.rows[:_SAMPLE]]
    return all(map(holds, cells))
