"""Trigger `expected`: what a calendar expects each month appears, or is missing."""

import calendar
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field

from watchers.fields.moments import Days, TimeOfDay, Zone
from watchers.model.news import Sighting, TriggerState
from watchers.model.signals import TriggerFigures
from watchers.triggers.facts import Facts, Wanted
from watchers.triggers.kind import Trigger
from watchers.words import day, lasting

_MONTHS_KEPT = 3
_WATCHED, _APPEARED, _MISSING = "watched", "appeared", "missing"  # stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days of one month in which something is expected; from `end` on it is missing."""

    month: str  # 2026-03
    start: datetime  # in the trigger's zone, as is `end`
    end: datetime


class MissingFigures(TriggerFigures):
    """What was expected in certain days of a month did not come."""

    kind = "missing"

    month: str = Field(alias="month")  # 2026-03
    start: datetime = Field(alias="start")
    end: datetime = Field(alias="end")
    zone: str = Field(alias="zone")

    def describe(self) -> str:
        """Return in words until when it was expected."""
        return f"{self.due}, and missing"

    @property
    def due(self) -> str:
        """Until when it was expected, in the zone that the rules name."""
        end = self.end.astimezone(ZoneInfo(self.zone))
        zone = "UTC" if self.zone == "UTC" else end.tzname()
        return f"expected by {day(end)}, {end:%H:%M} {zone}"


class ExpectedFigures(MissingFigures):
    """What was expected in certain days of a month came, perhaps late."""

    kind = "expected"

    came: datetime = Field(alias="came")
    called_missing: bool = Field(alias="called_missing")  # before it came

    def describe(self) -> str:
        """Return in words until when it was expected, and whether it is late."""
        late = self.came - self.end
        if late > timedelta(0):
            return f"{self.due}, {lasting(late)} late"
        how = "published in time but seen only now" if self.called_missing else "and here"
        return f"{self.due}, {how}"


class ExpectedTrigger(Trigger):
    """Tells when what a calendar expects appears each month, and once when it does not."""

    name = "expected"
    help = "Appears in certain days of a month, or is missing."
    example = "{expected: {days: 18-20}}"
    figures = (ExpectedFigures, MissingFigures)

    days: Days = Field(description="Days of the month, such as 18-20; 31 is the last one.")
    at: TimeOfDay = Field(
        default=time(23, 59), description="When it counts as missing, on the last of the days."
    )
    zone: Zone = Field(default="UTC", description="The zone of days and time: Europe/Paris.")

    @property
    def wants(self) -> Wanted:
        """Stories."""
        return Wanted(stories=True)

    @property
    def looks_back(self) -> timedelta:
        """This month and the one before."""
        return timedelta(days=62)

    @property
    def fires_by_time(self) -> bool:
        """It is missing when its days are over."""
        return True

    @property
    def ask_again_after(self) -> timedelta:
        """It is missed to the minute, or nearly."""
        return timedelta(minutes=5)

    @property
    def state_key(self) -> str:
        """Days, time and zone."""
        first, last = self.days
        return f"expected days={first}-{last} at={self.at:%H:%M} zone={self.zone}"

    def describe(self) -> str:
        """Return in words on which days."""
        first, last = self.days
        days = f"day {first}" if first == last else f"days {first} to {last}"
        return f"a story on {days} of a month, or none"

    def period(self, year: int, month: int) -> Period:
        """Return the days of a month. A day that the month lacks is its last one."""
        zone = ZoneInfo(self.zone)
        days = calendar.monthrange(year, month)[1]
        first, last = (min(number, days) for number in self.days)
        start, end = datetime(year, month, first), datetime(year, month, last)  # noqa: DTZ001 - days
        return Period(
            month=f"{year:04}-{month:02}",
            start=datetime.combine(start, time(), zone),
            end=datetime.combine(end, self.at, zone),
        )

    def ask(
        self, state: TriggerState | None, facts: Facts
    ) -> tuple[TriggerState, TriggerFigures | None]:
        """Fire once a month when it appears, also late, and once when its days are over without it.

        It is called missing only if we watched in those days, and some source was read after them.
        The state's memory is {"months": {"2026-03": outcome}}.
        """
        state = state or TriggerState(began=facts.now)
        here = facts.now.astimezone(ZoneInfo(self.zone))
        this = self.period(here.year, here.month)
        month_before = here.replace(day=1) - timedelta(days=1)
        last = self.period(month_before.year, month_before.month)
        # Last month's may still come late, but only if that month was watched, or judged before.
        if last.month in _months(state):
            state, figures = self._judge(last, state, facts, until=this.start)
            if figures is not None:
                return state, figures
        return self._judge(this, state, facts, until=None)

    def _judge(
        self, days: Period, state: TriggerState, facts: Facts, *, until: datetime | None
    ) -> tuple[TriggerState, TriggerFigures | None]:
        """Judge one month by the stories that came from its days on, and before `until`."""
        outcome = _months(state).get(days.month)
        if outcome == _APPEARED or facts.now < days.start:
            return state, None
        came = next(
            (
                s
                for s in facts.stories
                if s.came >= days.start and (until is None or s.came < until)
            ),
            None,
        )
        if came is not None:
            # What was there before anybody asked is no news, and who slept knows of no delay.
            silent = came.seen < state.began or (outcome is None and came.came > days.end)
            figures = self._appeared(days, came, called_missing=outcome == _MISSING)
            return _noted(state, days, _APPEARED), None if silent else figures
        if facts.now < days.end:
            # It may still come. That we were awake is worth writing down once.
            return (_noted(state, days, _WATCHED) if outcome is None else state), None
        # Who did not watch all of its days, or read nothing since, may have missed it himself.
        blind = facts.sighted is None or facts.sighted < days.end
        if outcome != _WATCHED or blind or state.began > days.start:
            return state, None
        return _noted(state, days, _MISSING), self._missing(days, facts)

    def _appeared(self, days: Period, came: Sighting, *, called_missing: bool) -> ExpectedFigures:
        return ExpectedFigures(
            month=days.month,
            start=days.start,
            end=days.end,
            zone=self.zone,
            came=came.came,
            called_missing=called_missing,
            evidence=(came.item,),
        )

    def _missing(self, days: Period, facts: Facts) -> MissingFigures:
        return MissingFigures(
            month=days.month,
            start=days.start,
            end=days.end,
            zone=self.zone,
            evidence=(facts.stories[-1].item,) if facts.stories else (),
        )


def _months(state: TriggerState) -> dict[str, str]:
    """Return the outcome of each month that is remembered."""
    months = state.memory.get("months", {})
    return dict(months) if isinstance(months, dict) else {}


def _noted(state: TriggerState, days: Period, outcome: str) -> TriggerState:
    """Remember how a month went; the oldest are forgotten."""
    kept = _months(state) | {days.month: outcome}
    newest = sorted(kept)[-_MONTHS_KEPT:]
    return replace(state, memory={"months": {month: kept[month] for month in newest}})
