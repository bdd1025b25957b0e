from datetime import time, timedelta

import pytest

from watchers.triggers.catalog import KINDS
from watchers.triggers.change import ChangeTrigger
from watchers.triggers.count import CountTrigger
from watchers.triggers.expected import ExpectedTrigger
from watchers.triggers.new import NewTrigger
from watchers.triggers.number import NumberTrigger
from watchers.triggers.sequence import SequenceTrigger
from watchers.triggers.silence import SilenceTrigger
from watchers.triggers.spike import SpikeTrigger
from watchers.triggers.story import StoryTrigger

DAY = timedelta(days=1)
TRADE = "cn-ru-trade"
DESCRIPTIONS = [
    (StoryTrigger(), "each new story"),
    (CountTrigger(at_least=5, over=DAY), "5 stories in 24 hours"),
    (
        SpikeTrigger(over=DAY, baseline=30 * DAY, factor=3, at_least=5),
        "3 times the usual of 30 days in 24 hours",
    ),
    (
        SpikeTrigger(over=DAY, baseline=30 * DAY, factor=3, at_least=5, direction="down"),
        "1/3 of the usual of 30 days in 24 hours",
    ),
    (SilenceTrigger(over=14 * DAY), "no story for 14 days"),
    (NumberTrigger(series=TRADE, above=17.5), "cn-ru-trade up to 17.5"),
    (NumberTrigger(series=TRADE, below=10), "cn-ru-trade down to 10"),
    (
        ChangeTrigger(series=TRADE, by="-10%", over=30 * DAY),
        "cn-ru-trade by -10 % over 30 days",
    ),
    (ChangeTrigger(series=TRADE, by="+2", over=7 * DAY), "cn-ru-trade by +2 over 7 days"),
    (
        ExpectedTrigger(days="18-20", at=time(7)),
        "a story on days 18 to 20 of a month, or none",
    ),
    (NewTrigger(of="sources", learn=DAY), "a new source"),
    (NewTrigger(of="$weapons", learn=DAY), "a new word of $weapons"),
    (
        SequenceTrigger(of=("a", "b"), within=7 * DAY, ordered=True),
        "a, b within 7 days in this order",
    ),
]


@pytest.mark.parametrize(("trigger", "words"), DESCRIPTIONS)
def test_a_trigger_is_said_in_words(trigger, words):
    """As somebody would who explains the rules."""
    assert words == trigger.describe()


def test_every_trigger_has_its_words():
    """A new kind is not shown in silence."""
    assert set(KINDS) == {type(trigger) for trigger, _words in DESCRIPTIONS}
