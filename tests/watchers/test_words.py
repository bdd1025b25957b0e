from datetime import timedelta

import pytest

from watchers.words import counted, exactly, excerpt, lasting, stories

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("length", "age", "setting"),
    [
        (MINUTE / 2, "moments", "0 minutes"),
        (MINUTE, "1 minute", "1 minute"),
        (HOUR, "60 minutes", "60 minutes"),
        (90 * MINUTE, "90 minutes", "90 minutes"),
        (150 * MINUTE, "2 hours", "150 minutes"),
        (DAY, "24 hours", "24 hours"),
        (DAY + HOUR + MINUTE, "25 hours", "1,501 minutes"),
        (2 * DAY, "2 days", "2 days"),
        (60 * HOUR, "2 days", "60 hours"),
        (400 * DAY, "400 days", "400 days"),
    ],
)
def test_an_age_is_rounded_down_and_a_setting_is_not(length, age, setting):
    """Nobody cares for the minutes of two days ago; a rule means what it says."""
    assert (age, setting) == (lasting(length), exactly(length))


@pytest.mark.parametrize(
    ("number", "of_stories", "of_items"),
    [(0, "no story", "0 items"), (1, "1 story", "1 item"), (1250, "1,250 stories", "1,250 items")],
)
def test_one_is_no_plural(number, of_stories, of_items):
    """And thousands are set apart."""
    assert (of_stories, of_items) == (stories(number), counted(number, "item"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ships sail", "ships sail"),
        (" ships\n\tsail ", "ships sail"),
        ("ships sail east", "ships sail…"),
        ("ships sailed", "ships sail…"),
        ("half \ud800", "half ?"),
    ],
    ids=["short", "white space", "cut at a word's end", "cut", "half a character"],
)
def test_an_excerpt_is_one_line_that_fits(text, shown):
    """What was cut says so."""
    assert shown == excerpt(text, 11)
