"""What is decided and delivered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.model.cards import AlertId, Card
from bot.model.reasons import Reason
from watchers.model.names import DestinationId, SignalId

DeliveryKey = NewType("DeliveryKey", str)
"""At most 25 characters, unique for ever; what a platform uses to recognise a repeat."""


class Disposition(StrEnum):
    """What the bot does about one signal for one destination. The values are stored."""

    TELL = "tell"
    FOLD = "fold"  # into the message of a story that was told before
    HOLD = "hold"  # until quiet hours are over
    DIGEST = "digest"  # one line among others in one card
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the bot does about one signal for one destination. Written for silence too."""

    signal: SignalId
    destination: DestinationId  # empty if nobody is to be told
    disposition: Disposition
    reason: Reason
    alert: AlertId | None = None


class State(StrEnum):
    """Where a delivery is. The values are stored."""

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
    address: str  # of the place, as its platform spells it
    card: Card  # as it is now: it may have grown since the alert was decided
    state: State
    attempts: int  # tries that began
    not_before: datetime
    created: datetime
    thread: Receipt | None = None  # the story's first message there: this goes to its thread
    broadcast: bool = False  # and is shown in the channel as well
    mention: str = ""  # whom the rules want pinged, in the platform's own ids
    tried: datetime | None = None  # when the last try began
    revision: int = 0  # of the alert's card, as it is here
