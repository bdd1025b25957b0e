"""What is said, free of any platform's words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.model.reasons import Reason
from watchers.model.names import IndicatorId, Severity, SourceId

AlertId = NewType("AlertId", int)


class CardKind(StrEnum):
    """What a card is about; shown by its shape, written into JSON."""

    ALERT = "alert"  # a story moved indicators
    UPDATE = "update"  # another report of a story already told
    FIGURES = "figures"  # an indicator moved by counts, numbers or dates, not by one story
    FIRST_LOOK = "first-look"  # what a new source already held
    DIGEST = "digest"  # several alerts as lines of one card
    NOTICE = "notice"  # about watchnext itself: a source fails or is back
    ANSWER = "answer"  # to a question somebody asked


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `highlighted` runs are the words that matched."""

    text: str
    highlighted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedIndicator:
    """An indicator that a card tells of."""

    id: IndicatorId
    title: str
    direction: str
    severity: Severity
    quote: str = ""  # the article's sentence: why it matters
    last_moved: datetime | None = None  # before this; None if never


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedSpan:
    """A span that matched, as text: `field` is title, body, ..."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item in a card that tells of several."""

    title: str
    url: str | None
    indicators: tuple[IndicatorId, ...]
    source: SourceId
    source_name: str
    published: datetime | None
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who reported a story, and when watchnext first saw it there."""

    source: SourceId
    name: str
    first: datetime
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneBy:
    """What a person did about an alert. `who` is a name for people, never a live mention."""

    who: str
    at: datetime
    until: datetime | None = None  # the end of a mute


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """All that people did about an alert; the same on every platform that shows it."""

    acknowledged: DoneBy | None = None
    muted: DoneBy | None = None
    useful: int = 0
    false_alarms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One line of an answer: `lead` stands out, `pieces` follow, `quiet` and `when` end it."""

    lead: str = ""
    pieces: tuple[Piece, ...] = ()
    url: str | None = None  # of the lead
    quiet: str = ""
    when: datetime | None = None  # shown in the reader's zone
    severity: Severity | None = None  # a coloured sign before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What we say, free of any platform's words. Text in it comes from feeds: trust none of it."""

    kind: CardKind
    title: str  # plain text: the headline, or what the card is about
    severity: Severity
    reason: Reason | None  # why this is told now
    seen: datetime  # when watchnext first saw it
    headline: tuple[Piece, ...] = ()  # the title again, its matched words highlighted
    url: str | None = None
    source: SourceId | None = None
    source_name: str = ""
    published: datetime | None = None
    snippet: tuple[Piece, ...] = ()  # the summary around the matched words
    indicators: tuple[MovedIndicator, ...] = ()
    evidence: tuple[MatchedSpan, ...] = ()
    lines: tuple[Line, ...] = ()
    more: int = 0  # how many further items `lines` leaves out
    text: str = ""  # a sentence or two for cards that are not about one item
    article: str = ""  # title of the analysis the indicators come from
    alert: AlertId | None = None  # set where people can act on it: the buttons name it
    outlets: tuple[Outlet, ...] = ()  # who reports the story, the first one first
    feedback: Feedback = Feedback()
    rows: tuple[AnswerRow, ...] = ()  # of an answer
    shareable: bool = False  # an answer that whoever asked may show to the whole channel
