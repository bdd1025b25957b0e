"""Trigger `sequence`: stories of several indicators within a time."""

from collections.abc import Sequence

from watchers.model.names import IndicatorId
from watchers.model.news import Sighting
from watchers.model.signals import SignalKind
from watchers.model.triggers import OnSequence
from watchers.triggers.facts import Evaluation, Facts, Fired
from watchers.triggers.words import lasting


def sequence(trigger: OnSequence, facts: Facts) -> Evaluation:
    """Fire while each indicator has a story of its own within the time; reset when one has none."""
    start = facts.now - trigger.within
    seen = [
        [one for one in facts.others.get(id_, ()) if start < one.came <= facts.now]
        for id_ in trigger.of
    ]
    found = _in_order(seen) if trigger.ordered else _one_each(seen)
    if found is None:
        return Evaluation(reset=True)
    joint = ", then " if trigger.ordered else " and "
    names = [f"“{facts.titles.get(id_, id_)}”" for id_ in trigger.of]
    fired = Fired(
        kind=SignalKind.SEQUENCE,
        said=f"{joint.join(names)} within {lasting(trigger.within)}",
        figures={
            "of": list(trigger.of),
            "within": trigger.within.total_seconds(),
            "ordered": trigger.ordered,
            "came": _times(trigger.of, found),
        },
        evidence=[one.item for one in sorted(found, key=lambda one: one.came, reverse=True)],
    )
    return Evaluation(fired=fired)


def _in_order(seen: Sequence[Sequence[Sighting]]) -> list[Sighting] | None:
    """Find one story each, none earlier than the one before; the first may be any."""
    for first in seen[0]:
        found = [first]
        for of_one in seen[1:]:
            told = {one.story for one in found}
            after = (o for o in of_one if o.came >= found[-1].came and o.story not in told)
            if (following := next(after, None)) is None:
                break
            found.append(following)
        if len(found) == len(seen):
            return found
    return None


def _one_each(seen: Sequence[Sequence[Sighting]]) -> list[Sighting] | None:
    """Find one story each, no story twice, the newest first (augmenting paths)."""
    taken: dict[int, tuple[int, Sighting]] = {}  # story -> the indicator's place, its sighting

    def place(n: int, tried: set[int]) -> bool:
        for one in reversed(seen[n]):
            if one.story in tried:
                continue
            tried.add(one.story)
            if one.story not in taken or place(taken[one.story][0], tried):
                taken[one.story] = n, one
                return True
        return False

    if not all(place(n, set()) for n in range(len(seen))):
        return None
    return [one for _n, one in sorted(taken.values(), key=lambda pair: pair[0])]


def _times(of: Sequence[IndicatorId], found: Sequence[Sighting]) -> dict[str, str]:
    return {id_: one.came.isoformat() for id_, one in zip(of, found, strict=True)}
