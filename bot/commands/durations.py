"""How people say until when: 6h, 1h30m, tomorrow, until 2026-12-01 09:00 Europe/Paris. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from bot.model.commands import UNTIL_EXAMPLES, Mistaken
from watchers.fields.durations import match_duration

LONGEST: Final = timedelta(days=90)
"""What is muted for longer is forgotten; change the rules instead."""

MORNING: Final = time(9)  # what a day without a time means

_DAY = re.compile(r"(?:(?P<tomorrow>(?i:tomorrow))|(?P<date>\d{4}-\d{2}-\d{2}))(?=[\sT]|$)")
_TIME = re.compile(r"[\sT]*(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?(?!\d|:)")
_OFFSET = re.compile(r"\s*(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})(?!\S)")
_ZONE = re.compile(r"\s*(?P<name>[A-Z][A-Za-z_]+(?:/[A-Za-z_+-]+\d*){1,2}|[A-Z]{3,4}|Z)(?!\S)")


@dataclass(frozen=True, slots=True)
class End:
    """A moment, and where in the text the words for it end."""

    until: datetime
    stop: int


def read_until(text: str, now: datetime) -> datetime | Mistaken:
    """Read the end of a mute where it stands alone: all of `text` is about it.

    Returns a moment in UTC after `now`, by at most LONGEST. Times are UTC unless a zone is given.
    """
    written = text.strip()
    end = read_end(written, 0, now)
    if isinstance(end, Mistaken):
        return end
    if end is None or end.stop < len(written):
        return _no_end(f"“{_shortened(written)}” is no length and no moment")
    return end.until


def read_end(text: str, start: int, now: datetime) -> End | Mistaken | None:
    """Read the end of a mute that begins at `start`, among other words.

    Returns None if the words there are about something else, Mistaken if they begin like an end
    and are none. The moment is as `read_until` has it.
    """
    spoken = re.compile(r"(for\s+|until\s+|till\s+)?", re.IGNORECASE).match(text, start)
    begin = spoken.end() if spoken else start
    try:
        # A length first: 24h begins like the hour of a time.
        length = match_duration(text, begin)
        end = End(now + length[0], length[1]) if length else _moment(text, begin, now)
    except OverflowError:  # beyond the calendar's end
        return _too_long()
    # Who writes "until" means a moment; "for" may begin a reason.
    if end is None and spoken and spoken[0].lower().startswith("unt"):
        return _no_end(f"“{_shortened(text[begin:])}” is no day and no time")
    if isinstance(end, End):
        return wrong_end(end.until, now) or end
    return end


def wrong_end(until: datetime, now: datetime) -> Mistaken | None:
    """Return what is wrong with a moment as the end of a mute; None if nothing is."""
    if until <= now:
        return _no_end("that moment is over")
    return _too_long() if until - now > LONGEST else None


def _no_end(why: str) -> Mistaken:
    return Mistaken(why, UNTIL_EXAMPLES)


def _too_long() -> Mistaken:
    return Mistaken(
        f"a mute of more than {LONGEST.days} days would be forgotten",
        "less, or take the indicator out of the rules",
    )


def _moment(text: str, start: int, now: datetime) -> End | Mistaken | None:
    day = _DAY.match(text, start)
    clock = _TIME.match(text, day.end() if day else start)
    if day is None and clock is None:
        return None
    stop = (clock or day or clock).end()  # type: ignore[union-attr]  # one of them is there
    zone = _zone(text, stop)
    if isinstance(zone, Mistaken):
        return zone
    place, stop = zone
    try:
        # In the place's own day: tomorrow there may be today here.
        when = time(int(clock["hour"]), int(clock["minute"])) if clock else MORNING
        until = _on(day, when, now.astimezone(place))
    except ValueError:
        return _no_end(f"“{text[start:stop]}” is in no calendar")
    return End(until.astimezone(UTC), stop)


def _on(day: re.Match[str] | None, when: time, here: datetime) -> datetime:
    """Return the moment on the named day; without one, the next time that the clock shows it."""
    if day is None:
        today = datetime.combine(here.date(), when, here.tzinfo)
        return today if today > here else datetime.combine(_next(here), when, here.tzinfo)
    on = date.fromisoformat(day["date"]) if day["date"] else _next(here)
    return datetime.combine(on, when, here.tzinfo)


def _next(here: datetime) -> date:
    return here.date() + timedelta(days=1)


def _zone(text: str, start: int) -> tuple[tzinfo, int] | Mistaken:
    if offset := _OFFSET.match(text, start):
        ahead = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"]))
        # UTC+14, the Line Islands, is the furthest that there is.
        if ahead > timedelta(hours=14):
            return _no_end(f"no place is {offset[0].strip()} from UTC")
        return timezone(-ahead if offset["sign"] == "-" else ahead), offset.end()
    if (named := _ZONE.match(text, start)) is None:
        return UTC, start
    if named["name"] in {"UTC", "GMT", "Z"}:
        return UTC, named.end()
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(named["name"]), named.end()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # Only a zone is written with a slash; without one it is a word of the reason.
        if "/" in named["name"]:
            return Mistaken(f"there is no time zone {named['name']}", "like Europe/Paris or +02:00")
        return UTC, start  # such as NATO


def _shortened(text: str) -> str:
    """Return the first word, as long as it may be to be shown."""
    return (text.split() or [""])[0][:40]
