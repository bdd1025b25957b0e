"""What sources publish, and what comes of it: from Item to Signal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from watchers.model.names import Cursor, IndicatorId, ItemId, SourceId, StoryId

MOST_ITEMS = 1_000  # of one document: more are not read


class Alias(NamedTuple):  # looked up by the hundred at each poll: a dataclass hashes slowly
    """One of the names an item is known by within its source.

    `kind` is guid, link, dated (title and date), worded (title and summary of an item without a
    date) or titled. `digest` is a hex SHA-256 of the normalised value. What each proves is for
    watchers.newness to say.
    """

    kind: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry as its source published it: cleaned to plain text, not yet judged."""

    source: SourceId
    aliases: tuple[Alias, ...]  # strongest first
    title: str
    summary: str = ""
    text: str = ""  # the full text, where it says more than the summary
    url: str | None = None  # absolute http(s), or None
    author: str | None = None
    lang: str | None = None
    published: datetime | None = None  # aware, UTC; None if absent or absurd
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one poll of a source brought. A failed poll is a WatchError instead."""

    source: SourceId
    items: tuple[Item, ...]  # in the source's order
    cursor: Cursor
    unchanged: bool = False  # HTTP 304, or the same bytes
    http_status: int | None = None
    fresh_for: timedelta | None = None  # the publisher's cache lifetime, if it gave one
    title: str = ""  # what the source calls itself
    seconds: float = 0.0  # of the processor that it took to read
    observations: "tuple[Observation, ...]" = ()  # of a series; others bring items
    beyond_cap: int = 0  # items of the document after the first MOST_ITEMS: not read
    cut_at: int = 0  # bytes: the cap, if the document holds more
    unread_dates: int = 0  # items whose date is a text that nobody could read


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of one field of an item: [start, end) in code points."""

    field: str  # title, body, author, url, source, lang, category or tier
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """The first report of a story that an indicator's query held for."""

    story: StoryId
    item: ItemId
    came: datetime  # when it was published, if the source says so credibly, else when we saw it
    seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One number of a series at one time."""

    series: SourceId
    at: datetime
    value: float
    revised_from: float | None = None  # what its publisher had said before, if anything else


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerState:
    """How one trigger of one indicator stands; kept from one question to the next."""

    began: datetime  # when it was first asked: what was so before is never told
    active: bool = False  # it has fired and has not reset since
    memory: Mapping[str, object] = field(default_factory=dict)  # JSON
