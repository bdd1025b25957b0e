"""Trigger `new`: a term of a list, or a source, met for the first time among the matches."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

from watchers.fields.moments import Lasting
from watchers.fields.values import vocabulary_or_sources
from watchers.model.news import TriggerState
from watchers.model.signals import TriggerFigures
from watchers.triggers.facts import Facts, Wanted
from watchers.triggers.kind import Trigger, seconds

SOURCES = "sources"


class NewFigures(TriggerFigures):
    """Names were met for the first time."""

    kind = "new"

    of: str = Field(alias="of")  # sources, or a $vocabulary
    names: tuple[str, ...] = Field(alias="names")

    def describe(self) -> str:
        """Return in words what was met."""
        whence = " from" if self.of == SOURCES else ""
        return f"for the first time{whence}: {', '.join(self.names)}"


class NewTrigger(Trigger):
    """Tells when a term or a source is met for the first time among the matches."""

    name = "new"
    help = "A term or source never met before."
    example = "{new: {of: $vocabulary}}"
    figures = (NewFigures,)

    of: Annotated[str, BeforeValidator(vocabulary_or_sources)] = Field(
        description="$vocabulary for its terms, or sources."
    )
    learn: Lasting = Field(
        default=timedelta(days=7),
        description="What is met so soon after the trigger was written counts as known.",
    )

    @property
    def wants(self) -> Wanted:
        """Sources that match, or terms that matches hold."""
        if self.of == SOURCES:
            return Wanted(sources=True)
        return Wanted(terms=self.of.removeprefix("$"))

    @property
    def state_key(self) -> str:
        """What is looked for, and how long it learns."""
        return f"new of={self.of} learn={seconds(self.learn)}"

    def describe(self) -> str:
        """Return in words what has to be new."""
        return "a new source" if self.of == SOURCES else f"a new word of {self.of}"

    def ask(
        self, state: TriggerState | None, facts: Facts
    ) -> tuple[TriggerState, TriggerFigures | None]:
        """Fire once for all names not met before; those of the time to learn are met silently.

        The state's memory is {"met": names, sorted}.
        """
        state = state or TriggerState(began=facts.now)
        remembered = state.memory.get("met", [])
        known = set(remembered) if isinstance(remembered, list) else set()
        # A source may have matched before the trigger was written: it is not new either.
        fresh = [met for met in facts.met if not met.known and met.name not in known]
        names = tuple(dict.fromkeys(met.name for met in fresh))
        all_met = sorted(known | {met.name for met in facts.met})
        if len(all_met) > len(known):
            state = replace(state, memory={"met": all_met})
        # In its first days nearly everything is met for the first time.
        if not names or facts.now - state.began < self.learn:
            return state, None
        evidence = tuple(dict.fromkeys(met.item for met in reversed(fresh)))
        return state, NewFigures(of=self.of, names=names, evidence=evidence)
