"""Until when, where it stands alone: in a form of Discord's, in an option, on a button."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.durations import LONGEST, read_until
from bot.model.commands import UNTIL_EXAMPLES, Mistaken
from tests.bot.fakes import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "lasts"),
    [
        ("30m", HOUR / 2),
        ("2h", 2 * HOUR),
        (" 3D ", 3 * DAY),
        ("1 w", 7 * DAY),
        ("1h30m", 1.5 * HOUR),
        ("for 6 hours", 6 * HOUR),
        ("90d", 90 * DAY),
        ("2026-03-15 09:15", 21.25 * HOUR),
        ("2026-03-15", 21 * HOUR),
        ("until tomorrow 14:00 Europe/Paris", 25 * HOUR),
        ("2026-03-15T12:00:00+00:00", DAY),
    ],
)
def test_an_end_is_read(typed, lasts):
    """A length or a moment; in UTC unless a zone is given."""
    assert NOON + lasts == read_until(typed, NOON)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "0h", "-2h", "2", "2y", "2.5h", "99999w", "2026-03-14 11:59", "2026-13-01 00:00",
     "2030-01-01 00:00", "2026-03-15 09:15 Mars/Base", "1e9h", "2h or so", "until", "200d"],
)  # fmt: skip
def test_what_is_no_end_is_said_so(typed):
    """Past, too far ahead, or with more words: asked again rather than guessed."""
    assert isinstance(read_until(typed, NOON), Mistaken)


def test_the_limit_is_ninety_days_and_its_text_says_so():
    """One limit, wherever it is typed."""
    refused = read_until("200d", NOON)

    assert isinstance(refused, Mistaken)
    assert "more than 90 days" in refused.message


def test_each_example_that_people_are_shown_is_read():
    """None of them promises what is then refused."""
    now = NOON.replace(month=11)

    for example in UNTIL_EXAMPLES.replace(" or ", " ").split(", "):
        end = read_until(example, now)

        assert not isinstance(end, Mistaken)
        assert now < end


@given(st.text(max_size=60))
def test_any_text_is_an_end_or_a_mistake_with_a_hint(typed):
    """Nothing raises; what is read lies ahead, and not too far."""
    end = read_until(typed, NOON)

    assert (end.message and end.hint) if isinstance(end, Mistaken) else NOON < end <= NOON + LONGEST
