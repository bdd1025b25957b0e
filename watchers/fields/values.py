"""What one value of rules.yaml may be: names, addresses, numbers, lists of texts.

Each type says in our words what is wrong, and to an editor (JSON Schema) what is right.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from watchers.errors import AddressForbidden, CredentialsInAddress
from watchers.web_address import parse_address

_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"
_NUMBER = r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?"
_LONGEST_ID = 60


class Schema(BaseModel):
    """A mapping with no keys but its own."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        model_title_generator=lambda schema: re.sub(
            "(Schema|Trigger)$", "", schema.__name__, count=1
        ).lower(),
    )


def wrong(message: str, hint: str) -> PydanticCustomError:
    """Return an error that says just this; check.py gives it its place in the file."""
    return PydanticCustomError("said", "{said}", {"said": message, "hint": hint})


def _id(text: str) -> str:
    if len(text) > _LONGEST_ID or not re.fullmatch(_ID, text):
        raise wrong("not a name", "lower-case letters, digits and hyphens, such as energy-flows")
    return text


def _url(text: str) -> str:
    hint = "an address such as https://example.org/feed.xml"
    # What nobody sees comes along when an address is copied, and would be asked for as %E2%80%8B.
    if not text.isprintable():
        raise wrong("not a web address", hint)
    try:
        parse_address(text)
    # A mistake of its own, and never shown with the address: check prints to terminals and logs.
    except CredentialsInAddress:
        raise wrong(
            "a user name or password in an address",
            "rules are shared: put user:password into an environment variable, "
            "and `auth: ITS_NAME` into the source",
        ) from None
    except AddressForbidden:
        raise wrong("not a web address", hint) from None
    return text


def is_language(text: str) -> bool:
    """Return whether a text is the code of a language, such as en or zh-Hant."""
    return re.fullmatch(_LANGUAGE, text) is not None


def _language(text: str) -> str:
    if not is_language(text):
        raise wrong("not a language", "a code such as en, ru or zh-Hant")
    return text


def _any_language(text: str) -> str:
    return _language(text) if text else text


def _of_any_language(written: object) -> object:
    return {"": written} if isinstance(written, str | list | tuple) else written


def _word(text: str) -> str:
    if not re.fullmatch(r"\w[\w-]{0,29}", text):
        raise wrong("not a direction", "one word, such as closer, apart or either")
    return text


def _truth(written: object) -> object:
    # Only as YAML 1.2 spells them: yes, no, on and off are texts there (10.2.1.2).
    if written not in ("true", "false", True, False):
        raise wrong("neither true nor false", "true or false, without quotes")
    return written in ("true", True)


def read_number(written: object) -> float:
    """Read a number as YAML writes it. Raises PydanticCustomError if it is none."""
    if isinstance(written, int | float):  # a default
        return float(written)
    if not (isinstance(written, str) and re.fullmatch(_NUMBER, written)):
        raise wrong("not a number", "digits, such as 5, 2.5 or -3")
    return float(written)


def number_between(least: float, most: float) -> Callable[[object], float]:
    """Return a reader of numbers that raises PydanticCustomError for what is outside."""

    def read(written: object) -> float:
        value = read_number(written)
        if not least <= value <= most:
            raise wrong("too small or too large", f"between {least:g} and {most:g}")
        return value

    return read


def _share(written: object) -> object:
    if not isinstance(written, str):
        raise wrong("not a change", "such as -10%, +10% or -2.5")
    value = read_number(written.removesuffix("%"))
    if not value:
        raise wrong("no change at all", "such as -10%, +10% or -2.5")
    relative = written.endswith("%")
    return (value / 100 if relative else value), relative


def vocabulary_or_sources(written: object) -> object:
    """Take `sources` or a $vocabulary. Raises PydanticCustomError for any other text."""
    text = written if isinstance(written, str) else ""
    if not re.fullmatch(r"sources|\$[a-z0-9]+([-.][a-z0-9]+)*", text):
        raise wrong("neither a vocabulary nor sources", "such as $weapons, or sources")
    return text


def _given(written: object) -> object:
    if written is None:
        raise wrong("no value", "write one after the colon, or take the line out")
    return written


given = BeforeValidator(_given)
"""Refuses a key with nothing behind it where the value may be left out altogether."""


def _whole(written: object) -> object:
    # YAML's 5.0 is 5: what is meant counts, not how it is written.
    value = number_between(1, 10_000)(written)
    if value != int(value):
        raise wrong("not a whole number", "such as 5")
    return int(value)


def _day(written: object) -> object:
    try:
        return date.fromisoformat(written) if isinstance(written, str) else written
    except ValueError:
        raise wrong("not a date", "such as 2026-03-14") from None


def one_as_list(written: object) -> object:
    """Return a single text as a list of one; all else as it is."""
    return (written,) if isinstance(written, str) else written


def any_text(**more: object) -> WithJsonSchema:
    """Return what lets an editor take a number or a truth; here it stays the text written."""
    return WithJsonSchema({"type": ["string", "number", "boolean"], **more})


def either(*forms: dict[str, Any]) -> WithJsonSchema:
    """Return what tells an editor that a value has several forms."""
    return WithJsonSchema({"anyOf": list(forms)})


Written = Annotated[str, Field(min_length=1), any_text()]
Id = Annotated[str, AfterValidator(_id), WithJsonSchema({"type": "string", "pattern": f"^{_ID}$"})]
Url = Annotated[
    str, AfterValidator(_url), WithJsonSchema({"type": "string", "pattern": "^https?://"})
]
Language = Annotated[str, AfterValidator(_language)]
Direction = Annotated[str, AfterValidator(_word)]
Truth = Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})]
Share = Annotated[
    tuple[float, bool],
    BeforeValidator(_share),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{_NUMBER}%?$"}]}
    ),
]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 1})]
Number = Annotated[float, BeforeValidator(read_number), WithJsonSchema({"type": "number"})]
Weight = Annotated[
    float,
    BeforeValidator(number_between(0, 100)),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
]
Factor = Annotated[
    float,
    BeforeValidator(number_between(1.1, 100)),
    WithJsonSchema({"type": "number", "minimum": 1.1, "maximum": 100}),
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
_ID_SCHEMA: dict[str, Any] = {"type": "string", "pattern": f"^{_ID}$"}
Names = Annotated[
    tuple[Id, ...],
    Field(min_length=1),
    BeforeValidator(one_as_list),
    either(_ID_SCHEMA, {"type": "array", "items": _ID_SCHEMA}),
]
_LISTED: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
Sentences = Annotated[
    tuple[Written, ...],
    Field(min_length=1),
    BeforeValidator(one_as_list),
    either({"type": "string"}, _LISTED),
]
_TERMS: dict[str, Any] = {"anyOf": [{"type": "string"}, _LISTED]}
_TERMS_BY_LANGUAGE: dict[str, Any] = {
    "type": "object",
    "patternProperties": {f"^{_LANGUAGE}$": _TERMS},
    "additionalProperties": False,
}
Terms = Annotated[
    dict[Annotated[str, AfterValidator(_any_language)], Sentences],
    Field(min_length=1),
    BeforeValidator(_of_any_language),
    either({"type": "string"}, _LISTED, _TERMS_BY_LANGUAGE),
]
"""Terms by language; those of no language in particular stand under an empty one."""
