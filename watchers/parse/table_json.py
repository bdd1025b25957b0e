"""JSON to a table: its list of rows, wherever that stands, or a cube of JSON-stat. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice, product
from math import prod
from typing import Any

from watchers.confined.child import Refusal
from watchers.parse.cells import is_number
from watchers.parse.periods import is_time
from watchers.parse.tables import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, TIME, VALUE, SeriesTable

_MOST_DEPTH = 8  # of the list of rows
_MOST_PARTS = 10_000  # that are looked through for it
_FLAT_DEPTH = 3  # of the objects in a row
_SAMPLE = 50
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,6})\]")

JsonValue = Any
"""What json.loads gives."""


def read_json_table(text: str, path: str = "") -> SeriesTable:
    """Read the longest list whose rows have a time and a number, or the one that `path` leads to.

    A path is names with points between them and places in brackets: data.series[0].points. Raises
    Refusal ("no-numbers") where there is none, or where two lists are alike.
    """
    tree = _tree(text)
    if path:
        rows = _as_rows(_at(tree, path))
        if not rows:
            raise Refusal("no-numbers", f"no list of rows at {path[:80]}")
        return _table(rows)
    if cube := _cube(tree):
        return _cube_table(cube)
    return _table(_longest(tree))


def _tree(text: str) -> JsonValue:
    """Read JSON, or JSON Lines: a value on each line."""
    try:
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as e:
        raise Refusal("no-numbers", "not JSON that can be read") from e


def _at(tree: JsonValue, path: str) -> JsonValue:
    """Follow a path. Raises Refusal that names what is there instead."""
    for step in _STEP.finditer(path):
        name, place = step.groups()
        here = tree
        if isinstance(here, dict) and name in here:
            tree = here[name]
        elif isinstance(here, list) and place and int(place) < len(here):
            tree = here[int(place)]
        else:
            there = f"a list of {len(here)}" if isinstance(here, list) else "a value"
            if isinstance(here, dict):
                there = ", ".join(repr(str(key)[:40]) for key in islice(here, 10))
            raise Refusal("no-numbers", f"rows: no {step[0][:40]} in it; there is {there}")
    return tree


def _longest(tree: JsonValue) -> list[Mapping[str, str]]:
    """Find the longest list of rows with a time and a number, wherever it stands."""
    found = [(path, rows, many) for path, rows in _lists(tree) if (many := _data_rows(rows))]
    if not found:
        raise Refusal("no-numbers", "no rows in it that have a date and a number")
    # Facts about a page may be a row too: of equals the inner list is meant.
    path, rows, _ = max(found, key=lambda one: (one[2], len(one[0])))
    # Of two series side by side the longer is not the one that was meant.
    alike = sorted(other for other, *_ in found if _anywhere(other) == _anywhere(path))
    if len(alike) > 1:
        raise Refusal(
            "no-numbers",
            f"{len(alike)} lists of numbers in it: choose one by rows: {alike[0]} or "
            f"rows: {alike[1]}",
        )
    return rows


def _anywhere(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)


def _lists(tree: JsonValue) -> Iterator[tuple[str, list[Mapping[str, str]]]]:
    """Yield what could be rows, with its path: lists, columns side by side, numbers by time."""
    parts = 0
    waiting: list[tuple[str, JsonValue, int]] = [("", tree, 0)]
    while waiting and parts < _MOST_PARTS:
        parts += 1
        path, part, depth = waiting.pop()
        if rows := _as_rows(part):
            yield path, rows
        if depth >= _MOST_DEPTH:
            continue
        if isinstance(part, dict):
            inner = ((f"{path}.{key}".lstrip("."), value) for key, value in part.items())
        else:
            listed = part if isinstance(part, list) else []
            inner = ((f"{path}[{at}]", value) for at, value in enumerate(listed))
        waiting += [
            (at, value, depth + 1)
            for at, value in islice(inner, _MOST_PARTS)
            if isinstance(value, dict | list)
        ]


def _as_rows(part: JsonValue) -> list[Mapping[str, str]]:
    """Return the rows that a part is, or none."""
    if isinstance(part, list):
        rows = part if isinstance(next(iter(part), None), dict | list) else []
        kept = (row for row in rows[: MOST_ROWS + 1] if isinstance(row, dict | list))
        # A list in a list is a row of cells; objects in it would be rows of their own.
        return [_flat(row, depth=_FLAT_DEPTH if isinstance(row, dict) else 0) for row in kept]
    if not isinstance(part, dict):
        return []
    columns = {key: value for key, value in part.items() if _is_column(value)}
    lengths = {len(column) for column in columns.values()}
    if len(columns) > 1 and len(lengths) == 1:
        cells = zip(*columns.values(), strict=True)
        return [
            dict(zip(columns, map(_cell, row), strict=True)) for row in islice(cells, MOST_ROWS)
        ]
    times = sum(map(is_time, islice(part, _SAMPLE)))
    if times > 1 and times == min(len(part), _SAMPLE):
        return [{TIME: key, VALUE: _cell(value)} for key, value in islice(part.items(), MOST_ROWS)]
    return []


def _is_column(value: JsonValue) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 1
        and not any(isinstance(cell, dict | list) for cell in value[:_SAMPLE])
    )


def _data_rows(rows: list[Mapping[str, str]]) -> float:
    """Estimate how many of the rows are data; none where less than half are."""
    sample = rows[:_SAMPLE]
    share = sum(map(_is_data, sample)) / len(sample)
    return share * len(rows) if 2 * share >= 1 else 0


def _is_data(row: Mapping[str, str]) -> bool:
    cells = [*islice(row.values(), _SAMPLE)]
    times = {at for at, cell in enumerate(cells) if is_time(cell, epochs=True)}
    return any(is_number(cell) and not times <= {at} for at, cell in enumerate(cells))


def _flat(row: JsonValue, before: str = "", depth: int = _FLAT_DEPTH) -> dict[str, str]:
    """Return a row's values by name, of objects in it by names with a point: country.value."""
    pairs = row.items() if isinstance(row, dict) else enumerate(row, 1)
    flat: dict[str, str] = {}
    for key, value in islice(pairs, MOST_COLUMNS):
        if isinstance(value, dict) and depth:
            flat |= _flat(value, f"{before}{key}.", depth - 1)
        else:
            flat[f"{before}{key}"] = _cell(value)
    return flat


def _cell(value: JsonValue) -> str:
    return (
        str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    )


def _table(rows: list[Mapping[str, str]]) -> SeriesTable:
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    if len(rows) > MOST_ROWS or len(rows) * len(names) > MOST_CELLS:
        raise Refusal("no-numbers", "too large a table: ask its server for less")
    return SeriesTable(names, [[row.get(name, "") for name in names] for row in rows])


def _cube(tree: JsonValue) -> Mapping[str, JsonValue] | None:
    """Return the dataset of a document in JSON-stat, version 1 or 2 (json-stat.org)."""
    if not isinstance(tree, dict):
        return None
    for part in (tree, *islice(tree.values(), _SAMPLE)):
        if isinstance(part, dict) and isinstance(part.get("dimension"), dict) and "value" in part:
            return part
    return None


def _cube_table(cube: Mapping[str, JsonValue]) -> SeriesTable:
    """Return a row for each cell: the labels of its dimensions, and its number."""
    try:
        names, places, values = _dimensions(cube)
        if prod(map(len, places)) * (2 * len(names) + 1) > MOST_CELLS:
            raise Refusal("no-numbers", "too large a table: ask its server for less")
        rows = [
            [
                *(label for _, label in place),
                *(code for code, _ in place),
                _cell(_value_at(values, at)),
            ]
            for at, place in enumerate(product(*places))
        ]
    except (AttributeError, KeyError, TypeError, ValueError) as e:
        raise Refusal("no-numbers", "JSON-stat that cannot be read") from e
    return SeriesTable((*names, *(f"{name}.code" for name in names), VALUE), rows)


def _dimensions(cube: Any) -> tuple[list[str], list[list[tuple[str, str]]], JsonValue]:  # noqa: ANN401
    """Return the dimensions' names, for each its codes with their labels, and the numbers."""
    dimension = cube["dimension"]
    # Version 1 has ids and roles within the dimensions.
    home = cube if "id" in cube else dimension
    names = [str(name) for name in home["id"]]
    places = []
    for name in names:
        category = dimension[name]["category"]
        labels = category.get("label") or {}
        index = category.get("index") or list(labels)
        codes = sorted(index, key=lambda code: index[code]) if isinstance(index, dict) else index
        places.append([(str(code), str(labels.get(code, code))) for code in codes])
    times = (home.get("role") or {}).get("time") or []
    return [TIME if [name] == times else name for name in names], places, cube["value"]


def _value_at(values: JsonValue, at: int) -> JsonValue:
    if isinstance(values, dict):
        return values.get(str(at))
    return values[at] if isinstance(values, list) and at < len(values) else None
