"""The dates of a feed, read by the whole of it: what one of them proves holds for all. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from watchers.parse.date_text import ONLY, Reading, read_text

_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
_ORDERS = ("dmy", "mdy", "ymd")
# Whose numbers go how where they go by themselves (CLDR, the short date); all others day first.
_YEAR_FIRST = frozenset({"zh", "ja", "ko", "hu", "lt", "mn", "fa", "eu", "sv"})
_MONTH_FIRST = frozenset({"en-us", "en-ph", "es-us", "fil"})
_CLEARLY = 3  # times nearer


def read_dates(
    texts: Sequence[str | None], *, lang: str | None, now: datetime
) -> list[datetime | None]:
    """Read the dates of a feed, in UTC; None for each that is absent, absurd or not understood.

    `lang` is the feed's. Absurd is a date before 1990 or more than a day after `now`. A date that
    names no zone is in the zone that all the others name, or in UTC if they name several or none.
    Where numbers alone do not tell the day from the month, the whole feed does, or they are no
    date. Never raises; takes time linear in the texts.
    """
    readings = [read_text(text, lang) if text else None for text in texts]
    understood = [reading for reading in readings if reading is not None]
    zone = _shared_zone(understood)
    order = _order(understood, lang, now.astimezone(UTC))
    latest = now.astimezone(UTC) + AHEAD
    return [_settled(reading, order, zone, latest) if reading else None for reading in readings]


def _settled(
    reading: Reading, order: str | None, zone: tzinfo, latest: datetime
) -> datetime | None:
    times = reading.times
    # Where only one order makes it a day at all, nothing is open.
    local = next(iter(times.values())) if len(times) == 1 else times.get(order or "")
    if local is None:
        return None
    try:
        at = local.replace(tzinfo=reading.zone or zone).astimezone(UTC)
    except OverflowError:
        return None
    return at if _FIRST <= at <= latest else None


def _shared_zone(readings: Iterable[Reading]) -> tzinfo:
    zones = {reading.zone for reading in readings if reading.zone is not None}
    # RSS 2.0 asks for a zone; publishers that leave it out mean GMT more often than not.
    return zones.pop() if len(zones) == 1 else UTC


def _order(readings: Sequence[Reading], lang: str | None, now: datetime) -> str | None:
    """Return the order that the numbers of this feed are in; None where nothing tells."""
    open_ = [reading for reading in readings if len(reading.times) > 1]
    if not open_:
        return None
    numbers = [reading.times for reading in readings if ONLY not in reading.times]
    # What one date proves by a number over 12 holds for all of them.
    left = [order for order in _ORDERS if all(order in times for times in numbers)]
    # News is not of the future, and hardly older than the web.
    latest = now.replace(tzinfo=None) + AHEAD
    if len(left) > 1:
        left = [
            order
            for order in left
            if all(times[order] <= latest and times[order].year >= _FIRST.year for times in numbers)
        ]
    if not left or len(left) == 1:
        return left[0] if left else None
    newest = max(
        (reading.times[ONLY] for reading in readings if ONLY in reading.times),
        default=now.replace(tzinfo=None),
    )
    said = {
        _usual_order(lang, dotted=all(reading.dotted for reading in open_), left=left),
        _shortest({o: abs(newest - max(times[o] for times in numbers)) for o in left}),
        _shortest({o: _spread([times[o] for times in numbers]) for o in left}),
    } - {None}
    # Two that contradict each other are no proof.
    return said.pop() if len(said) == 1 else None


def _usual_order(lang: str | None, *, dotted: bool, left: Sequence[str]) -> str | None:
    """Return how the publisher's language writes dates; plain English writes them both ways."""
    tag = (lang or "").lower()
    if tag.split("-")[0] in _YEAR_FIRST and "ymd" in left:
        return "ymd"
    if dotted:
        return "dmy"
    if tag in _MONTH_FIRST:
        return "mdy"
    return "dmy" if tag not in {"", "en"} else None


def _shortest(lengths: Mapping[str, timedelta]) -> str | None:
    """Return the order that brings the dates clearly nearest; None if none does."""
    first, second, *_ = sorted(lengths, key=lambda order: lengths[order])
    return first if lengths[first] * _CLEARLY < lengths[second] else None


def _spread(times: Sequence[datetime]) -> timedelta:
    return max(times) - min(times)
