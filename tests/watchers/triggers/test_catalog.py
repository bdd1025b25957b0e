from datetime import time, timedelta

import pytest

from watchers.model.names import Severity
from watchers.triggers.catalog import KINDS, figures_named
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
KEYS = [
    (StoryTrigger(), "story"),
    (CountTrigger(at_least=3, over=DAY), "count at_least=3 over=86400s"),
    (
        SpikeTrigger(),
        "spike over=86400s baseline=2592000s factor=3 at_least=5 direction=up",
    ),
    (SilenceTrigger(over=14 * DAY), "silence over=1209600s"),
    (NumberTrigger(series="brent", above=100), "number series=brent above=100.0"),
    (NumberTrigger(series="brent", below=17.5), "number series=brent below=17.5"),
    (
        ChangeTrigger(series="brent", by="-10%", over=30 * DAY),
        "change series=brent by=-0.1 of the value over=2592000s",
    ),
    (ChangeTrigger(series="brent", by="2", over=DAY), "change series=brent by=2.0 over=86400s"),
    (
        ExpectedTrigger(days="18-20", at=time(7), zone="Europe/Paris"),
        "expected days=18-20 at=07:00 zone=Europe/Paris",
    ),
    (NewTrigger(of="$weapons"), "new of=$weapons learn=604800s"),
    (NewTrigger(of="sources", learn=DAY), "new of=sources learn=86400s"),
    (SequenceTrigger(of="a", within=DAY), "sequence of=a within=86400s"),
    (
        SequenceTrigger(of=("b", "a"), within=DAY, ordered=True),
        "sequence of=b,a within=86400s ordered",
    ),
]
CHANGED = {
    "at_least": 7,
    "over": 3 * DAY,
    "baseline": 60 * DAY,
    "factor": 2.5,
    "direction": "down",
    "series": "gas",
    "above": 7.0,
    "below": 7.0,
    "by": (7.0, False),
    "days": (1, 2),
    "at": time(8),
    "zone": "Asia/Tokyo",
    "of": ("c", "d"),
    "learn": 3 * DAY,
    "within": 3 * DAY,
    "ordered": True,
}


@pytest.mark.parametrize(("trigger", "key"), KEYS, ids=[key for _, key in KEYS])
def test_what_a_trigger_is_remembered_by_does_not_change(trigger, key):
    """It is stored: with another key, what holds already would be told for what it is not."""
    assert key == trigger.state_key


@pytest.mark.parametrize("trigger", [trigger for trigger, _ in KEYS[:4] + KEYS[6:7] + KEYS[8:12]])
def test_each_setting_but_the_severity_makes_another_trigger(trigger):
    """A trigger with another limit has not fired yet; a more severe one has."""
    for name in type(trigger).model_fields:
        if name != "severity":
            changed = trigger.model_copy(update={name: CHANGED[name]})
            assert changed.state_key != trigger.state_key

    graver = trigger.model_copy(update={"severity": Severity.CRITICAL})
    assert graver.state_key == trigger.state_key


def test_every_kind_is_here():
    """A new one has its row."""
    assert set(KINDS) == {type(trigger) for trigger, _ in KEYS}


def test_no_two_kinds_share_a_name_nor_their_figures():
    """Names are how they are found again."""
    names = [kind.name for kind in KINDS]
    figures = [of.kind for kind in KINDS for of in kind.figures]

    assert len(names) == len(set(names))
    assert len(figures) == len(set(figures))
    assert all(figures_named(of.kind) is of for kind in KINDS for of in kind.figures)
    assert figures_named("story") is None
