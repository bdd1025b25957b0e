"""Trigger `expected`: what a calendar expects each month appears, or is missing."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from watchers.model.news import Sighting, TriggerState
from watchers.model.signals import SignalKind
from watchers.model.triggers import OnExpected
from watchers.triggers.facts import Facts, Fired
from watchers.triggers.words import day, lasting

_MONTHS_KEPT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days of one month in which something is expected; from `end` on it is missing."""

    name: str  # 2026-03
    start: datetime
    end: datetime


def period(trigger: OnExpected, year: int, month: int) -> Period:
    """Give the days of a month. A day that the month lacks is its last one."""
    zone = ZoneInfo(trigger.zone)
    days = calendar.monthrange(year, month)[1]
    first, last = min(trigger.first_day, days), min(trigger.last_day, days)
    return Period(
        name=f"{year:04}-{month:02}",
        start=datetime.combine(datetime(year, month, first), time(), zone),  # noqa: DTZ001 - a day
        end=datetime.combine(datetime(year, month, last), trigger.at, zone),  # noqa: DTZ001
    )


def expected(
    trigger: OnExpected, state: TriggerState, facts: Facts
) -> tuple[TriggerState, Fired | None]:
    """Fire once a month when it appears, also late, and once when its days are over without it.

    It is called missing only if we watched in those days, and some source was read after them.
    """
    here = facts.now.astimezone(ZoneInfo(trigger.zone))
    this = period(trigger, here.year, here.month)
    month_before = here.replace(day=1) - timedelta(days=1)
    last = period(trigger, month_before.year, month_before.month)
    if last.name in state.memory:  # it was watched, or its outcome is known
        state, fired = _judge(last, state, facts, until=this.start)
        if fired is not None:
            return state, fired
    return _judge(this, state, facts, until=None)


def _judge(
    one: Period, state: TriggerState, facts: Facts, *, until: datetime | None
) -> tuple[TriggerState, Fired | None]:
    outcome = str(state.memory.get(one.name, ""))
    if outcome == "appeared" or facts.now < one.start:
        return state, None
    came = next(
        (s for s in facts.stories if s.came >= one.start and (until is None or s.came < until)),
        None,
    )
    if came is not None:
        # What was there before anybody asked is no news, and who slept knows of no delay.
        silent = came.seen < state.began or (not outcome and came.came > one.end)
        return _noted(state, one, "appeared"), None if silent else _appeared(one, came, outcome)
    if facts.now < one.end:
        return (state if outcome else _noted(state, one, "watched")), None
    blind = facts.sighted is None or facts.sighted < one.end
    if outcome != "watched" or blind or state.began > one.start:
        return state, None
    return _noted(state, one, "missing"), _missing(one, facts)


def _appeared(one: Period, came: Sighting, outcome: str) -> Fired:
    late = came.came - one.end
    how = "and here"
    if late > timedelta(0):
        how = f"{lasting(late)} late"
    elif outcome == "missing":
        how = "published in time but seen only now"
    said = f"expected by {_by(one)}, {how}"
    return Fired(
        kind=SignalKind.EXPECTED,
        said=said,
        figures={**_of(one), "came": came.came.isoformat()},
        evidence=[came.item],
    )


def _missing(one: Period, facts: Facts) -> Fired:
    return Fired(
        kind=SignalKind.MISSING,
        said=f"expected by {_by(one)}, and missing",
        figures=_of(one),
        evidence=[facts.stories[-1].item] if facts.stories else [],
    )


def _by(one: Period) -> str:
    zone = "UTC" if str(one.end.tzinfo) == "UTC" else one.end.tzname()
    return f"{day(one.end)}, {one.end:%H:%M} {zone}"


def _of(one: Period) -> Mapping[str, object]:
    return {"month": one.name, "start": one.start.isoformat(), "end": one.end.isoformat()}


def _noted(state: TriggerState, one: Period, outcome: str) -> TriggerState:
    kept = {**state.memory, one.name: outcome}
    newest = sorted(kept)[-_MONTHS_KEPT:]
    return replace(state, memory={name: kept[name] for name in newest})
