"""Trigger `change`: a series moved by much over a time."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from watchers.fields.moments import Lasting
from watchers.fields.values import Id, Share
from watchers.model.names import SourceId
from watchers.model.news import Observation
from watchers.model.signals import TriggerFigures
from watchers.triggers.facts import Facts, Wanted
from watchers.triggers.kind import Evaluation, LevelTrigger, seconds
from watchers.triggers.number import newest, revised
from watchers.words import day, exactly, lasting, plain


class ChangeFigures(TriggerFigures):
    """A series moved by much: from one value to another."""

    kind = "change"

    series: SourceId = Field(alias="series")
    by: float = Field(alias="by")  # a share of the value before, if `relative`
    relative: bool = Field(alias="relative")
    before: float = Field(alias="before")
    before_at: datetime = Field(alias="before_at")
    value: float = Field(alias="value")
    at: datetime = Field(alias="at")
    revised_from: float | None = Field(default=None, alias="revised_from")

    def describe(self) -> str:
        """Return in words by how much, from where to where."""
        amount = f"{100 * abs(self.by):.3g} %" if self.relative else f"{abs(self.by):.3g}"
        return (
            f"{self.series}: {'up' if self.by > 0 else 'down'} by {amount} "
            f"in {lasting(self.at - self.before_at)}: "
            f"{plain(self.before)} on {day(self.before_at)}, {plain(self.value)} on {day(self.at)}"
            f"{revised(self.revised_from)}"
        )


class ChangeTrigger(LevelTrigger):
    """Tells when a series moved by much over a time."""

    name = "change"
    help = "A series moved by so much."
    example = "{change: {series: name, by: -10%, over: 1 month}}"
    figures = (ChangeFigures,)

    series: Id = Field(description="The name of a series under sources.")
    by: Share = Field(description="How much: -10% or +10% of the value before, or a number.")
    over: Lasting = Field(description="Compared with the value so long before, such as 1 month.")

    @property
    def wants(self) -> Wanted:
        """The numbers of its series."""
        return Wanted(series=SourceId(self.series))

    @property
    def state_key(self) -> str:
        """Series, change and time."""
        by, relative = self.by
        unit = " of the value" if relative else ""
        return f"change series={self.series} by={by!r}{unit} over={seconds(self.over)}"

    def describe(self) -> str:
        """Return in words by how much over which time."""
        by, relative = self.by
        amount = f"{by * 100:+g} %" if relative else f"{by:+g}"
        return f"{self.series} by {amount} over {exactly(self.over)}"

    def evaluate(self, facts: Facts, began: datetime) -> Evaluation:  # noqa: ARG002 - no past to it
        """Fire while the newest value is that far from the one before; reset at half of it."""
        wanted, relative = self.by
        observed = facts.observations.get(SourceId(self.series), ())
        last = newest(observed)
        before = None if last is None else self._before(observed, last)
        # Of zero there is no share.
        if last is None or before is None or (relative and not before.value):
            return Evaluation()
        by = last.value - before.value
        if relative:
            by /= abs(before.value)
        # A change to the other side divides to less than nothing.
        if by / wanted < 1:
            return Evaluation(reset=2 * by / wanted <= 1)
        figures = ChangeFigures(
            series=last.series,
            by=by,
            relative=relative,
            before=before.value,
            before_at=before.at,
            value=last.value,
            at=last.at,
            revised_from=last.revised_from,
        )
        return Evaluation(fired=figures)

    def _before(self, observed: Sequence[Observation], last: Observation) -> Observation | None:
        """Find the value nearest to so long before: months differ, and days are skipped."""
        then = last.at - self.over
        near = [each for each in observed if abs(each.at - then) <= self.over / 2]
        return min(near, key=lambda each: abs(each.at - then), default=None)
