"""Trigger `silence`: no story for a time."""

from datetime import datetime, timedelta

from pydantic import Field

from watchers.fields.moments import Lasting
from watchers.model.signals import TriggerFigures
from watchers.triggers.facts import Facts, Wanted
from watchers.triggers.kind import Evaluation, LevelTrigger, seconds
from watchers.words import day, exactly, lasting


class SilenceFigures(TriggerFigures):
    """No story came for long."""

    kind = "silence"

    silent: timedelta = Field(alias="silent")
    over: timedelta = Field(alias="over")
    last: datetime | None = Field(alias="last")  # when the last story was seen; None if none was

    def describe(self) -> str:
        """Return in words for how long, and since when."""
        since = "watching began" if self.last is None else day(self.last)
        return f"no story for {lasting(self.silent)}; none since {since}"


class SilenceTrigger(LevelTrigger):
    """Tells when no story comes for a time; once until one comes."""

    name = "silence"
    help = "No story for so long."
    example = "silence: 14d"
    short = "over"
    figures = (SilenceFigures,)

    over: Lasting = Field(description="How long, such as 14d.")

    @property
    def wants(self) -> Wanted:
        """Stories."""
        return Wanted(stories=True)

    @property
    def looks_back(self) -> timedelta:
        """As far as silence is asked for."""
        return self.over

    @property
    def fires_by_news(self) -> bool:
        """A story ends silence."""
        return False

    @property
    def fires_by_time(self) -> bool:
        """Nothing but time makes it."""
        return True

    @property
    def state_key(self) -> str:
        """The length."""
        return f"silence over={seconds(self.over)}"

    def describe(self) -> str:
        """Return in words for how long."""
        return f"no story for {exactly(self.over)}"

    def evaluate(self, facts: Facts, began: datetime) -> Evaluation:
        """Fire when the last story, or the trigger's beginning, is long past; reset with the next.

        Measured up to the last time any source was read: nobody knows of later silence.
        """
        last = max(facts.stories, key=lambda story: story.seen, default=None)
        # By when it was seen, not by its date: silence is about what we could read. What was
        # silent before the trigger was written is none of its business.
        heard = began if last is None else max(began, last.seen)
        until = min(facts.now, facts.sighted or began)
        if until - heard < self.over:
            return Evaluation(reset=True)
        figures = SilenceFigures(
            silent=until - heard,
            over=self.over,
            last=None if last is None else last.seen,
            evidence=() if last is None else (last.item,),
        )
        return Evaluation(fired=figures)
