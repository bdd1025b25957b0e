"""The command /watch as Discord registers it, and what was typed as one line of text. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.channels.discord.embeds import Payload
from bot.channels.discord.text import plain, units
from bot.model.commands import Choice, Param, Verb

NAME = "watch"
HELP = "The board, the latest, searches, mutes and everything else that watchnext keeps"
UNAIDED = frozenset({"query", "text"})  # kinds of words that nobody can complete
MOST = 25  # subcommands, options, choices
LONGEST = 100  # of a description, a choice's name and its value

_SUBCOMMAND, _STRING = 1, 3
_SERVER, _DIRECT = 0, 1


@dataclass(frozen=True, slots=True)
class Typing:
    """A word that somebody is in the middle of."""

    kind: str
    text: str


def watch_command(verbs: Sequence[Verb]) -> Payload:
    """Give /watch with a subcommand for each verb."""
    return {
        "name": NAME,
        "type": 1,
        "description": HELP,
        "contexts": [_SERVER, _DIRECT],
        "integration_types": [_SERVER],
        "options": [_subcommand(verb) for verb in verbs[:MOST]],
    }


def differs(ours: Payload, registered: Sequence[object]) -> bool:
    """Whether what Discord has of our command is another one, or none."""
    same = [one for one in registered if isinstance(one, dict) and one.get("name") == NAME]
    return not same or _essence(same[0]) != _essence(ours)


def composed(told: Mapping[str, object], verbs: Sequence[Verb]) -> str:
    """Give what was filled in as the text that Slack's users type: the verb, then its words."""
    name, given = _given(told)
    order = [_name(param) for verb in verbs if verb.name == name for param in verb.params]
    values = {str(one.get("name")): str(one.get("value", "")) for one in given}
    words = [values[each] for each in order if values.get(each)]
    return " ".join(" ".join([name, *words]).split())


def typing(told: Mapping[str, object], verbs: Sequence[Verb]) -> Typing | None:
    """Find the word that somebody is in the middle of."""
    name, given = _given(told)
    kinds = {_name(p): p.kind for verb in verbs if verb.name == name for p in verb.params}
    for one in given:
        kind = kinds.get(str(one.get("name")))
        if one.get("focused") and kind is not None:
            return Typing(kind, str(one.get("value", "")))
    return None


def choices(suggested: Sequence[Choice]) -> list[Payload]:
    """Give suggestions as Discord takes them; what is too long to be sent back is left out."""
    fitting = [one for one in suggested if 0 < units(one.value.strip()) <= LONGEST][:MOST]
    return [{"name": plain(one.label, LONGEST) or one.value, "value": one.value} for one in fitting]


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
    aided = {} if param.kind in UNAIDED else {"autocomplete": True}
    return {
        "name": _name(param),
        "type": _STRING,
        "description": plain(param.help, LONGEST) or param.name,
        "required": param.required,
        **aided,
    }


def _name(param: Param) -> str:
    return "-".join(param.name.lower().split())[:32]


def _given(told: Mapping[str, object]) -> tuple[str, list[Payload]]:
    """Give the subcommand's name and its options."""
    for one in _dicts(told.get("options")):
        if one.get("type") == _SUBCOMMAND:
            return str(one.get("name")), list(_dicts(one.get("options")))
    return "", []


def _dicts(value: object) -> Iterator[Payload]:
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _essence(command: Mapping[str, object]) -> object:
    """Keep what we decide, less what is empty: Discord adds ids, versions and defaults."""
    kept = ("name", "type", "description", "contexts", "integration_types", "required")
    told = {key: command[key] for key in (*kept, "autocomplete") if command.get(key)}
    return told | {"options": [_essence(one) for one in _dicts(command.get("options"))]}
