"""What a server's headers mean to us. Pure: header fields are the wire's bytes."""

import email.utils
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from watchers.protocols import Validators

Fields = Sequence[tuple[bytes, bytes]]

LONGEST_WAIT = timedelta(hours=24)
LONGEST_VALIDATOR = 8 * 1024  # servers refuse a request with a longer line

_MAX_AGE = re.compile(r'(?:^|[\s,])max-age\s*=\s*"?([0-9]+)', re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[\s,])no-(?:store|cache)(?:$|[\s,=])", re.IGNORECASE)
_UNSENDABLE = re.compile(r"[\x00-\x1f\x7f]|^ | $")


def first_value(fields: Fields, name: bytes) -> str | None:
    """Return the first field called `name` (lower case) in Latin-1, or None."""
    return next((value.decode("latin-1") for key, value in fields if key.lower() == name), None)


def conditional_fields(validators: Validators) -> list[tuple[bytes, bytes]]:
    """Return the fields that make a request conditional; none for what would arrive changed."""
    named = (
        (b"If-None-Match", validators.etag),
        (b"If-Modified-Since", validators.last_modified),
    )
    return [(name, sent) for name, value in named if (sent := _verbatim(value)) is not None]


def read_validators(fields: Fields, old: Validators | None = None) -> Validators:
    """Return what can be sent back; where `fields` say nothing, what `old` says (RFC 9111 3.2)."""
    old = old or Validators()
    etag, last_modified = first_value(fields, b"etag"), first_value(fields, b"last-modified")
    return Validators(
        etag=old.etag if etag is None else _sendable(etag),
        last_modified=old.last_modified if last_modified is None else _sendable(last_modified),
    )


def fresh_for(fields: Fields, now: datetime) -> timedelta | None:
    """Return how long the publisher lets a copy be used (RFC 9111 4.2): 0 to 24 hours.

    None where nothing is said, or where no copy may be used. `now` is aware.
    """
    control = b", ".join(v for k, v in fields if k.lower() == b"cache-control").decode("latin-1")
    # What must be asked about each time is as good as no lifetime (RFC 9111 5.2.2.4, 5.2.2.5).
    if _NOT_KEPT.search(control):
        return None
    # max-age goes before Expires (RFC 9111 5.3); the time spent in caches on the way is gone.
    if found := _MAX_AGE.search(control):
        age = _seconds(first_value(fields, b"age") or "") or timedelta(0)
        return _clamped((_seconds(found[1]) or timedelta(0)) - age)
    expires = first_value(fields, b"expires")
    if expires is None:
        return None
    # A date that is none, above all "0", lies in the past (RFC 9111 5.3).
    return _clamped((_date(expires) or datetime.min.replace(tzinfo=UTC)) - _sent_at(fields, now))


def retry_after(fields: Fields, now: datetime) -> timedelta | None:
    """Return the pause that a server asks for (RFC 9110 10.2.3): 0 to 24 hours.

    None where it asks for none, for one in the past, or for what is neither seconds nor a date.
    """
    text = (first_value(fields, b"retry-after") or "").strip()
    wait = _seconds(text)
    # A date is measured by the server's own clock where it tells it: ours may differ.
    if wait is None and (date := _date(text)):
        wait = date - _sent_at(fields, now)
    return None if wait is None or wait < timedelta(0) else min(wait, LONGEST_WAIT)


def _sendable(value: str) -> str | None:
    return value if _verbatim(value) is not None else None


def _verbatim(value: str | None) -> bytes | None:
    """Return the bytes to send for a stored validator, or None where they would arrive changed."""
    if not value or len(value) > LONGEST_VALIDATOR or _UNSENDABLE.search(value):
        return None
    try:
        raw = value.encode("latin-1")
        raw.decode()  # aiohttp writes headers as UTF-8: other bytes would be rewritten
    except UnicodeError:
        return None
    return raw


def _seconds(text: str) -> timedelta | None:
    """Read delta-seconds; what is beyond a timedelta's reach counts as very long."""
    if not (text.isascii() and text.isdigit()):
        return None
    return timedelta(seconds=int(text.lstrip("0")[:10] or "0"))


def _date(text: str) -> datetime | None:
    try:
        date = email.utils.parsedate_to_datetime(text)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _sent_at(fields: Fields, now: datetime) -> datetime:
    """Return the server's own time where it tells it: only the difference counts, not our clock."""
    return _date(first_value(fields, b"date") or "") or now


def _clamped(age: timedelta) -> timedelta:
    return max(timedelta(0), min(age, LONGEST_WAIT))
