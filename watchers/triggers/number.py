"""Triggers `number` and `change`: a series crosses a limit, or moved by much over a time."""

from collections.abc import Sequence

from watchers.model.news import Observation
from watchers.model.signals import SignalKind
from watchers.model.triggers import OnChange, OnNumber
from watchers.triggers.facts import Evaluation, Facts, Fired
from watchers.triggers.words import day, lasting, plain

BAND = 0.02  # of the limit: so far a value goes back before crossing again counts


def number(trigger: OnNumber, facts: Facts) -> Evaluation:
    """Fire while the newest value is at the limit or past it; reset when it is back by a little."""
    newest = _newest(facts.observations.get(trigger.series, ()))
    if newest is None:
        return Evaluation()
    past = trigger.limit - newest.value if trigger.below else newest.value - trigger.limit
    if past < 0:
        return Evaluation(reset=-past >= BAND * abs(trigger.limit))
    side = "below" if trigger.below else "above"
    reached = f"at {plain(trigger.limit)}" if past == 0 else f"{side} {plain(trigger.limit)}"
    fired = Fired(
        kind=SignalKind.NUMBER,
        said=f"{trigger.series}: {plain(newest.value)} on {day(newest.at)}, {reached}",
        figures={
            "series": trigger.series,
            "value": newest.value,
            "at": newest.at.isoformat(),
            "limit": trigger.limit,
            "side": side,
        },
    )
    return Evaluation(fired=fired)


def change(trigger: OnChange, facts: Facts) -> Evaluation:
    """Fire while the newest value is that far from the one before; reset at half of it."""
    observed = facts.observations.get(trigger.series, ())
    newest = _newest(observed)
    before = None if newest is None else _before(trigger, observed, newest)
    if newest is None or before is None or (trigger.relative and not before.value):
        return Evaluation()
    by = newest.value - before.value
    if trigger.relative:
        by /= abs(before.value)
    if by / trigger.by < 1:
        return Evaluation(reset=2 * by / trigger.by <= 1)
    amount = f"{abs(by):.3g}" if not trigger.relative else f"{100 * abs(by):.3g} %"
    fired = Fired(
        kind=SignalKind.CHANGE,
        said=(
            f"{trigger.series}: {'up' if by > 0 else 'down'} by {amount} "
            f"in {lasting(newest.at - before.at)}: "
            f"{plain(before.value)} on {day(before.at)}, {plain(newest.value)} on {day(newest.at)}"
        ),
        figures={
            "series": trigger.series,
            "by": by,
            "relative": trigger.relative,
            "before": before.value,
            "before_at": before.at.isoformat(),
            "value": newest.value,
            "at": newest.at.isoformat(),
        },
    )
    return Evaluation(fired=fired)


def _newest(observed: Sequence[Observation]) -> Observation | None:
    return max(observed, key=lambda one: one.at, default=None)


def _before(
    trigger: OnChange, observed: Sequence[Observation], newest: Observation
) -> Observation | None:
    """Find the value nearest to so long before; months differ in length, and days are skipped."""
    asked = newest.at - trigger.over
    near = [one for one in observed if abs(one.at - asked) <= trigger.over / 2]
    return min(near, key=lambda one: abs(one.at - asked), default=None)
