"""What people on a platform ask and do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.cards import AlertId


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody on a platform, named by what the platform itself vouches for."""

    platform: str
    id: str
    name: str = ""  # what people call them; shown, never trusted
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
