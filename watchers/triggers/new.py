"""Trigger `new`: a term of a list, or a source, met for the first time among the matches."""

from dataclasses import replace

from watchers.model.news import TriggerState
from watchers.model.signals import SignalKind
from watchers.model.triggers import OnNew
from watchers.triggers.facts import Facts, Fired


def new(trigger: OnNew, state: TriggerState, facts: Facts) -> tuple[TriggerState, Fired | None]:
    """Fire once for all names not met before; those of the time to learn are met silently."""
    remembered = state.memory.get("met", [])
    known = set(remembered) if isinstance(remembered, list) else set()
    fresh = [one for one in facts.met if not one.known and one.name not in known]
    names = list(dict.fromkeys(one.name for one in fresh))
    met = sorted(known | {one.name for one in facts.met})
    if len(met) > len(known):
        state = replace(state, memory={"met": met})
    if not names or facts.now - state.began < trigger.learn:
        return state, None
    what = "sources" if trigger.of is None else f"${trigger.of}"
    fired = Fired(
        kind=SignalKind.NEW,
        said=f"{'for the first time from' if trigger.of is None else 'for the first time'}: "
        + ", ".join(names),
        figures={"of": what, "names": names},
        evidence=list(dict.fromkeys(one.item for one in reversed(fresh))),
    )
    return state, fired
