"""What people on a platform ask and do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

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
class FilledCommand:
    """A command whose platform asks for each word by its name, so that nothing has to be guessed.

    `values` are by the names of the verb's Params, as they were filled in: never quoted.
    """

    verb: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What somebody asks, and where: a line typed after /watch or to the bot, or a filled form."""

    command: str | FilledCommand
    member: Member
    place: Place


@dataclass(frozen=True, slots=True)
class Mistaken:
    """What was asked cannot be understood: what is wrong, and what helps."""

    message: str
    hint: str


UNTIL_EXAMPLES: Final = "6h, 1d, tomorrow, or until 2026-12-01 09:00 Europe/Paris"
"""How the end of a mute may be written, wherever people write one."""


class Action(StrEnum):
    """What a button of an alert does."""

    ACKNOWLEDGE = "ack"
    MUTE = "mute"
    USEFUL = "useful"
    FALSE_ALARM = "false"
    WHY = "why"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button of an alert was pressed. `key` is the platform's id of this very press.

    `until` is the end of a mute: a moment that was chosen, or what somebody typed.
    """

    key: str
    action: Action
    alert: AlertId
    member: Member
    place: Place
    until: datetime | str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One suggestion while somebody types: what is shown, what is meant."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A word that a verb takes.

    `kind` is indicator, source, story, query, duration, item (an address or a headline), verb or
    text. `name` is lower case without spaces, as Discord wants an option's name. `missing` is
    what to ask somebody who left out a required one.
    """

    name: str
    kind: str
    help: str
    required: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A word after /watch, as help shows it and Discord registers it."""

    name: str
    help: str
    params: tuple[Param, ...] = ()
