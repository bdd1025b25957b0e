"""Trigger `number`: a series crosses a limit."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from watchers.fields.values import Id, Number, given
from watchers.model.names import SourceId
from watchers.model.news import Observation
from watchers.model.signals import TriggerFigures
from watchers.triggers.facts import Facts, Wanted
from watchers.triggers.kind import Evaluation, LevelTrigger, Misfit
from watchers.words import day, plain

BAND = 0.02  # of the limit: so far a value goes back before crossing again counts


class NumberFigures(TriggerFigures):
    """The newest value of a series is at a limit, or past it."""

    kind = "number"

    series: SourceId = Field(alias="series")
    value: float = Field(alias="value")
    at: datetime = Field(alias="at")  # what the value is of
    limit: float = Field(alias="limit")
    side: Literal["above", "below"] = Field(alias="side")
    revised_from: float | None = Field(default=None, alias="revised_from")

    def describe(self) -> str:
        """Return in words which value of which day, and what it was before it was revised."""
        limit = plain(self.limit)
        reached = f"at {limit}" if self.value == self.limit else f"{self.side} {limit}"
        value = f"{plain(self.value)} on {day(self.at)}{revised(self.revised_from)}"
        return f"{self.series}: {value}, {reached}"


class NumberTrigger(LevelTrigger):
    """Tells when the newest value of a series crosses a limit."""

    name = "number"
    help = "A series crosses a limit."
    example = "{number: {series: name, above: 100}}"
    figures = (NumberFigures,)

    series: Id = Field(description="The name of a series under sources.")
    above: Annotated[Number | None, given] = Field(
        default=None, description="Tells when it gets up to this."
    )
    below: Annotated[Number | None, given] = Field(
        default=None, description="Tells when it gets down to this."
    )

    @property
    def limit(self) -> float:
        """The one of the two that is given."""
        return (self.above if self.below is None else self.below) or 0.0

    @property
    def wants(self) -> Wanted:
        """The numbers of its series."""
        return Wanted(series=SourceId(self.series))

    @property
    def state_key(self) -> str:
        """Series, limit and side."""
        side = "above" if self.below is None else "below"
        return f"number series={self.series} {side}={self.limit!r}"

    def misfits(self) -> Iterator[Misfit]:
        """Find a limit that is missing or there twice."""
        if (self.above is None) == (self.below is None):
            yield Misfit("", "number wants above or below", "one of the two")

    def describe(self) -> str:
        """Return in words which series gets where."""
        return f"{self.series} {'up' if self.below is None else 'down'} to {self.limit:g}"

    def evaluate(self, facts: Facts, began: datetime) -> Evaluation:  # noqa: ARG002 - no past to it
        """Fire while the newest value is at the limit or past it; reset when back by a little."""
        found = newest(facts.observations.get(SourceId(self.series), ()))
        if found is None:
            return Evaluation()
        past = found.value - self.limit if self.below is None else self.limit - found.value
        if past < 0:
            return Evaluation(reset=-past >= BAND * abs(self.limit))
        figures = NumberFigures(
            series=found.series,
            value=found.value,
            at=found.at,
            limit=self.limit,
            side="above" if self.below is None else "below",
            revised_from=found.revised_from,
        )
        return Evaluation(fired=figures)


def revised(before: float | None) -> str:
    """Return what a value was before it was revised, to stand behind its day; empty if nothing."""
    return "" if before is None else f" (revised from {plain(before)})"


def newest(observed: Sequence[Observation]) -> Observation | None:
    """Return the value of the latest time, or None where there is none."""
    return max(observed, key=lambda observation: observation.at, default=None)
