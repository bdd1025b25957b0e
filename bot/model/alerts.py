"""What is decided and delivered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.model.cards import AlertId, Card
from watchers.model.names import DestinationId, SignalId

DeliveryKey = NewType("DeliveryKey", str)
"""At most 25 characters, unique for ever; what a platform uses to recognise a repeat."""


class Disposition(StrEnum):
    """What the bot does about one signal for one destination."""

    TELL = "tell"
    FOLD = "fold"  # into the message of a story that was told before
    HOLD = "hold"  # until quiet hours are over
    DIGEST = "digest"  # one line among others in one card
    DROP = "drop"


class Reason(StrEnum):
    """Why a disposition was chosen. Each is a sentence's end: told because ..."""

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
    COUNT = "so many stories came within a time"
    SPIKE = "far more stories than usual, or far fewer"
    SILENCE = "no story came for long"
    NUMBER = "a number crossed its limit"
    CHANGE = "a number moved by much"
    EXPECTED = "what was expected is here"
    MISSING = "what was expected is missing"
    NEW = "something was met for the first time"
    SEQUENCE = "several indicators moved within a time"
    SOURCE_FAILING = "the source cannot be read"
    SOURCE_BACK = "the source can be read again"
    NOBODY_ASKED = "the rules name no destination for it"
    RULE_GONE = "its indicator is no longer in the rules"
    MUTED = "its indicator is muted"
    ON_TRIAL = "its indicator is on trial: it is recorded and told to nobody"
    QUIET_HOURS = "it came in quiet hours"
    RULES_REFUSED = "a rules file with mistakes was saved"
    NOT_SENT = "a card could not be sent"
    TEST = "a test: nothing happened in the world"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the bot does about one signal for one destination. Written for silence too."""

    signal: SignalId
    destination: DestinationId  # empty if nobody is to be told
    disposition: Disposition
    reason: Reason
    alert: AlertId | None = None


class State(StrEnum):
    """Where a delivery is (FAULTS.md 4.1)."""

    PENDING = "pending"
    SENDING = "sending"  # committed before the request goes out
    RETRY = "retry"  # refused before acceptance: may be sent again
    UNCLEAR = "unclear"  # may have arrived: look before sending again
    SENT = "sent"
    PARKED = "parked"  # will not be sent; somebody is told
    FOLDED = "folded"  # became a line of a digest


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's id for what was posted."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert to one destination."""

    key: DeliveryKey
    alert: AlertId
    destination: DestinationId
    platform: str  # slack, discord or terminal
    address: str
    card: Card
    state: State
    attempts: int
    not_before: datetime
    created: datetime
    thread: Receipt | None = None  # the story's first message there: this goes to its thread
    broadcast: bool = False  # and is shown in the channel as well
    mention: str = ""  # whom the rules want pinged, in the platform's own ids
    tried: datetime | None = None  # when the last try began
    revision: int = 0  # of the alert's card, as it is here
