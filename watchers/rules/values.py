"""What one value of rules.yaml may be: names, addresses, durations, lists of texts.

Each type says in our words what is wrong, and to an editor (JSON Schema) what is right.
"""

import re
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

TRIGGERS = ("story",)

_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_DURATION = r"([0-9]{1,6})([smhd])"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"
_SHORTEST, _LONGEST = timedelta(seconds=1), timedelta(days=7)
_LONGEST_ID = 60


def wrong(message: str, hint: str) -> PydanticCustomError:
    """Make an error that says just this."""
    return PydanticCustomError("said", "{said}", {"said": message, "hint": hint})


def _id(text: str) -> str:
    if len(text) > _LONGEST_ID or not re.fullmatch(_ID, text):
        raise wrong("not a name", "lower-case letters, digits and hyphens, such as energy-flows")
    return text


def _duration(written: object) -> object:
    if isinstance(written, timedelta):  # a default
        return written
    found = re.fullmatch(_DURATION, written) if isinstance(written, str) else None
    if found is None:
        raise wrong("not a duration", "a number and a unit: 30s, 15m, 2h, 1d")
    duration = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if not _SHORTEST <= duration <= _LONGEST:
        raise wrong("too short or too long", "between 1s and 7d")
    return duration


def _web_address(text: str) -> str:
    hint = "an address such as https://example.org/feed.xml"
    if not text.isprintable() or any(character.isspace() for character in text):
        raise wrong("not a web address", hint)
    try:
        parts = urlsplit(text)
        shaped = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        credentials = parts.username is not None or parts.password is not None
    except ValueError:
        shaped = credentials = False
    if credentials:
        raise wrong("a user name or password in an address", "take it out: rules are shared")
    if not shaped:
        raise wrong("not a web address", hint)
    return text


def _language(text: str) -> str:
    if not re.fullmatch(_LANGUAGE, text):
        raise wrong("not a language", "a code such as en, ru or zh-Hant")
    return text


def _slack(text: str) -> str:
    if not re.fullmatch(r"#?[\w-]{1,80}", text):
        raise wrong("not a Slack channel", 'its name in quotes, "#geo-desk", or its id')
    return text


def _discord(text: str) -> str:
    if not re.fullmatch(r"[0-9]{15,20}", text):
        raise wrong("not a Discord channel", "its id, 17 to 20 digits: Copy Channel ID in Discord")
    return text


def _word(text: str) -> str:
    if not re.fullmatch(r"\w[\w-]{0,29}", text):
        raise wrong("not a direction", "one word, such as closer, apart or either")
    return text


def _trigger(written: object) -> object:
    kind = next(iter(written), "") if isinstance(written, dict) and len(written) == 1 else written
    if isinstance(kind, str) and (kind not in TRIGGERS or isinstance(written, dict)):
        raise wrong(f"no trigger {kind[:40]!r}", f"this version knows: {', '.join(TRIGGERS)}")
    return written


def _one_as_list(written: object) -> object:
    return (written,) if isinstance(written, str) else written


def _any_text(**more: object) -> WithJsonSchema:
    """Let an editor take what YAML calls a number or a truth; here it stays the text written."""
    return WithJsonSchema({"type": ["string", "number", "boolean"], **more})


def _either(short: dict[str, Any], full: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [short, full]})


Written = Annotated[str, Field(min_length=1), _any_text()]
Id = Annotated[str, AfterValidator(_id), WithJsonSchema({"type": "string", "pattern": f"^{_ID}$"})]
WebAddress = Annotated[
    str, AfterValidator(_web_address), WithJsonSchema({"type": "string", "pattern": "^https?://"})
]
Language = Annotated[str, AfterValidator(_language)]
SlackChannel = Annotated[str, AfterValidator(_slack)]
DiscordChannel = Annotated[str, AfterValidator(_discord), _any_text()]
Direction = Annotated[str, AfterValidator(_word)]
Every = Annotated[
    timedelta,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": f"^{_DURATION}$"}),
]
_ID_SCHEMA: dict[str, Any] = {"type": "string", "pattern": f"^{_ID}$"}
Names = Annotated[
    tuple[Id, ...],
    Field(min_length=1),
    BeforeValidator(_one_as_list),
    _either(_ID_SCHEMA, {"type": "array", "items": _ID_SCHEMA}),
]
Sentences = Annotated[
    tuple[Written, ...],
    Field(min_length=1),
    BeforeValidator(_one_as_list),
    _either({"type": "string"}, {"type": "array", "items": {"type": "string"}}),
]
_TRIGGER_SCHEMA: dict[str, Any] = {"enum": list(TRIGGERS)}
Triggers = Annotated[
    tuple[Annotated[str, BeforeValidator(_trigger)], ...],
    Field(min_length=1),
    BeforeValidator(_one_as_list),
    _either(_TRIGGER_SCHEMA, {"type": "array", "items": _TRIGGER_SCHEMA}),
]
