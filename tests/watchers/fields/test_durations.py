"""One reader of lengths, for rules, for commands and for --since."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.fields.durations import match_duration, read_duration

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30s", timedelta(seconds=30)),
        ("90m", 1.5 * HOUR),
        ("24h", DAY),
        ("24 hours", DAY),
        ("2 hrs", 2 * HOUR),
        ("1 min", HOUR / 60),
        ("14d", 14 * DAY),
        ("2w", 14 * DAY),
        ("1 month", 30 * DAY),
        ("2 years", 730 * DAY),
        ("1h30m", 1.5 * HOUR),
        ("1w2d3h4m5s", 9 * DAY + 3 * HOUR + timedelta(minutes=4, seconds=5)),
    ],
)
def test_a_length_is_read(text, length):
    """Alone, and at the beginning of more, where capitals do not matter."""
    assert length == read_duration(text)
    assert (length, len(text) + 1) == match_duration(f" {text.upper()}, because", 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "h",
        "24",
        "-1h",
        "1.5h",
        "24hourly",
        "1 h 30 m",
        "2y",
        "1month2d",
        "９h",
        "1234567s",
        "H",
    ],
)
def test_what_is_no_length_is_none(text):
    """Rather than guessed."""
    assert read_duration(text) is None


@given(st.from_regex(r"[0-9]{1,6}( (month|year|week)s?|[smhdw])", fullmatch=True))
def test_no_length_overflows(text):
    """Whoever adds it to a moment must look out; here it is a length."""
    length = read_duration(text)

    assert length is not None
    assert timedelta() <= length <= timedelta(days=365) * 999_999


@given(st.text(alphabet="0123456789smhdw onthyear,", max_size=12))
def test_what_is_read_alone_is_read_the_same_among_words(text):
    """Two ways in, one meaning."""
    length = read_duration(text)

    assert length is None or (length, len(text)) == match_duration(f"{text} because", 0)
