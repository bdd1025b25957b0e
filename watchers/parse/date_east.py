"""Dates as Chinese, Japanese and Korean write them, and years of other calendars. Pure."""

import re
from datetime import date, timedelta

_WEEKDAY = re.compile(
    r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일"
    r"|\([月火水木金土日월화수목금토일一二三四五六]\)"
)
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十]+(?=[年月日号號時时點点分秒])")
_FIGURES = {figure: at for at, figure in enumerate("零一二三四五六七八九")} | {"〇": 0}
_ERA = re.compile(r"(令和|平成|民国|民國)\s?(\d{1,3}|元)\s?年")
_ERAS = {"令和": 2018, "平成": 1988, "民国": 1911, "民國": 1911}  # the year before the first
_DATE = re.compile(r"(\d{4}|\d{2})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]?")
_CLOCK = re.compile(r"(\d{1,2})\s?[時时點点시]\s?(?:(\d{1,2})\s?[分분])?\s?(?:(\d{1,2})\s?[秒초])?")
_HALVES = (
    (re.compile("上午|午前|오전|凌晨|早上|清晨"), " am "),
    (re.compile("下午|午後|午后|오후|晚上|傍晚|中午"), " pm "),
)
# Vietnamese months and days have numbers.
_VIETNAMESE_DAY = re.compile(r"\bthu (?:hai|ba|tu|nam|sau|bay)\b|\bchu nhat\b")
_VIETNAMESE = re.compile(r"(\d{1,2})[^\d\w]*\s(?:thang|thg)\s?(\d{1,2})\D{1,8}(\d{4})")

_BUDDHIST = 543  # years ahead
_FIRST_BUDDHIST, _LAST_BUDDHIST = 2500, 2700
_FIRST_SOLAR, _LAST_SOLAR = 1369, 1499
_NOWRUZ = date(2021, 3, 21)  # 1 Farvardin 1400
_MONTHS = range(1, 13)
_SIX_MONTHS, _LONG_MONTH, _SHORT_MONTH = 6, 31, 30


def plain_date(text: str) -> str:
    """Return folded `text` with its dates and times of day as 2026-11-28 and 10:00:00."""
    if "thang" in text or "thg" in text:
        text = _VIETNAMESE.sub(r" \3-\2-\1 ", text)
    text = _VIETNAMESE_DAY.sub(" ", text)
    if text.isascii():
        return text
    text = _NUMERAL.sub(lambda found: _figure(found[0]), _WEEKDAY.sub(" ", text))
    text = _ERA.sub(_common_year, text)
    text = _DATE.sub(lambda f: f" {'20'[: 4 - len(f[1])]}{f[1]}-{f[2]}-{f[3]} ", text)
    text = _CLOCK.sub(lambda f: f" {f[1]}:{f[2] or '00'}:{f[3] or '00'} ", text)
    for half, plain in _HALVES:
        text = half.sub(plain, text)
    return text


def common_year(year: int, lang: str | None) -> int:
    """Return the year of the common era that a Thai or a Persian year is; others as they are."""
    if _FIRST_BUDDHIST <= year <= _LAST_BUDDHIST and _is(lang, "th"):
        return year - _BUDDHIST
    return year


def is_solar(year: int, lang: str | None) -> bool:
    """Tell whether a year is one of the Solar Hijri calendar: only Persian is dated by it here."""
    return _FIRST_SOLAR <= year <= _LAST_SOLAR and _is(lang, "fa")


def solar_date(year: int, month: int, day: int) -> date:
    """Return the day of the common calendar. Raises ValueError where the month has no such day."""
    length = _LONG_MONTH if month <= _SIX_MONTHS else _SHORT_MONTH
    known = _FIRST_SOLAR <= year <= _LAST_SOLAR and month in _MONTHS and 1 <= day <= length
    if not known:
        raise ValueError("no such day")
    days = 365 * (year - 1400) + _leap_days(year) - _leap_days(1400)
    days += _SHORT_MONTH * (month - 1) + min(month - 1, _SIX_MONTHS) + day - 1
    return _NOWRUZ + timedelta(days=days)


def _leap_days(year: int) -> int:
    """Count the leap years before `year` from any fixed one: the cycle of 33 holds until 1502."""
    cycles, rest = divmod(year, 33)
    return 8 * cycles + sum(leap < rest for leap in (1, 5, 9, 13, 17, 22, 26, 30))


def _common_year(found: re.Match[str]) -> str:
    return f"{_ERAS[found[1]] + (1 if found[2] == '元' else int(found[2]))}年"


def _figure(numeral: str) -> str:
    """Spell a numeral in figures: by places (二〇二六) or with ten (二十七)."""
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(str(_FIGURES[c]) for c in numeral)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return numeral
    return str(10 * (_FIGURES[tens] if tens else 1) + (_FIGURES[ones] if ones else 0))


def _is(lang: str | None, language: str) -> bool:
    return (lang or "").split("-")[0].lower() == language
