"""The words of this half as frozen values, without I/O. Times are aware and in UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from watchers.model import DestinationId, IndicatorId, Severity, SignalId, SourceId

AlertId = NewType("AlertId", int)
DeliveryKey = NewType("DeliveryKey", str)
"""At most 25 characters, unique for ever; what a platform uses to recognise a repeat."""


class Verdict(StrEnum):
    """What the bot does about one signal for one destination."""

    TELL = "tell"
    FOLD = "fold"  # into the message of a story that was told before
    HOLD = "hold"  # until quiet hours are over
    DIGEST = "digest"  # one line among others in one card
    DROP = "drop"


class Reason(StrEnum):
    """Why a verdict fell. Each is a sentence's end: told because ..."""

    FIRST_REPORT = "first report of this story"
    MORE_SEVERE = "a story already told moved a more severe indicator"
    OFFICIAL = "an official source confirms a story already told"
    CONFIRMED = "a second outlet confirms a story already told"
    ANOTHER_INDICATOR = "a story already told moved another indicator"
    ANOTHER_REPORT = "another report of a story already told"
    FIRST_LOOK = "first look at this source: nothing old is told"
    NOTHING_MATCHED = "first look at this source: nothing matched"
    RESURFACED = "many old items came up at once"
    REKEYED = "the source renamed all its items at once"
    BACKLOG = "too many at once to tell one by one"
    SOURCE_FAILING = "the source cannot be read"
    SOURCE_BACK = "the source can be read again"
    NOBODY_ASKED = "the rules name no destination for it"
    RULE_GONE = "its indicator is no longer in the rules"
    MUTED = "its indicator is muted"
    QUIET_HOURS = "it came in quiet hours"
    NOT_SENT = "a card could not be sent"
    TEST = "a test: nothing happened in the world"


class CardKind(StrEnum):
    """What a card is about; shown by its shape, written into JSON."""

    ALERT = "alert"  # a story moved indicators
    UPDATE = "update"  # another report of a story already told
    FIRST_LOOK = "first-look"  # what a new source already held
    DIGEST = "digest"  # several alerts as lines of one card
    NOTICE = "notice"  # about watchnext itself: a source fails or is back
    ANSWER = "answer"  # to a question somebody asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the bot does about one signal for one destination. Written for silence too."""

    signal: SignalId
    destination: DestinationId  # empty if nobody is to be told
    verdict: Verdict
    reason: Reason
    alert: AlertId | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `marked` runs are the words that matched."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An indicator that a card tells of."""

    id: IndicatorId
    title: str
    direction: str
    severity: Severity
    quote: str = ""  # the article's sentence: why it matters
    last_moved: datetime | None = None  # before this; None if never


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
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
class Mark:
    """What a person did about an alert. `who` is a name for people, never a live mention."""

    who: str
    at: datetime
    until: datetime | None = None  # the end of a mute


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """All that people did about an alert; the same on every platform that shows it."""

    acknowledged: Mark | None = None
    muted: Mark | None = None
    useful: int = 0
    false_alarms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
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
    reason: str  # why this is told now
    seen: datetime  # when watchnext first saw it
    headline: tuple[Piece, ...] = ()  # the title again, its matched words marked
    url: str | None = None
    source: SourceId | None = None
    source_name: str = ""
    published: datetime | None = None
    snippet: tuple[Piece, ...] = ()  # the summary around the matched words
    indicators: tuple[Moved, ...] = ()
    evidence: tuple[Found, ...] = ()
    lines: tuple[Line, ...] = ()
    more: int = 0  # how many further items `lines` leaves out
    text: str = ""  # a sentence or two for cards that are not about one item
    article: str = ""  # title of the analysis the indicators come from
    alert: AlertId | None = None  # set where people can act on it: the buttons name it
    outlets: tuple[Outlet, ...] = ()  # who reports the story, the first one first
    marks: Marks = Marks()
    rows: tuple[Row, ...] = ()  # of an answer


class State(StrEnum):
    """Where a delivery is (FAULTS.md 4.1)."""

    PENDING = "pending"
    SENDING = "sending"  # committed before the request goes out
    RETRY = "retry"  # refused before acceptance: may be sent again
    UNCLEAR = "unclear"  # may have arrived: look before sending again
    SENT = "sent"
    PARKED = "parked"  # will not be sent; somebody is told
    FOLDED = "folded"  # became a line of a digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert to one destination."""

    key: DeliveryKey
    alert: AlertId
    destination: DestinationId
    channel: str  # slack, discord or terminal
    address: str
    card: Card
    state: State
    attempts: int
    not_before: datetime
    created: datetime
    thread: "Receipt | None" = None  # the story's first message there: this goes to its thread
    aloud: bool = False  # and is shown in the channel as well
    mention: str = ""  # whom the rules want pinged, in the platform's own ids
    tried: datetime | None = None  # when the last try began
    revision: int = 0  # of the alert's card, as it is here


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's id for what was posted."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody on a platform, named by what the platform itself vouches for."""

    platform: str
    id: str
    name: str = ""  # what people call them; shown, never trusted
    groups: frozenset[str] = frozenset()  # ids of roles (Discord) or user groups (Slack)
    guest: bool = False
    bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something was typed or pressed: ids, never names."""

    platform: str
    workspace: str  # Slack team or Discord guild; empty in a direct message
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What somebody typed after /watch, or to the bot in a thread."""

    text: str
    member: Member
    place: Place


class Action(StrEnum):
    """What a button of an alert does."""

    ACKNOWLEDGE = "ack"
    MUTE = "mute"
    USEFUL = "useful"
    FALSE_ALARM = "false"
    WHY = "why"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button of an alert was pressed. `key` is the platform's id of this very press."""

    key: str
    action: Action
    alert: AlertId
    member: Member
    place: Place
    until: datetime | None = None  # the end of a mute


@dataclass(frozen=True, slots=True)
class Choice:
    """One suggestion while somebody types: what is shown, what is meant."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A word that a verb takes. `kind` is indicator, source, query, story, duration or text."""

    name: str
    kind: str
    help: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A word after /watch, as help shows it and Discord registers it."""

    name: str
    help: str
    params: tuple[Param, ...] = ()
