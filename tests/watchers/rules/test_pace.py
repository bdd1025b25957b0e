from datetime import timedelta

import pytest

from watchers.errors import RuleMistakes
from watchers.model.names import SourceId
from watchers.rules.load import read_rules

MINUTE = timedelta(minutes=1)


def read(every):
    """Read a file with one source that is looked at so often."""
    text = (
        f"sources:\n  w: {{feed: https://w.example/f, every: {every}}}\n"
        "indicators: {a: {query: x}}\n"
    )
    return read_rules(text, "rules.yaml").sources[SourceId("w")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("15m", (15 * MINUTE, None)),
        ("5m to 2h", (5 * MINUTE, 120 * MINUTE)),
        ("90 s to 1 day", (1.5 * MINUTE, 1440 * MINUTE)),
    ],
)
def test_a_pace_is_one_length_or_two_bounds(written, expected):
    """Between two bounds it follows the source."""
    source = read(written)

    assert expected == (source.every, source.seldom)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2h to 5m", "every: the bounds of a pace"),
        ("5m to 5m", "every: the bounds of a pace"),
        ("5m to", "every: not a duration"),
        ("5m to often", "every: not a duration"),
        ("1s to 99d", "every: too short or too long"),
    ],
)
def test_bounds_that_bound_nothing_are_a_mistake(written, expected):
    """With the form that is wanted."""
    with pytest.raises(RuleMistakes) as caught:
        read(written)

    assert caught.value.mistakes[0].message.startswith(expected)
