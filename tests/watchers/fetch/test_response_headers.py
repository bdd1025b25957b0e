"""What headers mean: tables, and the law that no header can do harm."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.fetch.response_headers import (
    LONGEST_WAIT,
    conditional_fields,
    fresh_for,
    read_validators,
    retry_after,
)
from watchers.protocols import Validators

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
DATE = ("Date", "Wed, 01 May 2024 09:00:00 GMT")  # a server whose clock is three hours behind


def fields(*pairs):
    """Spell headers as the wire has them."""
    return [(name.encode(), value.encode("latin-1")) for name, value in pairs]


@pytest.mark.parametrize(
    ("pairs", "seconds"),
    [
        ([], None),
        ([("Retry-After", "120")], 120),
        ([("Retry-After", " 120 ")], 120),
        ([("retry-after", "0")], 0),
        ([("Retry-After", "00120")], 120),
        ([("Retry-After", "-5")], None),
        ([("Retry-After", "1.5")], None),
        ([("Retry-After", "soon")], None),
        ([("Retry-After", "")], None),
        ([("Retry-After", "²")], None),
        ([("Retry-After", "86401")], 86400),
        ([("Retry-After", "9" * 5000)], 86400),
        ([("Retry-After", "Wed, 01 May 2024 12:01:00 GMT")], 60),
        ([("Retry-After", "Wednesday, 01-May-24 12:01:00 GMT")], 60),
        ([("Retry-After", "Wed, 01 May 2024 11:59:00 GMT")], None),
        ([("Retry-After", "Fri, 01 May 2099 12:00:00 GMT")], 86400),
        ([("Retry-After", "Wed, 01 May 2024 09:01:00 GMT"), DATE], 60),
        ([("Retry-After", "Wed, 99 May 2024 09:01:00 GMT")], None),
    ],
    ids=[
        "absent",
        "seconds",
        "spaces",
        "zero",
        "leading zeros",
        "negative",
        "fraction",
        "text",
        "empty",
        "superscript",
        "over a day",
        "absurd",
        "date",
        "old date form",
        "past date",
        "far date",
        "date by the server's clock",
        "no date",
    ],
)
def test_a_wish_to_come_back_is_read(pairs, seconds):
    """Seconds or a date, never more than a day, nothing where it makes no sense."""
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert expected == retry_after(fields(*pairs), NOW)


@pytest.mark.parametrize(
    ("pairs", "seconds"),
    [
        ([], None),
        ([("Cache-Control", "max-age=600")], 600),
        ([("Cache-Control", "public, Max-Age=600")], 600),
        ([("Cache-Control", 'max-age="600"')], 600),
        ([("Cache-Control", "public"), ("Cache-Control", "max-age=600")], 600),
        ([("Cache-Control", "s-maxage=600")], None),
        ([("Cache-Control", "x-max-age=600")], None),
        ([("Cache-Control", "max-age=-1")], None),
        ([("Cache-Control", "max-age=600"), ("Age", "200")], 400),
        ([("Cache-Control", "max-age=600"), ("Age", "9000")], 0),
        ([("Cache-Control", "max-age=600"), ("Age", "old")], 600),
        ([("Cache-Control", "max-age=" + "9" * 5000)], 86400),
        ([("Cache-Control", "no-store, max-age=600")], None),
        ([("Cache-Control", "max-age=600, no-cache")], None),
        ([("Cache-Control", 'no-cache="Set-Cookie", max-age=600')], None),
        ([("Cache-Control", "max-age=600"), ("Expires", "0")], 600),
        ([("Expires", "Wed, 01 May 2024 12:10:00 GMT")], 600),
        ([("Expires", "Wed, 01 May 2024 09:10:00 GMT"), DATE], 600),
        ([("Expires", "Wed, 01 May 2024 11:00:00 GMT")], 0),
        ([("Expires", "0")], 0),
        ([("Expires", "-1")], 0),
        ([("Expires", "Fri, 01 May 2099 12:00:00 GMT")], 86400),
        ([("Cache-Control", "no-cache"), ("Expires", "Fri, 01 May 2099 12:00:00 GMT")], None),
    ],
    ids=[
        "absent",
        "max-age",
        "capitals",
        "quoted",
        "two fields",
        "for shared caches",
        "another directive",
        "negative",
        "aged",
        "older than its age",
        "age is text",
        "absurd",
        "no-store",
        "no-cache",
        "no-cache with fields",
        "max-age beats Expires",
        "Expires",
        "Expires by the server's clock",
        "Expires in the past",
        "Expires zero",
        "Expires negative",
        "Expires far",
        "no-cache beats Expires",
    ],
)
def test_a_cache_lifetime_is_read(pairs, seconds):
    """From nothing to a day, whatever a publisher writes."""
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert expected == fresh_for(fields(*pairs), NOW)


def test_silence_keeps_the_old_validators():
    """A 304 replaces what it repeats; a 200 has nothing old to keep."""
    old = Validators(etag='"a"', last_modified="then")

    assert old == read_validators([], old)
    assert Validators(etag='"a"', last_modified="now") == read_validators(
        fields(("Last-Modified", "now")), old
    )
    assert Validators() == read_validators([])


values = st.one_of(
    st.binary(),
    st.text().map(str.encode),
    st.text("0123456789 :,GMTWedMay+-").map(str.encode),
    st.builds("Wed, {} May {} {}:{}:00 {}".format, *[st.integers(-99, 99999)] * 4, st.text()).map(
        lambda text: text.encode(errors="replace")
    ),
)


@given(values, values, values, values)
def test_no_header_harms(a, b, c, d):
    """Whatever the bytes, times stay within a day."""
    raw = [(b"Retry-After", a), (b"Cache-Control", b"max-age=" + b), (b"Expires", c), (b"Date", d)]

    for part in (raw, raw[:1] + raw[2:]):
        for wait in (retry_after(part, NOW), fresh_for(part, NOW)):
            assert wait is None or timedelta(0) <= wait <= LONGEST_WAIT


@given(values)
def test_a_validator_returns_unchanged_or_not_at_all(raw):
    """What is stored is what will be sent, and it is what came."""
    kept = read_validators([(b"ETag", raw)])

    assert conditional_fields(kept) in ([], [(b"If-None-Match", raw)])
    assert bool(conditional_fields(kept)) == (kept.etag is not None)
