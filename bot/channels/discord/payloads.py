"""What people did on Discord, as its gateway tells it; without the types of discord.py. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from bot.model.commands import Member, Place


class InteractionType(IntEnum):
    """Discord's own numbers (interactions/receiving-and-responding, "Interaction Type")."""

    APPLICATION_COMMAND = 2
    MESSAGE_COMPONENT = 3
    APPLICATION_COMMAND_AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """A command, a press, half an option or a modal. `token` is good for answers; never shown."""

    id: str
    token: str = field(repr=False)
    application: str
    type: int  # an InteractionType, or one that is newer than we are
    data: Mapping[str, object]
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


def custom_id_in(interaction: Interaction) -> str:
    """Return which component was pressed, or which modal was submitted."""
    return str(interaction.data.get("custom_id", ""))


def choice_in(interaction: Interaction) -> str:
    """Return the first value that was chosen in a select menu; "" for any other component."""
    values = interaction.data.get("values")
    return str(values[0]) if isinstance(values, list) and values else ""


def text_input_in(interaction: Interaction, custom_id: str) -> str:
    """Return what was typed into a text input of a modal; "" where it is not there."""
    # Discord nests inputs in rows or in labels, and may think of more.
    for component in _objects_in(interaction.data):
        if component.get("custom_id") == custom_id and "value" in component:
            return str(component["value"])
    return ""


def _objects_in(value: object) -> Iterator[Mapping[str, object]]:
    """Yield every object inside, outer ones first."""
    if isinstance(value, Mapping):
        yield value
        for inside in value.values():
            yield from _objects_in(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _objects_in(inside)
