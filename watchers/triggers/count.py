"""Trigger `count`: so many stories within a time."""

from datetime import datetime, timedelta

from pydantic import Field

from watchers.fields.moments import Lasting
from watchers.fields.values import Whole
from watchers.model.signals import TriggerFigures
from watchers.triggers.facts import Facts, Wanted
from watchers.triggers.kind import MOST_EVIDENCE, Evaluation, LevelTrigger, seconds
from watchers.words import exactly, stories


def _sentence(number: int, over: timedelta) -> str:
    return f"{stories(number)} in {exactly(over)}"


class CountFigures(TriggerFigures):
    """So many stories came."""

    kind = "count"

    stories: int = Field(alias="stories")
    at_least: int = Field(alias="at_least")
    over: timedelta = Field(alias="over")

    def describe(self) -> str:
        """Return in words how many in which time."""
        return _sentence(self.stories, self.over)


class CountTrigger(LevelTrigger):
    """Tells when so many stories come within a time; again when it had calmed down to half."""

    name = "count"
    help = "So many stories within a time."
    example = "{count: {at least: 5, over: 24h}}"
    figures = (CountFigures,)

    at_least: Whole = Field(alias="at least", description="How many stories.")
    over: Lasting = Field(description="Within which time, such as 24h.")

    @property
    def wants(self) -> Wanted:
        """Stories."""
        return Wanted(stories=True)

    @property
    def looks_back(self) -> timedelta:
        """One window."""
        return self.over

    @property
    def state_key(self) -> str:
        """Number and window."""
        return f"count at_least={self.at_least} over={seconds(self.over)}"

    def describe(self) -> str:
        """Return in words how many in which time."""
        return _sentence(self.at_least, self.over)

    def evaluate(self, facts: Facts, began: datetime) -> Evaluation:  # noqa: ARG002 - no past to it
        """Fire at `at_least` stories; reset at half as many."""
        found = facts.within(self.over)
        if len(found) < self.at_least:
            return Evaluation(reset=2 * len(found) <= self.at_least)
        figures = CountFigures(
            stories=len(found),
            at_least=self.at_least,
            over=self.over,
            evidence=tuple(story.item for story in found[: -MOST_EVIDENCE - 1 : -1]),
        )
        return Evaluation(fired=figures)
