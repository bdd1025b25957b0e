"""Trigger `count`: so many stories within a time."""

from watchers.model.signals import SignalKind
from watchers.model.triggers import OnCount
from watchers.triggers.facts import Evaluation, Facts, Fired
from watchers.triggers.words import lasting, stories

MOST_EVIDENCE = 5


def count(trigger: OnCount, facts: Facts) -> Evaluation:
    """Fire at `at_least` stories; reset at half as many."""
    found = facts.within(trigger.over)
    if len(found) < trigger.at_least:
        return Evaluation(reset=2 * len(found) <= trigger.at_least)
    fired = Fired(
        kind=SignalKind.COUNT,
        said=f"{stories(len(found))} in {lasting(trigger.over)}",
        figures={
            "stories": len(found),
            "at_least": trigger.at_least,
            "over": trigger.over.total_seconds(),
        },
        evidence=[one.item for one in found[: -MOST_EVIDENCE - 1 : -1]],
    )
    return Evaluation(fired=fired)
