"""What watchers append when an indicator moved, or when what we see of a source changed.

The figures of a signal are one frozen class a kind. They are stored as JSON: each field's `alias`
is its key for ever, whatever becomes of the field's name. No sentence is stored: `describe`
makes it from the figures.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from watchers.model.names import IndicatorId, ItemId, Severity, SourceId, StoryId


class Burst(StrEnum):
    """Why many old items came at once."""

    RESURFACED = "resurfaced"  # an archive came up


class _Figures(BaseModel):
    # A key that a later release added is none of ours; one that means something else has a version.
    model_config = ConfigDict(
        frozen=True, extra="ignore", serialize_by_alias=True, ser_json_timedelta="float"
    )

    kind: ClassVar[str]  # stored beside the figures, and tells their class


class StoryFigures(_Figures):
    """An indicator's query held for an item."""

    kind = "story"

    burst: Burst | None = Field(default=None, alias="burst")
    severity: Severity | None = Field(default=None, alias="severity")  # overrules the indicator's


class TriggerFigures(_Figures, ABC):
    """Another trigger fired: what made it fire. Each kind of trigger has its own class."""

    evidence: tuple[ItemId, ...] = Field(default=(), alias="evidence")  # the newest first
    severity: Severity | None = Field(default=None, alias="severity")  # overrules the indicator's

    @abstractmethod
    def describe(self) -> str:
        """Return in words what happened, no capital and no full stop: 9 stories in 24 hours."""


class FirstLookFigures(_Figures):
    """A source was read for the first time: nothing it held is news."""

    kind = "first-look"

    items: int = Field(alias="items")
    matched: tuple[ItemId, ...] = Field(default=(), alias="matched")


class SourceFailingFigures(_Figures):
    """A source has failed for long, or was never read: part of the world is unseen."""

    kind = "source-failing"

    error: str = Field(alias="error")
    since: datetime = Field(alias="since")
    ever_read: bool = Field(alias="ever_read")


class SourceBackFigures(_Figures):
    """A source whose failure was told is read again."""

    kind = "source-back"

    since: datetime | None = Field(default=None, alias="since")  # of the failure


class BlindFigures(_Figures):
    """All sources of an indicator fail or are silent: it can see nothing."""

    kind = "blind"

    since: datetime = Field(alias="since")  # when the last of them went dark
    failing: int = Field(alias="failing")
    silent: int = Field(alias="silent")  # longer than it is their way


class SeesAgainFigures(_Figures):
    """One of the sources of an indicator that was blind is seen again."""

    kind = "sees-again"

    since: datetime = Field(alias="since")  # of the blindness


SignalFigures = (
    StoryFigures
    | TriggerFigures
    | FirstLookFigures
    | SourceFailingFigures
    | SourceBackFigures
    | BlindFigures
    | SeesAgainFigures
)
"""Closed: who tells signals matches each, and the type checker finds the forgotten one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """An indicator moved, or a source's sight changed. Append-only.

    Only a story's has an item and a story; those of sources have no indicator; those of what an
    indicator sees have no source. A source it has
    unless the clock caused it, and that is so of triggers alone.
    """

    at: datetime  # aware, UTC
    figures: SignalFigures
    source: SourceId | None = None
    indicator: IndicatorId | None = None
    item: ItemId | None = None
    story: StoryId | None = None

    @property
    def kind(self) -> str:
        """The name of what happened: story, count, first-look ..."""
        return self.figures.kind
