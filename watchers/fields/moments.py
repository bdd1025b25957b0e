"""What rules.yaml may say of time: durations, hours of a day, days of a month, zones."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, WithJsonSchema

from watchers.fields.durations import DURATION, DURATION_HINT, read_duration
from watchers.fields.values import wrong
from watchers.model.rules import Quiet

_HOUR = r"([01]?[0-9]|2[0-4]):([0-5][0-9])"
_QUIET = rf"{_HOUR}\s*-\s*{_HOUR}(?:\s+(\S+))?"
_DAYS = r"([0-9]{1,2})(?:\s*-\s*([0-9]{1,2}))?"
_LAST_DAY = 31
_TO = " to "


def _between(shortest: timedelta, longest: timedelta, said: str) -> Callable[[object], object]:
    def read(written: object) -> object:
        if isinstance(written, timedelta):  # a default
            return written
        duration = read_duration(written) if isinstance(written, str) else None
        if duration is None:
            raise wrong("not a duration", DURATION_HINT)
        if not shortest <= duration <= longest:
            raise wrong("too short or too long", said)
        return duration

    return read


def _hour(text: str) -> time | None:
    found = re.fullmatch(_HOUR, text)
    if found is None or (found[1] == "24" and found[2] != "00"):
        return None
    return time(int(found[1]) % 24, int(found[2]))


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ValueError, KeyError, OSError):  # no name at all, or one that nobody knows
        raise wrong(f"no time zone {text[:40]!r}", "such as UTC or Europe/Paris") from None


def _quiet(written: object) -> object:
    found = re.fullmatch(_QUIET, written.strip()) if isinstance(written, str) else None
    start, end = (
        (_hour(f"{found[1]}:{found[2]}"), _hour(f"{found[3]}:{found[4]}")) if found else (None,) * 2
    )
    if found is None or start is None or end is None:
        raise wrong("not quiet hours", 'in quotes, with a zone: "22:00-07:00 Europe/Paris"')
    if start == end:
        raise wrong("quiet all day", "take the destination out of notify instead")
    return Quiet(start=start, end=end, zone=_zone(found[5] or "UTC"))


def _at(written: object) -> object:
    if isinstance(written, time):  # a default
        return written
    hour = _hour(written) if isinstance(written, str) else None
    if hour is None:
        raise wrong("not a time of day", 'in quotes: "07:00"')
    return hour


def _days(written: object) -> object:
    found = re.fullmatch(_DAYS, written.strip()) if isinstance(written, str) else None
    if found is None:
        raise wrong("not days of a month", "such as 18-20, or 5")
    first, last = int(found[1]), int(found[2] or found[1])
    if not 1 <= first <= last <= _LAST_DAY:
        raise wrong("not days of a month", "from 1 to 31, the first one first")
    return first, last


_EVERY = _between(timedelta(seconds=1), timedelta(days=7), "between 1s and 7d")


def _pace(written: object) -> object:
    if isinstance(written, tuple):  # a default
        return written
    if not isinstance(written, str) or _TO not in written:
        return _EVERY(written), None
    often, seldom = (_EVERY(part.strip()) for part in written.split(_TO, 1))
    # Both are lengths of time by now; mypy sees what any validator may return.
    if not (isinstance(often, timedelta) and isinstance(seldom, timedelta) and often < seldom):
        raise wrong("the bounds of a pace, and not the shorter one first", "such as 5m to 2h")
    return often, seldom


_TIMEOUT = _between(timedelta(seconds=1), timedelta(minutes=5), "between 1s and 5m")
_LASTING = _between(timedelta(minutes=1), timedelta(days=400), "between 1m and 400d")
_DURATION_SCHEMA = {"type": "string", "pattern": f"^({DURATION})$"}
_PACE_SCHEMA = {"type": "string", "pattern": f"^({DURATION})( to ({DURATION}))?$"}

Every = Annotated[
    tuple[timedelta, timedelta | None], BeforeValidator(_pace), WithJsonSchema(_PACE_SCHEMA)
]
"""How often to look: one length, or (often, seldom) between which the pace follows the source."""
Timeout = Annotated[timedelta, BeforeValidator(_TIMEOUT), WithJsonSchema(_DURATION_SCHEMA)]
Lasting = Annotated[timedelta, BeforeValidator(_LASTING), WithJsonSchema(_DURATION_SCHEMA)]
QuietHours = Annotated[
    Quiet, BeforeValidator(_quiet), WithJsonSchema({"type": "string", "pattern": f"^{_QUIET}$"})
]
TimeOfDay = Annotated[
    time, BeforeValidator(_at), WithJsonSchema({"type": "string", "pattern": f"^{_HOUR}$"})
]
Zone = Annotated[str, BeforeValidator(_zone), WithJsonSchema({"type": "string"})]
Days = Annotated[
    tuple[int, int],
    BeforeValidator(_days),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": _LAST_DAY},
                {"type": "string", "pattern": f"^{_DAYS}$"},
            ]
        }
    ),
]
