"""Lengths of time as people write them, in rules, after /watch, in an option of a command. Pure.

A number and a unit (30s, 90m, 24 h, 2 weeks, 1 month) or several short ones (1h30m). A month is
30 days, a year 365: nobody who writes "1 month" means a certain one.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

_UNITS: Final[Mapping[str, timedelta]] = {
    "s": timedelta(seconds=1),
    "sec": timedelta(seconds=1),
    "second": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "minute": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "hr": timedelta(hours=1),
    "hour": timedelta(hours=1),
    "d": timedelta(days=1),
    "day": timedelta(days=1),
    "w": timedelta(weeks=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
_WORDS: Final = "|".join(unit for unit in _UNITS if len(unit) > 1)
# Six digits of years are still a timedelta: no length overflows.
DURATION: Final = rf"[0-9]{{1,6}} ?(?:[smhdw]|(?:{_WORDS})s?)|(?:[0-9]{{1,6}}[smhdw]){{2,6}}"
"""A regular expression for the whole of a length, as rules.yaml and its schema know it."""

DURATION_HINT: Final = "a number and a unit: 30s, 15m, 2h, 1d, 2w"

_WHOLE = re.compile(DURATION)
_IN_TEXT = re.compile(rf"(?:{DURATION})(?=[\s,.:;]|$)", re.IGNORECASE)
_PART = re.compile(r"([0-9]+) ?([a-z]+)")


def read_duration(text: str) -> timedelta | None:
    """Return the length that the whole of `text` is; None if it is none."""
    return _sum_of(text) if _WHOLE.fullmatch(text) else None


def match_duration(text: str, start: int) -> tuple[timedelta, int] | None:
    """Return the length that stands at `start` and where it ends, in capitals too; None if none.

    What follows it is a space, punctuation or the end: "24hour" is one, "24hourly" is none.
    """
    found = _IN_TEXT.match(text, start)
    return (_sum_of(found[0].lower()), found.end()) if found else None


def _sum_of(text: str) -> timedelta:
    parts = _PART.findall(text)
    return sum((int(number) * _unit(name) for number, name in parts), timedelta())


def _unit(name: str) -> timedelta:
    return _UNITS.get(name) or _UNITS[name.removesuffix("s")]
