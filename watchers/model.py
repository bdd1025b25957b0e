"""The words of this half as frozen values. No I/O, no policy.

Times are aware and in UTC. Offsets count code points of the text as it is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

SourceId = NewType("SourceId", str)
IndicatorId = NewType("IndicatorId", str)
DestinationId = NewType("DestinationId", str)
ItemId = NewType("ItemId", int)
StoryId = NewType("StoryId", int)
SignalId = NewType("SignalId", int)
Cursor = NewType("Cursor", str)
"""What a watcher wants back at its next look; opaque to everyone else."""


class Severity(StrEnum):
    """How much a move of an indicator matters, in the analyst's judgement."""

    MINOR = "minor"
    NOTABLE = "notable"
    SERIOUS = "serious"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Grow with what matters more."""
        return list(Severity).index(self)


class Tier(StrEnum):
    """What kind of outlet a source is."""

    OFFICIAL = "official"
    WIRE = "wire"
    MAJOR = "major"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The analysis that the indicators come from."""

    title: str
    source: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is configured to be looked at."""

    id: SourceId
    url: str
    kind: str = "feed"
    title: str = ""  # shown to people; empty means the id
    every: timedelta = timedelta(minutes=15)
    lang: str | None = None  # BCP 47; what its items are in when they do not say
    tier: Tier = Tier.OTHER

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Somewhere alerts go: a platform (slack, discord, terminal) and an address on it."""

    id: DestinationId
    platform: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Headlines an indicator's query must hold for, and must not."""

    match: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One thing to watch. `query` is the text as written; the rule set holds it parsed."""

    id: IndicatorId
    title: str
    query: str
    quote: str = ""  # the article's sentence that says why it matters
    direction: str = "either"  # which way a move points
    severity: Severity = Severity.NOTABLE
    notify: tuple[DestinationId, ...] = ()
    triggers: tuple[str, ...] = ("story",)
    examples: Examples = Examples()


@dataclass(frozen=True, slots=True)
class Alias:
    """One of the names an item is known by within its source.

    `kind` is guid, link, dated (title and date) or titled. `digest` is a hex SHA-256 of the
    normalised value. Only guid and link are strong: they alone prove that an item is known.
    """

    kind: str
    digest: str

    @property
    def strong(self) -> bool:
        """Whether meeting it again proves that the item is known."""
        return self.kind in {"guid", "link"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry as its source published it: cleaned to plain text, not yet judged."""

    source: SourceId
    key: str  # hex SHA-256, stable within the source (FAULTS.md 4.2)
    aliases: tuple[Alias, ...]  # the key's own first, strongest first
    title: str
    summary: str = ""
    url: str | None = None  # absolute http(s), or None
    author: str | None = None
    lang: str | None = None
    published: datetime | None = None  # aware, UTC; None if absent or absurd
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one look at a source brought. A failed look is a WatchError instead."""

    source: SourceId
    items: tuple[Item, ...]  # in the source's order
    cursor: Cursor
    unchanged: bool = False  # HTTP 304, or the same bytes
    http_status: int | None = None
    fresh_for: timedelta | None = None  # the publisher's cache lifetime, if it gave one
    title: str = ""  # what the source calls itself


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of one field of an item: [start, end) in code points."""

    field: str  # title, body, author, url, source, lang or category
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The spans that made a query hold: sorted, not overlapping within a field."""

    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An indicator's query holds for an item."""

    indicator: IndicatorId
    evidence: Evidence


class SignalKind(StrEnum):
    """Why a signal was appended."""

    STORY = "story"  # an indicator matched an item
    FIRST_LOOK = "first-look"  # a source was looked at for the first time
    SOURCE_FAILING = "source-failing"  # a source has failed for long: part of the world is unseen
    SOURCE_BACK = "source-back"  # it answers again


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """An indicator moved (or a source's sight changed). Append-only."""

    kind: SignalKind
    source: SourceId
    at: datetime
    indicator: IndicatorId | None = None
    item: ItemId | None = None
    story: StoryId | None = None
    figures: Mapping[str, object] | None = None  # the JSON figures that tripped it
