"""Trigger `spike`: far more stories than usual, or far fewer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from watchers.fields.moments import Lasting
from watchers.fields.values import Factor, Whole
from watchers.model.news import Sighting
from watchers.model.signals import TriggerFigures
from watchers.triggers.facts import Facts, Wanted
from watchers.triggers.kind import (
    MOST_EVIDENCE,
    Evaluation,
    LevelTrigger,
    Misfit,
    part_of,
    seconds,
)
from watchers.triggers.usual import Usual, usual
from watchers.words import exactly, stories

CLEARLY_MORE = 4  # times what chance may do: a count nearer to the usual one is none
CLEARLY_FEWER = 2  # rare things scatter less downwards: nothing is less than no story
FEWEST_TIMES = 4  # so many times `over` must fit into `baseline`, or nothing is usual


class SpikeFigures(TriggerFigures):
    """A time brought far more stories than usual, or far fewer."""

    kind = "spike"

    stories: int = Field(alias="stories")
    low: int = Field(alias="usual_low")
    high: int = Field(alias="usual_high")
    middle: float = Field(alias="usual_middle")
    over: timedelta = Field(alias="over")
    baseline: timedelta = Field(alias="baseline")
    factor: float = Field(alias="factor")
    direction: Literal["up", "down"] = Field(alias="direction")

    def describe(self) -> str:
        """Return in words how many, and how many are usual."""
        known = f"{self.low}" if self.low == self.high else f"{self.low} to {self.high}"
        return f"{stories(self.stories)} in {exactly(self.over)}; usual {known}"


class SpikeTrigger(LevelTrigger):
    """Tells when a time brings far more stories than usual, or far fewer."""

    name = "spike"
    help = "Far more than usual, or fewer."
    figures = (SpikeFigures,)

    over: Lasting = Field(default=timedelta(hours=24), description="The time looked at.")
    baseline: Lasting = Field(
        default=timedelta(days=30),
        description="How far back to learn what is usual: times at the same hour and weekday.",
    )
    factor: Factor = Field(default=3.0, description="How many times the usual; down: a part of it.")
    at_least: Whole = Field(
        default=5, alias="at least", description="Stories that a spike has; down: the usual has."
    )
    direction: Literal["up", "down"] = Field(
        default="up", description="up for far more than usual, down for far fewer."
    )

    @property
    def down(self) -> bool:
        """Whether it looks for far fewer."""
        return self.direction == "down"

    @property
    def wants(self) -> Wanted:
        """Stories, and since when there have been any to count."""
        return Wanted(stories=True, first_match=True)

    @property
    def looks_back(self) -> timedelta:
        """The window, and all before it that says what is usual."""
        return self.baseline + self.over

    @property
    def fires_by_news(self) -> bool:
        """A story never makes stories fewer."""
        return not self.down

    @property
    def fires_by_time(self) -> bool:
        """Stories grow fewer with time alone."""
        return self.down

    @property
    def ask_again_after(self) -> timedelta:
        """Stories leave the window with time."""
        return part_of(self.over)

    @property
    def state_key(self) -> str:
        """All that it compares."""
        return (
            f"spike over={seconds(self.over)} baseline={seconds(self.baseline)} "
            f"factor={self.factor:g} at_least={self.at_least} direction={self.direction}"
        )

    def misfits(self) -> Iterator[Misfit]:
        """Find a baseline in which there is too little to learn from."""
        if self.baseline < FEWEST_TIMES * max(self.over, timedelta(days=1)):
            hint = f"at least {FEWEST_TIMES} times as long as over, and {FEWEST_TIMES}d"
            yield Misfit("baseline", "too short a baseline", hint)

    def describe(self) -> str:
        """Return in words how many times which usual."""
        known = f"usual of {exactly(self.baseline)} in {exactly(self.over)}"
        return (
            f"1/{self.factor:g} of the {known}"
            if self.down
            else f"{self.factor:g} times the {known}"
        )

    def evaluate(self, facts: Facts, began: datetime) -> Evaluation:
        """Fire when the count is `factor` times the usual one and clearly out of its spread.

        Down: when it is a `factor`-th, and the usual one at least `at_least`. Reset half-way back.
        """
        now = facts.now
        if self.down:
            # Where no source was read there was nothing to count: few stories mean blindness.
            if facts.sighted is None:
                return Evaluation()
            now = min(now, facts.sighted)
        known = usual(
            [story.came for story in facts.stories],
            over=self.over,
            baseline=self.baseline,
            # Matches may be older than the trigger: all of them say what is usual.
            since=min(began, facts.since or began),
            now=now,
        )
        if known is None:  # after a week of watching nobody knows yet
            return Evaluation()
        found = replace(facts, now=now).within(self.over)
        return self._few(found, known) if self.down else self._many(found, known)

    def _many(self, found: tuple[Sighting, ...], known: Usual) -> Evaluation:
        # All three: some volume, the factor, and more than chance does. Ten times of a tenth of a
        # story is one story, and nine where one to nine are usual is nothing.
        limit = max(
            self.at_least, self.factor * known.middle, known.middle + CLEARLY_MORE * known.chance
        )
        if len(found) < limit:
            return Evaluation(reset=2 * len(found) <= limit + known.middle)
        return Evaluation(fired=self._figures(found, known))

    def _few(self, found: tuple[Sighting, ...], known: Usual) -> Evaluation:
        limit = min(known.middle / self.factor, known.middle - CLEARLY_FEWER * known.chance)
        # Where little is usual, nothing at all is no news.
        if known.middle < self.at_least or len(found) > limit:
            return Evaluation(reset=2 * len(found) >= limit + known.middle)
        return Evaluation(fired=self._figures(found, known))

    def _figures(self, found: tuple[Sighting, ...], known: Usual) -> SpikeFigures:
        return SpikeFigures(
            stories=len(found),
            usual_low=known.low,
            usual_high=known.high,
            usual_middle=known.middle,
            over=self.over,
            baseline=self.baseline,
            factor=self.factor,
            direction=self.direction,
            evidence=tuple(story.item for story in found[: -MOST_EVIDENCE - 1 : -1]),
        )
