"""Trigger `spike`: far more stories than usual, or far fewer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from watchers.model.news import Sighting
from watchers.model.signals import SignalKind
from watchers.model.triggers import OnSpike
from watchers.triggers.count import MOST_EVIDENCE
from watchers.triggers.facts import Evaluation, Facts, Fired
from watchers.triggers.usual import Usual, usual
from watchers.triggers.words import lasting, stories

CLEARLY_MORE = 4  # times what chance may do: a count nearer to the usual one is none
CLEARLY_FEWER = 2  # rare things scatter less downwards: nothing is less than no story


def spike(trigger: OnSpike, facts: Facts, began: datetime) -> Evaluation:
    """Fire when the count is `factor` times the usual one and clearly out of its spread.

    Down: when it is a `factor`-th, and the usual one at least `at_least`. Reset half-way back.
    """
    now = facts.now
    if trigger.down:
        # Where no source was read there was nothing to count.
        if facts.sighted is None:
            return Evaluation()
        now = min(now, facts.sighted)
    known = usual(
        [one.came for one in facts.stories],
        over=trigger.over,
        baseline=trigger.baseline,
        since=min(began, facts.since or began),
        now=now,
    )
    if known is None:
        return Evaluation()
    found = replace(facts, now=now).within(trigger.over)
    return _down(trigger, found, known) if trigger.down else _up(trigger, found, known)


def _up(trigger: OnSpike, found: tuple[Sighting, ...], known: Usual) -> Evaluation:
    limit = max(
        trigger.at_least, trigger.factor * known.middle, known.middle + CLEARLY_MORE * known.chance
    )
    if len(found) < limit:
        return Evaluation(reset=2 * len(found) <= limit + known.middle)
    return Evaluation(fired=_fired(trigger, found, known))


def _down(trigger: OnSpike, found: tuple[Sighting, ...], known: Usual) -> Evaluation:
    limit = min(known.middle / trigger.factor, known.middle - CLEARLY_FEWER * known.chance)
    if known.middle < trigger.at_least or len(found) > limit:
        return Evaluation(reset=2 * len(found) >= limit + known.middle)
    return Evaluation(fired=_fired(trigger, found, known))


def _fired(trigger: OnSpike, found: tuple[Sighting, ...], known: Usual) -> Fired:
    figures: Mapping[str, object] = {
        "stories": len(found),
        "usual": [known.low, known.high],
        "middle": known.middle,
        "over": trigger.over.total_seconds(),
        "baseline": trigger.baseline.total_seconds(),
        "factor": trigger.factor,
        "direction": "down" if trigger.down else "up",
    }
    return Fired(
        kind=SignalKind.SPIKE,
        said=f"{stories(len(found))} in {lasting(trigger.over)}; usual {known}",
        figures=figures,
        evidence=[one.item for one in found[: -MOST_EVIDENCE - 1 : -1]],
    )
