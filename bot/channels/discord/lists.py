"""Lists in a message: every line shorter before one is left out, and what is left out counted."""

from collections.abc import Callable, Sequence

from bot.channels.discord.text import units

LineIn = Callable[[int], str]
"""Writes a line in about so many units."""

ROOMS = (420, 300, 230, 180, 130, 110, 90)
TERSE = 130  # from here on a line says only what cannot be left out
COUNT = 40  # units for "… and 1,000,000 more"


def fitted(lines: Sequence[LineIn], *, room: int, more: int = 0) -> str:
    """Write `lines` below each other in at most `room` units.

    They get shorter before one is left out; how many are missing, with `more` others, is said at
    the end.
    """
    shown: list[str] = []
    for each in ROOMS:
        shown = [line(each) for line in lines[: room // 20]]
        if _length(shown) + COUNT <= room and len(shown) == len(lines):
            break
    while shown and _length(shown) + COUNT > room:
        shown.pop()
    missing = len(lines) - len(shown) + more
    return "\n".join([*shown, f"… and {missing:,} more"] if missing else shown)


def broken(text: str, room: int) -> tuple[str, str]:
    """Break `text` between two lines so that the first part fits; the rest may be empty."""
    if units(text) <= room:
        return text, ""
    lines, first = text.split("\n"), 0
    while lines and (room := room - units(lines[first]) - 1) >= 0:
        first += 1
    return "\n".join(lines[:first]), "\n".join(lines[first:])


def _length(lines: Sequence[str]) -> int:
    return sum(units(line) + 1 for line in lines)
