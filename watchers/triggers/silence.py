"""Trigger `silence`: no story for a time."""

from datetime import datetime

from watchers.model.signals import SignalKind
from watchers.model.triggers import OnSilence
from watchers.triggers.facts import Evaluation, Facts, Fired
from watchers.triggers.words import day, lasting


def silence(trigger: OnSilence, facts: Facts, began: datetime) -> Evaluation:
    """Fire when the last story, or the trigger's beginning, is long past; reset with the next one.

    Measured up to the last time any source was read: nobody knows of later silence.
    """
    last = max(facts.stories, key=lambda one: one.seen, default=None)
    heard = began if last is None else max(began, last.seen)
    until = min(facts.now, facts.sighted or began)
    if until - heard < trigger.over:
        return Evaluation(reset=True)
    when = "watching began" if last is None else day(last.seen)
    fired = Fired(
        kind=SignalKind.SILENCE,
        said=f"no story for {lasting(until - heard)}; none since {when}",
        figures={
            "silent": (until - heard).total_seconds(),
            "over": trigger.over.total_seconds(),
            "last": None if last is None else last.seen.isoformat(),
        },
        evidence=[] if last is None else [last.item],
    )
    return Evaluation(fired=fired)
