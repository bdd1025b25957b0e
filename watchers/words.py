"""Counts, lengths of time, days, values and excerpts as people say them, in both halves."""

from datetime import datetime, timedelta

_UNITS = (
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)

# Below this many of the larger unit the smaller one is said: 26 hours, not 1 day.
_ENOUGH = 2


_EXCERPT = 40  # characters: what a mistake's message holds of somebody's text


def excerpt(text: str, most: int = _EXCERPT) -> str:
    """Return `text` in one line of at most `most` characters, with "…" at the end if it was cut.

    Half characters (lone surrogates), which no terminal can print and no database keeps, become
    question marks.
    """
    line = " ".join(text.split())
    line = line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
    return line.encode(errors="replace").decode()


def counted(number: int, noun: str) -> str:
    """Say `number` of a regular noun: 1 item, 25 items."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size(count: int) -> str:
    """Say how many bytes: 5 MB, 200 KB; a megabyte is 1,024 times 1,024 of them."""
    megabytes = count / (1 << 20)
    return f"{megabytes:.3g} MB" if megabytes >= 1 else f"{count / (1 << 10):.3g} KB"


def stories(number: int) -> str:
    """Say how many: no story, 1 story, 9 stories."""
    return "no story" if not number else "1 story" if number == 1 else f"{number:,} stories"


def lasting(length: timedelta) -> str:
    """Say a length of time in one unit, rounded down; under a minute is "moments"."""
    for unit, noun in _UNITS:
        if length >= _ENOUGH * unit or (noun == "minute" and length >= unit):
            return counted(length // unit, noun)
    return "moments"


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago `moment` was: 3 hours ago; "moments ago" also if it is still to come."""
    return f"{lasting(now - moment)} ago"


def exactly(length: timedelta) -> str:
    """Say a length that rules set in the largest unit that needs no rounding: 90 minutes.

    Seconds are dropped. As `lasting`, it says 24 hours, but 2 days.
    """
    for unit, noun in _UNITS:
        if length >= _ENOUGH * unit and not length % unit:
            return counted(length // unit, noun)
    return counted(length // timedelta(minutes=1), "minute")


def day(moment: datetime) -> str:
    """Say a date: 14 March 2026. Of UTC, or of whatever zone `moment` is in."""
    return f"{moment.day} {moment:%B %Y}"


def plain(value: float) -> str:
    """Say a number of a series: 101.3, 1,250, 0.004."""
    if abs(value) >= 1000:  # noqa: PLR2004 - from here on decimals say nothing
        return f"{value:,.0f}"
    return f"{value:.4g}"
