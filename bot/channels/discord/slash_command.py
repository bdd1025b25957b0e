"""The command /watch as Discord registers it, and as it comes back filled in. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.channels.discord.embeds import Payload
from bot.channels.discord.text import plain, units
from bot.model.commands import Choice, FilledCommand, Param, Verb

NAME = "watch"
HELP = "The board, the latest, searches, mutes and everything else that watchnext keeps"
AIDED = frozenset({"indicator", "source", "story", "duration"})  # what we can complete
MOST = 25  # subcommands, options, choices
LONGEST = 100  # of a description, a choice's name and its value

_SUBCOMMAND, _STRING = 1, 3
_SERVER, _DIRECT = 0, 1


@dataclass(frozen=True, slots=True)
class FocusedOption:
    """The option that somebody is typing into: the kind of its Param, and its text so far."""

    kind: str
    text: str


def watch_command(verbs: Sequence[Verb]) -> Payload:
    """Return /watch with a subcommand for each verb, as it is registered."""
    return {
        "name": NAME,
        "type": 1,
        "description": HELP,
        "contexts": [_SERVER, _DIRECT],
        "integration_types": [_SERVER],
        "options": [_subcommand(verb) for verb in verbs[:MOST]],
    }


def differs(ours: Payload, registered: Sequence[object]) -> bool:
    """Return whether what Discord has of our command is another one, or none."""
    same = [known for known in registered if isinstance(known, dict) and known.get("name") == NAME]
    return not same or _essence(same[0]) != _essence(ours)


def filled_command(data: Mapping[str, object]) -> FilledCommand:
    """Return the verb of an interaction's data, and its options as they were filled in.

    Each option has the name of its Param: nothing is joined to a line to be guessed apart again.
    """
    verb, options = _subcommand_in(data)
    values = {str(option.get("name")): str(option.get("value", "")) for option in options}
    return FilledCommand(verb=verb, values=values)


def focused_option(data: Mapping[str, object], verbs: Sequence[Verb]) -> FocusedOption | None:
    """Return the option that somebody is typing into; None where it is none of ours."""
    name, options = _subcommand_in(data)
    kinds = {p.name: p.kind for verb in verbs if verb.name == name for p in verb.params}
    for option in options:
        kind = kinds.get(str(option.get("name")))
        if option.get("focused") and kind is not None:
            return FocusedOption(kind, str(option.get("value", "")))
    return None


def choices_of(suggested: Sequence[Choice]) -> list[Payload]:
    """Return suggestions as Discord takes them; what is too long to be sent back is left out."""
    fitting = [choice for choice in suggested if 0 < units(choice.value.strip()) <= LONGEST]
    return [
        {"name": plain(choice.label, LONGEST) or choice.value, "value": choice.value}
        for choice in fitting[:MOST]
    ]


def _subcommand(verb: Verb) -> Payload:
    # Discord wants what is required to come first.
    params = sorted(verb.params, key=lambda param: not param.required)
    return {
        "name": verb.name,
        "type": _SUBCOMMAND,
        "description": plain(verb.help, LONGEST) or verb.name,
        "options": [_option(param) for param in params[:MOST]],
    }


def _option(param: Param) -> Payload:
    aided = {"autocomplete": True} if param.kind in AIDED else {}
    return {
        "name": param.name,
        "type": _STRING,
        "description": plain(param.help, LONGEST) or param.name,
        "required": param.required,
        **aided,
    }


def _subcommand_in(data: Mapping[str, object]) -> tuple[str, list[Payload]]:
    """Return the subcommand's name and its options; nothing where there is none."""
    for option in _dicts(data.get("options")):
        if option.get("type") == _SUBCOMMAND:
            return str(option.get("name")), list(_dicts(option.get("options")))
    return "", []


def _dicts(value: object) -> Iterator[Payload]:
    yield from (item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def _essence(command: Mapping[str, object]) -> object:
    """Return what we decide of a command, without what is empty or Discord's own addition."""
    # Discord adds ids, versions and defaults; to write the same again would cost one of 200 a day.
    kept = ("name", "type", "description", "contexts", "integration_types", "required")
    kept_part = {key: command[key] for key in (*kept, "autocomplete") if command.get(key)}
    return kept_part | {"options": [_essence(option) for option in _dicts(command.get("options"))]}
