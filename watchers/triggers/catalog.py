"""Every kind of trigger: the only list. Rules, storage and docs follow it."""

from watchers.model.signals import TriggerFigures
from watchers.triggers.change import ChangeTrigger
from watchers.triggers.count import CountTrigger
from watchers.triggers.expected import ExpectedTrigger
from watchers.triggers.kind import Trigger
from watchers.triggers.new import NewTrigger
from watchers.triggers.number import NumberTrigger
from watchers.triggers.sequence import SequenceTrigger
from watchers.triggers.silence import SilenceTrigger
from watchers.triggers.spike import SpikeTrigger
from watchers.triggers.story import StoryTrigger

KINDS: tuple[type[Trigger], ...] = (
    StoryTrigger,
    CountTrigger,
    SpikeTrigger,
    SilenceTrigger,
    NumberTrigger,
    ChangeTrigger,
    ExpectedTrigger,
    NewTrigger,
    SequenceTrigger,
)


def figures_named(kind: str) -> type[TriggerFigures] | None:
    """Return the class of figures that a trigger signals as `kind`, or None if none does."""
    return next((of for trigger in KINDS for of in trigger.figures if of.kind == kind), None)
