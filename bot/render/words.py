"""Numbers and lengths of time as people say them."""

from datetime import timedelta

_UNITS = (
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)

# Below this many of the larger unit the smaller one is said: 26 hours, not 1 day.
_ENOUGH = 2


def counted(number: int, noun: str) -> str:
    """Say `number` of a regular noun: 1 item, 25 items."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def lasting(length: timedelta) -> str:
    """Say a length of time in one unit, rounded down; under a minute is "moments"."""
    for unit, noun in _UNITS:
        if length >= _ENOUGH * unit or (noun == "minute" and length >= unit):
            return counted(length // unit, noun)
    return "moments"
