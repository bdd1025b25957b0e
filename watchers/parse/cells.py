"""The cells of a column to numbers: marks, signs and units are settled by the whole of it. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from watchers.confined.child import Refusal

MOST_CELL = 200  # characters that are read as a date or a number
_ABSENT = """
    - -- --- : . .. ... … * / x na n/a n.a. n.a nan nd n.d. n.d null none nil #n/a #na nv c
    confidential missing
"""
_MISSING = frozenset(_ABSENT.split())
_DASHES = dict.fromkeys(map(ord, "−–—‒﹣－‐‑"), "-")
_QUOTES = dict.fromkeys(map(ord, "’‘`´ʹ′＇"), "'")
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\u2008\u2002\u2003\u3000\t"), " ")
_RAISED = dict.fromkeys(map(ord, "¹²³⁰⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᵖʳ*†‡§¶\u200e\u200f"))  # of footnotes
_SPELT = {**_DASHES, **_QUOTES, **_BLANKS, **_RAISED, ord("٫"): ".", ord("٬"): ","}
# (p), [1] and 1) behind a number are footnotes, and so are the flags of Eurostat and others.
_NOTE = re.compile(r"(?<=[\d%)])\s*(?:\[[^\]]{0,20}\]|\([a-z]{1,2}\)|\(\d{1,2}\)|\s\d\))$")
_FLAGGED = "p e r b c d f n s u z be bp ep de dp prov est rev prel"
_FLAGS = frozenset(_FLAGGED.split())
_SYMBOL = r"""(?P<{}>[^\d\s().,'+\-;|"=][^\d().,'+\-;|"=]{{0,19}})?"""
_CELL = re.compile(
    rf"(?P<open>\(?)\s*{_SYMBOL.format('ahead')}\s*(?P<sign>[+-]?)\s*{_SYMBOL.format('before')}\s*"
    r"(?P<figures>\d[\d.,' ]*|[.,]\d+)(?P<power>e[+-]?\d{1,2})?\s*"
    rf"(?P<minus>-?)\s*{_SYMBOL.format('behind')}\.?\s*(?P<close>\)?)\s*{_SYMBOL.format('after')}"
)
_PLAIN = re.compile(r"([+-]?)([0-9]{1,30}(?:\.[0-9]{1,30})?)")
_GROUP = 3


@dataclass(frozen=True, slots=True)
class _Cell:
    negative: bool
    figures: str  # with whatever marks stand in it
    power: str
    unit: str


def is_number(text: str) -> bool:
    """Tell whether a cell holds a number, whatever its marks mean."""
    return _split(text) is not None


def is_missing(text: str) -> bool:
    """Tell whether a cell says that there is no number."""
    text = text.strip().casefold().translate(_DASHES)
    return not text or text in _MISSING or (text[0] == ":" and text[1:].strip() in _FLAGS)


def read_column(
    cells: Sequence[str], *, decimal: str = "", delimiter: str = "", others: Iterable[str] = ()
) -> list[float | None]:
    """Read a column; None where a cell is empty or no number.

    `decimal` is the decimal mark, empty where the column is to tell: by itself, by the delimiter
    of the table, or by `others`, cells beside it. Raises Refusal where nothing tells, or where the
    cells are in different units.
    """
    split = [_split(cell) for cell in cells]
    known = [cell for cell in split if cell is not None]
    _one_unit(known)
    mark = decimal or _decimal_mark(known, delimiter, others)
    return [None if cell is None else _value(cell, mark) for cell in split]


def _split(text: str) -> _Cell | None:
    """Part a cell into sign, figures and unit; None where it is no number."""
    if plain := _PLAIN.fullmatch(text):
        return _Cell(plain[1] == "-", plain[2], "", "")
    if len(text) > MOST_CELL or is_missing(text):
        return None
    if not text.isascii():
        text = "".join(
            str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text.translate(_SPELT)
        )
    text = _NOTE.sub("", text.replace("*", "").strip().casefold())
    found = _CELL.fullmatch(text)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    behind = (found["behind"] or found["after"] or "").strip()
    unit = (found["ahead"] or "") + (found["before"] or "")
    unit = unit.strip() + ("" if behind in _FLAGS else behind)
    # Bookkeepers put what is negative into brackets, and some programs the sign behind it.
    negative = found["sign"] == "-" or bool(found["minus"]) or bool(found["open"])
    return _Cell(negative, found["figures"].strip(" '"), found["power"] or "", unit)


def _one_unit(cells: Iterable[_Cell]) -> None:
    """Raise Refusal unless all are in one unit; a percent or currency sign may be left out."""
    units = {cell.unit for cell in cells}
    named = sorted(units - {""})
    # 1.2 bn beside 900 would be a fall to nothing.
    worded = any(any(c.isalpha() for c in unit) for unit in named)
    if len(named) > 1 or (worded and "" in units):
        said = " and ".join(repr(unit[:20]) for unit in [*named, *({""} & units)][:3])
        raise Refusal("no-numbers", f"numbers in different units in one column: {said}")


def _decimal_mark(cells: Iterable[_Cell], delimiter: str, others: Iterable[str]) -> str:
    """Return the decimal mark, as what no cell contradicts."""
    figures = [cell.figures for cell in cells]
    if mark := _proven(figures):
        return mark
    open_ = {mark for text in figures for mark in ".," if mark in text}
    if not open_:
        return "."
    beside = [cell.figures for text in others if (cell := _split(text))]
    if len(open_) == 1 and (mark := _proven(beside)):
        return mark
    usual = {
        # Where a comma is the decimal mark, tables are parted by semicolons.
        (",", ";"): ",",
        (",", ","): ".",
        # A point is one everywhere else.
        (".", ","): ".",
        (".", "\t"): ".",
        (".", "|"): ".",
        (".", ""): ".",
    }
    mark = next(iter(open_))
    if len(open_) == 1 and (mark, delimiter) in usual:
        return usual[mark, delimiter]
    shown = next(text for text in figures if mark in text)
    raise Refusal(
        "no-numbers",
        f"a number such as {shown[:20]!r} may be read in two ways: "
        'write decimal: "," or decimal: "."',
    )


def _proven(figures: Iterable[str]) -> str:
    """Return the decimal mark that some of the figures prove; empty where none does."""
    decimal: set[str] = set()
    groups: set[str] = set()
    for text in figures:
        for mark in ".,":
            if mark in text:
                role = _role(text, mark)
                (decimal if role == "decimal" else groups).update({mark} if role else ())
    decimal |= {"." if mark == "," else "," for mark in groups}
    if len(decimal) > 1:
        raise Refusal(
            "no-numbers",
            "its numbers have points and commas in both meanings: "
            'write decimal: "," or decimal: "."',
        )
    return next(iter(decimal), "")


def _role(text: str, mark: str) -> str:
    """Return what one cell proves of a mark: decimal, groups, or nothing."""
    other = "," if mark == "." else "."
    head, _, tail = text.rpartition(mark)
    if text.count(mark) > 1:
        return "groups"
    if other in text:
        return "decimal" if text.rindex(mark) > text.rindex(other) else "groups"
    # Groups have three figures, and none begins with a zero.
    if len(tail) != _GROUP or len(head) > _GROUP or not head or head.startswith("0"):
        return "decimal"
    return "groups" if {" ", "'"} & {*tail} else ""


def _value(cell: _Cell, mark: str) -> float | None:
    """Read the figures by what the marks mean; None where they do not stand as they should."""
    if cell.figures.isdecimal() and not cell.power:
        return float(f"{'-' * cell.negative}{cell.figures}")
    other = "," if mark == "." else "."
    whole, _, part = cell.figures.partition(mark)
    groups = re.split(rf"[{other}' ]", whole)
    # India parts by two, all others by three; the last group always has three.
    grouped = len(groups) > 1 and not (
        0 < len(groups[0]) <= _GROUP
        and len(groups[-1]) == _GROUP
        and all(_GROUP - 1 <= len(group) <= _GROUP for group in groups[1:])
    )
    if grouped or not (part.isdigit() or not part):
        return None
    value = float(
        f"{'-' if cell.negative else ''}{''.join(groups) or '0'}.{part or '0'}{cell.power}"
    )
    return value if isfinite(value) else None
