from datetime import time, timedelta
from typing import get_args

import pytest

from bot.queries.occasions import occasion
from watchers.model.names import IndicatorId, SourceId
from watchers.model.triggers import (
    OnChange,
    OnCount,
    OnExpected,
    OnNew,
    OnNumber,
    OnSequence,
    OnSilence,
    OnSpike,
    OnStory,
    Trigger,
)

DAY = timedelta(days=1)
TRADE = SourceId("cn-ru-trade")
OCCASIONS = [
    (OnStory(), "each new story"),
    (OnCount(at_least=5, over=DAY), "5 reports in 24 hours"),
    (
        OnSpike(over=DAY, baseline=30 * DAY, factor=3, at_least=5),
        "3 times the usual of 30 days in 24 hours",
    ),
    (
        OnSpike(over=DAY, baseline=30 * DAY, factor=3, at_least=5, down=True),
        "1/3 of the usual of 30 days in 24 hours",
    ),
    (OnSilence(over=14 * DAY), "no story for 14 days"),
    (OnNumber(series=TRADE, limit=17.5), "cn-ru-trade up to 17.5"),
    (OnNumber(series=TRADE, limit=10, below=True), "cn-ru-trade down to 10"),
    (
        OnChange(series=TRADE, by=-0.1, relative=True, over=30 * DAY),
        "cn-ru-trade by -10 % over 30 days",
    ),
    (OnChange(series=TRADE, by=2, relative=False, over=7 * DAY), "cn-ru-trade by +2 over 7 days"),
    (
        OnExpected(first_day=18, last_day=20, at=time(7)),
        "a story on days 18 to 20 of a month, or none",
    ),
    (OnNew(of=None, learn=DAY), "a new source"),
    (OnNew(of="weapons", learn=DAY), "a new word of $weapons"),
    (
        OnSequence(of=(IndicatorId("a"), IndicatorId("b")), within=7 * DAY, ordered=True),
        "a, b within 7 days in this order",
    ),
]


@pytest.mark.parametrize(("trigger", "words"), OCCASIONS)
def test_a_trigger_is_said_in_words(trigger, words):
    """As somebody would who explains the rules."""
    assert words == occasion(trigger)


def test_every_trigger_has_its_words():
    """A new kind is not shown as code."""
    assert set(get_args(Trigger)) == {type(trigger) for trigger, _words in OCCASIONS}
