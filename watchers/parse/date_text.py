"""The text of one date to what it may mean; the order of its numbers may stay open. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise

from watchers.parse.date_east import common_year, is_solar, plain_date, solar_date
from watchers.parse.date_words import WORD, DateWords, date_words, fold
from watchers.parse.date_zones import named_zone, split_zone

MOST_CHARACTERS = 120
ONLY = "only"
"""The order of a date whose text leaves no choice."""

_EPOCHS = {9: 1, 10: 1, 13: 1_000, 16: 1_000_000}  # digits: parts of a second
_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_ISO = re.compile(r"\d{4}(?:-\d\d-\d\d|\d{4}|-?W\d\d-?\d)(?:[Tt ]|$)")
_RFC = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,?\s*)?(\d{1,2})[ -]([A-Z][a-z]{2})[a-z]{0,6}[ -](\d{4})"
    r"\s+(\d\d):(\d\d)(?::(\d\d))?\s*(?:([+-]\d\d:?\d\d)|GMT|UTC|Z)"
)
_MONTHS = {
    name: at
    for at, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_CLOCKS = tuple(
    map(
        re.compile,
        (
            r"(?<![\d:.])(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?(?![\d:])",
            r"(?<![\d.])(\d{1,2})\s?h\s?(\d{2})()(?!\w)",
            # A day has dots too: only behind a year it is a time.
            r"(?<=\d{4})[ ,]+(?:klo|kl|pukul|um)?[. ]*(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d.])",
            r"(?<![\d.:])(\d{1,2})()()\s?(?=[ap]m\b)",
            r"(?<=\d\d )([01]\d|2[0-3])([0-5]\d)()(?=\s+(?:[a-z]{2,4}|[+-]\d{4})$)",
        ),
    )
)
_AM = frozenset(["am", "ص", "صباحا", "قظ", "قبلازظهر", "πμ", "oo", "sa", "дп", "dop", "pd"])
_PM = frozenset(["pm", "م", "مساء", "بظ", "بعدازظهر", "μμ", "os", "ch", "пп", "odp", "md"])
_SPACED_HALF = re.compile(r"\b([ap])\.?\s?m\b\.?")
_AROUND_CLOCK = re.compile(r"\s*(?:uhr|hrs|hours|h|klo|godz|г|года|року|,|\.)\b")
_COMMENT = re.compile(r"\(([^()]*)\)\s*$")
_ZONE_AGAIN = re.compile(r"(?<=[\dz])\[[^\]]*\]$")  # +08:00[asia/shanghai], as Java writes it
_LAST = re.compile(r"\s((?:(?:gmt|utc)\s?)?[+-]\d\S*|\S+)$")
_DATE_ZONE = re.compile(r"(\d{4}-\d\d-\d\d)\s?(z|[+-]\d\d:?\d\d)")  # XML Schema's date
_FIGURES = re.compile(r"\d+")
# What follows a date in the languages that name the year as such.
_HARMLESS = frozenset(
    [
        "г",
        "год",
        "года",
        "р",
        "рік",
        "року",
        "th",
        "st",
        "nd",
        "rd",
        "de",
        "del",
        "of",
        "rok",
        "roku",
    ]
)


_DAY, _NOON = timedelta(days=1), timedelta(hours=12)
_LAST_SECOND = 59
_YEAR_FIGURES, _SHORT = 4, 2
_THIS_CENTURY = 50  # years of two figures below it (RFC 5322, 4.3)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a date's text may mean: local times by the order of its numbers, and their zone."""

    times: Mapping[str, datetime]  # no zone in them; by ONLY, or by dmy, mdy and ymd
    zone: tzinfo | None  # None: none is named
    dotted: bool = False  # 28.11.2026


def read_text(text: str, lang: str | None) -> Reading | None:
    """Read one date in UTC or a zone of its own; None where it is not understood in full.

    A text without a year is no date. Takes time linear in the text.
    """
    text = text.strip()
    if not text or len(text) > MOST_CHARACTERS:
        return None
    try:
        return _rfc(text) or _iso(text) or _figures(text) or _words(fold(text), lang)
    except (ValueError, OverflowError, OSError):  # no such day, hour, second or zone
        return None


def _rfc(text: str) -> Reading | None:
    """Read what nine feeds of ten write (RFC 822, 5)."""
    found = _RFC.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return None
    day, name, year, hours, minutes, seconds, offset = found.groups()
    at = _at(int(year), _MONTHS[name], int(day)) + _clock(hours, minutes, seconds)
    return Reading({ONLY: at}, _offset(offset) if offset else UTC)


@lru_cache(maxsize=128)
def _offset(text: str) -> tzinfo | None:
    return split_zone(text, None)[0]


def _iso(text: str) -> Reading | None:
    if not _ISO.match(text):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:  # another way to write it: the words know more
        return None
    return Reading({ONLY: at.replace(tzinfo=None)}, at.tzinfo)


def _figures(text: str) -> Reading | None:
    """Read seconds since 1970, their thousandths and millionths, and 20261128."""
    whole = text.split(".", 1)[0]
    if not text.isascii() or not whole.isdigit():
        return None
    if parts := _EPOCHS.get(len(whole)):
        return Reading(
            {ONLY: datetime.fromtimestamp(int(whole) / parts, UTC).replace(tzinfo=None)}, UTC
        )
    form = _COMPACT.get(len(text)) if text.isdigit() else None
    return Reading({ONLY: datetime.strptime(text, form)}, None) if form else None  # noqa: DTZ007


def _words(text: str, lang: str | None) -> Reading | None:
    """Read figures and words in any order that leaves each of them one meaning."""
    text = _SPACED_HALF.sub(r"\1m", plain_date(text))
    text = _ZONE_AGAIN.sub("", text)
    comment = _COMMENT.search(text)
    text = text[: comment.start()] if comment else text
    if found := _DATE_ZONE.fullmatch(text):
        return Reading({ONLY: datetime.fromisoformat(found[1])}, split_zone(found[2], None)[0])
    before, clock, after = _split_clock(text)
    zone, after = _split_zone(after, lang)
    if comment and zone is None:
        zone, rest = split_zone(comment[1], lang)
        after += " " + rest
    known = date_words()
    # What stands after the time and is unknown may be a zone.
    if not all(_harmless(word, known, lang) for word in WORD.findall(after)):
        return None
    dates = _dates(f"{before} {after}", known, lang)
    times = {order: at + clock for order, at in dates.items()}
    return (
        Reading(times, zone, dotted=bool(re.search(r"\d\.\s?\d", before + after)))
        if times
        else None
    )


def _split_clock(text: str) -> tuple[str, timedelta, str]:
    """Return what is before the time of day, that time, and what is after it."""
    for pattern in _CLOCKS:
        if found := pattern.search(text):
            break
    else:
        return text, timedelta(0), ""
    before, after = text[: found.start()], text[found.end() :]
    half = WORD.match(after.lstrip())
    last = (WORD.findall(before) or [""])[-1]
    word = half[0] if half and half[0] in _AM | _PM else last
    if half and word == half[0]:
        after = after.lstrip()[half.end() :]
    clock = _clock(*found.groups())
    if word in _AM | _PM and clock < _NOON + timedelta(hours=1):
        clock = clock % _NOON + (_NOON if word in _PM else timedelta(0))
    while around := _AROUND_CLOCK.match(after):
        after = after[around.end() :]
    return before, clock, after


def _clock(hours: str, minutes: str | None, seconds: str | None) -> timedelta:
    since_midnight = timedelta(
        # 60 is a leap second (RFC 5322, 3.3).
        hours=int(hours),
        minutes=int(minutes or 0),
        seconds=min(int(seconds or 0), _LAST_SECOND),
    )
    # 24:00 is the end of the day (ISO 8601, 5.3).
    if since_midnight > _DAY or int(minutes or 0) > _LAST_SECOND:
        raise ValueError("no such time of day")
    return since_midnight


def _split_zone(after: str, lang: str | None) -> tuple[tzinfo | None, str]:
    """Find the zone: behind the time of day, or the last of all."""
    zone, rest = split_zone(after, lang)
    if zone is None and (last := _LAST.search(after)):
        zone, unread = split_zone(last[1], lang)
        rest = after[: last.start()] if zone and not unread else after
        zone = zone if not unread else None
    return zone, rest


def _harmless(word: str, known: DateWords, lang: str | None) -> bool:
    return (
        word in known.months
        or word in known.days
        or word in known.solar
        or word in _HARMLESS
        or named_zone(word, lang) is not None
    )


def _dates(text: str, known: DateWords, lang: str | None) -> dict[str, datetime]:
    """Return the days that the text may name; by ONLY where there is no choice."""
    words, figures = WORD.findall(text), _FIGURES.findall(text)
    months = _named_months(words, known, lang)
    solar = [known.solar[word] for word in words if word in known.solar]
    found: dict[str, datetime] = {}
    for order, year, month, day in _orders(figures, [*months] or solar):
        try:
            found[order] = _on(
                full_year(year), month, int(day), lang, solar=bool(solar and not months)
            )
        except ValueError:
            continue
    days = {known.day(word, lang) for word in words if word in known.days} - {None}
    # The day of the week tells which of several is meant; beside a sure date it may be junk.
    if len(found) > 1 and len(days) == 1:
        named = {order: at for order, at in found.items() if at.weekday() in days}
        found = named or found
    return found


def _named_months(words: Sequence[str], known: DateWords, lang: str | None) -> set[int]:
    sure: set[int] = set()
    perhaps: set[int] = set()
    for word, following in pairwise([*words, ""]):
        at = known.month(word + following, lang) or known.month(word, lang)
        # In Hebrew the month has the word for "in" before it, in one word.
        at = at or known.month(word.removeprefix("ב"), lang)
        if at:
            # Mar is March, and in Italian Tuesday: a weekday where another word is the month.
            (perhaps if word in known.days else sure).add(at)
    return sure or perhaps


def _orders(figures: Sequence[str], months: Sequence[int]) -> Iterator[tuple[str, str, int, str]]:
    """Yield the order's name, the year, the month and the day of each way to read them."""
    match figures:
        case [first, second] if len(months) == 1:
            year, day = (first, second) if len(first) > _SHORT else (second, first)
            yield ONLY, year, months[0], day
        case [first, second, third] if not months and len(first) == _YEAR_FIGURES:
            yield ONLY, first, int(second), third
        case [first, second, third] if not months and len(third) in {_SHORT, _YEAR_FIGURES}:
            yield "dmy", third, int(second), first
            yield "mdy", third, int(first), second
            if len(first) == len(third) == _SHORT:
                yield "ymd", first, int(second), third


def full_year(figures: str) -> int:
    """Return the year that figures mean; two or three of them as RFC 5322, 4.3 has it."""
    year = int(figures)
    if len(figures) >= _YEAR_FIGURES:
        return year
    return year + (2000 if len(figures) <= _SHORT and year < _THIS_CENTURY else 1900)


def _on(year: int, month: int, day: int, lang: str | None, *, solar: bool) -> datetime:
    if solar or is_solar(year, lang):
        at = solar_date(year, month, day)
        return _at(at.year, at.month, at.day)
    return _at(common_year(year, lang), month, day)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day)  # noqa: DTZ001 - where that is comes later
