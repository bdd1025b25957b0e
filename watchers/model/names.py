"""Ids, and the scales that rules are written in."""

from enum import StrEnum
from typing import NewType

SourceId = NewType("SourceId", str)
IndicatorId = NewType("IndicatorId", str)
DestinationId = NewType("DestinationId", str)
ItemId = NewType("ItemId", int)
StoryId = NewType("StoryId", int)
SignalId = NewType("SignalId", int)
Cursor = NewType("Cursor", str)
"""What a watcher wants back at its next poll; opaque to everyone else."""


class Severity(StrEnum):
    """How much a move of an indicator matters, in the analyst's judgement."""

    MINOR = "minor"
    NOTABLE = "notable"
    SERIOUS = "serious"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for minor to 3 for critical; compare severities by it."""
        return list(Severity).index(self)


class Status(StrEnum):
    """Whether an indicator is watched, and whether anybody hears of it."""

    LIVE = "live"
    TRIAL = "trial"  # it moves like any other, is shown on the board, and nobody is told
    OFF = "off"  # not judged at all


class Tier(StrEnum):
    """What kind of outlet a source is."""

    OFFICIAL = "official"
    WIRE = "wire"
    MAJOR = "major"
    OTHER = "other"
