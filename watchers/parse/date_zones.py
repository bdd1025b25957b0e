"""Time zones as dates name them: offsets, names, cities. Pure."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

_NAMES = r"[^\W\d_]+(?:/[^\W\d]+)*"
_OFFSET = r"(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d)|:0)?(?::00)?"
_ZONE = re.compile(rf"\s*(?P<name>{_NAMES})?\s?(?:{_OFFSET}(?![\d.:/-]))?")
_FURTHEST = 14 * 60  # minutes: Kiribati

# Hours from UTC. RFC 822, 5.1 has the first line, but for its military letters, whose signs it
# gives the wrong way round (RFC 5322, 4.3): those are known to nobody.
_HOURS = {
    "ut gmt utc z": 0, "edt": -4, "est cdt": -5, "cst mdt": -6, "mst pdt": -7, "pst": -8,
    "wet": 0, "west bst cet mez wat": 1, "cest mesz eet sast cat": 2, "eest msk мск trt eat": 3,
    "msd gst samt": 4, "pkt yekt uzt": 5, "omst": 6, "ict wib krat novt": 7,
    "hkt sgt awst wita irkt pht myt": 8, "jst kst wit yakt": 9, "aest vlat": 10,
    "aedt magt": 11, "nzst pett": 12, "nzdt": 13, "irst": 3.5, "aft": 4.5, "npt": 5.75,
    "acst": 9.5, "acdt": 10.5, "ndt": -2.5, "nst": -3.5, "adt brt art clst uyt": -3,
    "brst": -2, "clt hae vet": -4, "hne cot pet": -5, "akdt": -8, "akst": -9, "hst": -10,
}  # fmt: skip
_MINUTES = {name: round(60 * hours) for names, hours in _HOURS.items() for name in names.split()}
# Names that are several zones' are read where the language says whose; else they are unknown.
_BY_LANGUAGE = {
    "ist": {"he": 120, "ga": 60, **dict.fromkeys(("hi", "bn", "ta", "te", "mr", "ur"), 330)},
    "cst": {"zh": 480},
    "ast": {"ar": 180},
    "bst": {"bn": 360},
}
_CITIES = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
_UNIVERSAL = frozenset({"", "gmt", "utc", "ut", "z"})
_MOSCOW = frozenset({"msk", "мск"})


class UnknownZone(ValueError):
    """A date has an offset that is no zone's, or one beside a name that it does not go with."""


def split_zone(text: str, lang: str | None) -> tuple[tzinfo | None, str]:
    """Return the zone that folded `text` begins with, or None, and what follows it.

    A word that is no zone's name, or several's, is left where it is. Raises UnknownZone if an
    offset is no zone's, or the name before it is unknown.
    """
    found = _ZONE.match(text)
    name = (found and found["name"]) or ""
    zone = named_zone(name, lang)
    if found is None or not found["sign"]:
        return (zone, text[found.end("name") :]) if found and zone else (None, text)
    rest = text[found.end() :]
    minutes = 60 * int(found["hours"]) + int(found["minutes"] or 0)
    offset = -minutes if found["sign"] == "-" else minutes
    if name in _UNIVERSAL:
        return _fixed(offset), rest
    # In Russia zones are counted from Moscow: MSK+2 is Yekaterinburg's.
    if name in _MOSCOW and not found["minutes"]:
        return _fixed(_MINUTES[name] + offset), rest
    # EST-0500 says it twice.
    if zone and found["minutes"]:
        return _fixed(offset), rest
    raise UnknownZone(f"{name} and an offset")


def named_zone(name: str, lang: str | None) -> tzinfo | None:
    """Return the zone of a folded name; None if it is nobody's, or several's."""
    if "/" in name or name in _CITIES:
        spelt = _CITIES.get(name) or "/".join(
            "_".join(word.capitalize() for word in part.split("_")) for part in name.split("/")
        )
        try:
            return ZoneInfo(spelt)
        except (ValueError, KeyError, OSError):
            return None
    by_language = _BY_LANGUAGE.get(name, {})
    language = (lang or "").split("-")[0].lower()
    minutes = by_language.get(language, _MINUTES.get(name))
    return None if minutes is None else _fixed(minutes)


@cache
def _fixed(minutes: int) -> tzinfo:
    if abs(minutes) > _FURTHEST:
        raise UnknownZone(f"{minutes} minutes from UTC")
    return timezone(timedelta(minutes=minutes)) if minutes else UTC
