"""The schema of an indicator's triggers in rules.yaml: each kind with its keys and help texts."""

from datetime import time, timedelta
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from watchers.fields.moments import Days, Lasting, TimeOfDay, Zone
from watchers.fields.values import (
    Factor,
    Id,
    Names,
    Number,
    Schema,
    Share,
    Truth,
    Whole,
    given,
    vocabulary_or_sources,
    wrong,
)
from watchers.model.names import Severity


class TriggerKeys(Schema):
    """What every trigger may say."""

    severity: Annotated[Severity | None, given] = Field(
        default=None, description="How much this move matters, instead of the indicator's severity."
    )


class StorySchema(TriggerKeys):
    """Tells each new story."""


class CountSchema(TriggerKeys):
    """Tells when so many stories come within a time; again when it had calmed down to half."""

    at_least: Whole = Field(alias="at least", description="How many stories.")
    over: Lasting = Field(description="Within which time, such as 24h.")


class SpikeSchema(TriggerKeys):
    """Tells when a time brings far more stories than usual, or far fewer."""

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


class SilenceSchema(TriggerKeys):
    """Tells when no story comes for a time; once until one comes."""

    over: Lasting = Field(description="How long, such as 14d.")


class NumberSchema(TriggerKeys):
    """Tells when the newest value of a series crosses a limit."""

    series: Id = Field(description="The name of a series under sources.")
    above: Annotated[Number | None, given] = Field(
        default=None, description="Tells when it gets up to this."
    )
    below: Annotated[Number | None, given] = Field(
        default=None, description="Tells when it gets down to this."
    )


class ChangeSchema(TriggerKeys):
    """Tells when a series moved by much over a time."""

    series: Id = Field(description="The name of a series under sources.")
    by: Share = Field(description="How much: -10% or +10% of the value before, or a number.")
    over: Lasting = Field(description="Compared with the value so long before, such as 1 month.")


class ExpectedSchema(TriggerKeys):
    """Tells when what a calendar expects appears each month, and once when it does not."""

    days: Days = Field(description="Days of the month, such as 18-20; 31 is the last one.")
    at: TimeOfDay = Field(
        default=time(23, 59), description="When it counts as missing, on the last of the days."
    )
    zone: Zone = Field(default="UTC", description="The zone of days and time: Europe/Paris.")


class NewSchema(TriggerKeys):
    """Tells when a term or a source is met for the first time among the matches."""

    of: Annotated[str, BeforeValidator(vocabulary_or_sources)] = Field(
        description="$vocabulary for its terms, or sources."
    )
    learn: Lasting = Field(
        default=timedelta(days=7),
        description="What is met so soon after the trigger was written counts as known.",
    )


class SequenceSchema(TriggerKeys):
    """Tells when stories of several indicators come within a time."""

    of: Names = Field(description="The indicators, two or more.")
    within: Lasting = Field(description="The time, such as 7d.")
    ordered: Truth = Field(default=False, description="Whether they come in the order given.")


class TriggerSchema(Schema):
    """One trigger: its kind, and how it is set."""

    story: StorySchema | None = Field(default=None, description="Tells each new story.")
    count: CountSchema | None = Field(default=None, description="So many stories within a time.")
    spike: SpikeSchema | None = Field(default=None, description="Far more than usual, or fewer.")
    silence: SilenceSchema | None = Field(default=None, description="No story for so long.")
    number: NumberSchema | None = Field(default=None, description="A series crosses a limit.")
    change: ChangeSchema | None = Field(default=None, description="A series moved by so much.")
    expected: ExpectedSchema | None = Field(
        default=None, description="Appears in certain days of a month, or is missing."
    )
    new: NewSchema | None = Field(default=None, description="A term or source never met before.")
    sequence: SequenceSchema | None = Field(
        default=None, description="Several indicators move within a time."
    )


KINDS = tuple(TriggerSchema.model_fields)
BARE = ("story", "spike")
"""Kinds that need no settings."""
_LACKING = {
    "count": "{count: {at least: 5, over: 24h}}",
    "silence": "silence: 14d",
    "number": "{number: {series: name, above: 100}}",
    "change": "{change: {series: name, by: -10%, over: 1 month}}",
    "expected": "{expected: {days: 18-20}}",
    "new": "{new: {of: $vocabulary}}",
    "sequence": "{sequence: {of: [one, other], within: 7d}}",
}


def _one_trigger(written: object) -> object:
    """Bring the short forms to the long one: `story`, `silence: 14d`."""
    if isinstance(written, str):
        if written in _LACKING:
            raise wrong(f"{written} wants settings", f"such as {_LACKING[written]}")
        return {_known(written): {}}
    if not isinstance(written, dict) or len(written) != 1:
        raise wrong("a trigger is one kind and its settings", f"such as {_LACKING['count']}")
    kind, settings = next(iter(written.items()))
    if settings is None and _known(kind) not in BARE:
        raise wrong(f"{kind} wants settings", f"such as {_LACKING[kind]}")
    if kind == "silence" and isinstance(settings, str):
        settings = {"over": settings}
    return {_known(kind): {} if settings is None else settings}


def _known(kind: str) -> str:
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"this version knows: {', '.join(KINDS)}"
        raise wrong(f"no trigger {kind[:40]!r}", hint)
    return kind


def _listed(written: object) -> object:
    return (written,) if isinstance(written, str | dict) else written


Triggers = Annotated[
    tuple[Annotated[TriggerSchema, BeforeValidator(_one_trigger)], ...],
    Field(min_length=1),
    BeforeValidator(_listed),
]
