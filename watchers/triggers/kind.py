"""What every kind of trigger is: its settings in rules.yaml, what it asks for, how it fires.

A kind is one file: a subclass of Trigger, its figures, and its place in catalog.KINDS.
"""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from watchers.fields.values import Schema, given
from watchers.model.names import Severity
from watchers.model.news import TriggerState
from watchers.model.signals import TriggerFigures
from watchers.triggers.facts import Facts, Wanted

MOST_EVIDENCE = 5  # items that show why it fired


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How things are: `fired` if it holds, `reset` if it may fire again; neither is in between."""

    fired: TriggerFigures | None = None
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Misfit:
    """Settings that are each right and do not go together; `key` is where that is told."""

    key: str  # empty: at the kind itself
    message: str
    hint: str


class Trigger(Schema):
    """When an indicator moves. The fields of a kind are its keys in rules.yaml, with their help.

    Where a kind names others, its keys are `series` (a series under sources), `of` (indicators,
    or a $vocabulary): the reader of rules looks there for names that are nowhere.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    name: ClassVar[str]  # in rules.yaml
    help: ClassVar[str]  # what an editor shows beside it
    example: ClassVar[str] = ""  # how it is written; empty: it needs no settings
    short: ClassVar[str] = ""  # the key whose value may stand alone behind the name
    figures: ClassVar[tuple[type[TriggerFigures], ...]] = ()  # what it may signal
    each_story: ClassVar[bool] = False  # moves with every match: told by the poll, not asked

    severity: Annotated[Severity | None, given] = Field(
        default=None, description="How much this move matters, instead of the indicator's severity."
    )

    @property
    @abstractmethod
    def wants(self) -> Wanted:
        """The facts it asks for."""

    @property
    @abstractmethod
    def state_key(self) -> str:
        """What its state is stored by: name and settings, but not the severity.

        Two triggers that ask the same thing have the same key. One whose limit is changed is a new
        trigger, which is not told of what holds already. The text is stored: renaming a field must
        not change it.
        """

    @abstractmethod
    def describe(self) -> str:
        """Return in words what has to happen, as an alert says what did: 5 stories in 24 hours."""

    @abstractmethod
    def ask(
        self, state: TriggerState | None, facts: Facts
    ) -> tuple[TriggerState, TriggerFigures | None]:
        """Return how it stands now, and the figures to signal if it fires. Pure.

        `state` is what the last call returned, or None when it is asked for the first time.
        """

    @property
    def looks_back(self) -> timedelta:
        """How far back it needs to know stories."""
        return timedelta(0)

    @property
    def fires_by_news(self) -> bool:
        """Whether what a poll brings can make it fire."""
        return True

    @property
    def fires_by_time(self) -> bool:
        """Whether it may fire with no news at all, because time has passed."""
        return False

    @property
    def ask_again_after(self) -> timedelta:
        """How long the clock may wait until it asks again; news asks at once."""
        # Stories leave a window with time. Of what looks at none, time changes nothing.
        return part_of(self.looks_back) if self.looks_back else timedelta(hours=1)

    def misfits(self) -> Iterator[Misfit]:
        """Find settings that do not go together."""
        yield from ()


class LevelTrigger(Trigger):
    """Fires when something begins to hold, and again only after it has reset (hysteresis)."""

    @abstractmethod
    def evaluate(self, facts: Facts, began: datetime) -> Evaluation:
        """Return whether it holds now; `began` is when it was first asked."""

    def ask(
        self, state: TriggerState | None, facts: Facts
    ) -> tuple[TriggerState, TriggerFigures | None]:
        """Fire once until it resets, and never for what held before anybody asked."""
        if state is None:
            state = TriggerState(began=facts.now)
            # What holds without this moment's news is the state of things, not a move. Only what
            # the news adds can fire.
            held = self.evaluate(facts.before(), state.began).fired is not None
            state = replace(state, active=held)
        found = self.evaluate(facts, state.began)
        if found.fired is not None:
            # It goes on holding: that was told when it began.
            return replace(state, active=True), None if state.active else found.fired
        # Between holding and reset nothing changes, or a count that dances on its limit would be
        # told with every step.
        return (replace(state, active=False) if found.reset else state), None


def part_of(length: timedelta) -> timedelta:
    """Return how often to ask of a window so long: 50 times in it, each minute to each hour."""
    return min(max(length / 50, timedelta(minutes=1)), timedelta(hours=1))


def seconds(length: timedelta) -> str:
    """Write a length for a state key: 86400s."""
    return f"{length // timedelta(seconds=1)}s"
