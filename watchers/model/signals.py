"""What watchers append when an indicator moved, or when what we see of a source changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watchers.model.names import IndicatorId, ItemId, SourceId, StoryId


class SignalKind(StrEnum):
    """Why a signal was appended."""

    STORY = "story"  # an indicator matched an item
    COUNT = "count"  # many stories within a time
    SPIKE = "spike"  # far more, or far fewer, than usual
    SILENCE = "silence"  # no story for long
    NUMBER = "number"  # a series crossed a limit
    CHANGE = "change"  # a series moved by much
    EXPECTED = "expected"  # what a calendar expected appeared
    MISSING = "missing"  # ... or did not
    NEW = "new"  # a term or a source never met before
    SEQUENCE = "sequence"  # several indicators moved within a time
    FIRST_LOOK = "first-look"  # a source was looked at for the first time
    SOURCE_FAILING = "source-failing"  # a source has failed for long: part of the world is unseen
    SOURCE_BACK = "source-back"  # it answers again


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """An indicator moved (or a source's sight changed). Append-only.

    Only a story's has an item and a story. The others say in `figures` what fired them: `said`
    is the sentence for people, `evidence` lists ids of items, `severity` overrules the
    indicator's (a story's may have it too); the rest are the numbers.
    """

    kind: SignalKind
    source: SourceId  # empty where the clock caused it
    at: datetime
    indicator: IndicatorId | None = None
    item: ItemId | None = None
    story: StoryId | None = None
    figures: Mapping[str, object] | None = None  # the JSON figures that fired it
