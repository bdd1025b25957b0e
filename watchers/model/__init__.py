"""The words of this half as frozen values. No I/O, no policy.

Times are aware and in UTC. Offsets count code points of the text as it is stored.
"""

from watchers.model.names import (
    Cursor,
    DestinationId,
    IndicatorId,
    ItemId,
    Severity,
    SignalId,
    SourceId,
    Status,
    StoryId,
    Tier,
)
from watchers.model.news import (
    Alias,
    Evidence,
    Item,
    Match,
    Observation,
    Poll,
    Signal,
    SignalKind,
    Span,
)
from watchers.model.rules import Article, Destination, Examples, Indicator, Quiet, Source
from watchers.model.triggers import (
    OnChange,
    OnCount,
    OnExpected,
    OnNew,
    OnNumber,
    OnSequence,
    OnSilence,
    OnSpike,
    OnStory,
    Trigger,
)

__all__ = [
    "Alias",
    "Article",
    "Cursor",
    "Destination",
    "DestinationId",
    "Evidence",
    "Examples",
    "Indicator",
    "IndicatorId",
    "Item",
    "ItemId",
    "Match",
    "Observation",
    "OnChange",
    "OnCount",
    "OnExpected",
    "OnNew",
    "OnNumber",
    "OnSequence",
    "OnSilence",
    "OnSpike",
    "OnStory",
    "Poll",
    "Quiet",
    "Severity",
    "Signal",
    "SignalId",
    "SignalKind",
    "Source",
    "SourceId",
    "Span",
    "Status",
    "StoryId",
    "Tier",
    "Trigger",
]
