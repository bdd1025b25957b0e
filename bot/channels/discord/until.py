"""How long to mute, as people type it. Pure."""

import re
from datetime import UTC, datetime, timedelta

LONGEST = timedelta(days=366)
HOW = "write 30m, 2h, 3d or 1w, or a time in UTC such as 2026-12-01 08:00, at most a year ahead"

_LENGTH = re.compile(r"([1-9]\d{0,4}) ?([mhdw])", re.ASCII)
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


def until(typed: str, *, now: datetime) -> datetime | None:
    """Read "2h", "3d" or "2026-12-01 08:00" (UTC); None if it is none of these, past or too far."""
    said = typed.strip()
    length = _LENGTH.fullmatch(said.lower())
    end = now + int(length[1]) * _UNITS[length[2]] if length else _moment(said)
    return end if end and now < end <= now + LONGEST else None


def _moment(said: str) -> datetime | None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", said, re.ASCII):
        return None
    try:
        return datetime.strptime(said, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        return None
