"""What people did on Discord, without discord.py's types: what `DiscordInbound` acts on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from bot.model.commands import Member, Place


class Kind(IntEnum):
    """Discord's own numbers (interactions/receiving-and-responding)."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    FORM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """A command, a press, half a word or a form. `token` is good for answers; never shown."""

    id: str
    token: str = field(repr=False)
    application: str
    kind: int
    told: Mapping[str, object]
    member: Member
    place: Place
    embeds: Sequence[Mapping[str, object]] = ()  # of the message that was pressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A message that names the bot; `text` without the name."""

    id: str
    text: str
    member: Member
    place: Place
