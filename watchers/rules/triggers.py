"""The triggers of an indicator in rules.yaml: a name, or a name and its settings."""

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, create_model

from watchers.fields.values import Schema, wrong
from watchers.triggers.catalog import KINDS
from watchers.triggers.kind import Trigger

_BY_NAME = {kind.name: kind for kind in KINDS}
_BARE = [kind.name for kind in KINDS if not kind.example]
_SOME = "{count: {at least: 5, over: 24h}}"

TriggerSchema = create_model(  # one field a kind, of which one is written
    "TriggerSchema",
    __base__=Schema,
    __doc__="One trigger: its kind, and how it is set.",
    **{
        kind.name: (kind | None, Field(default=None, description=kind.help))  # type: ignore[call-overload]
        for kind in KINDS
    },
)


def _long_form(written: object) -> object:
    """Return the long form, kind and settings, of `story` or `silence: 14d`."""
    if isinstance(written, str):
        if (kind := _known(written)).example:
            raise _lacking(kind)
        return {written: {}}
    if not isinstance(written, dict) or len(written) != 1:
        raise wrong("a trigger is one kind and its settings", f"such as {_SOME}")
    name, settings = next(iter(written.items()))
    kind = _known(name)
    if settings is None and kind.example:
        raise _lacking(kind)
    if kind.short and isinstance(settings, str):
        settings = {kind.short: settings}
    return {name: {} if settings is None else settings}


def _lacking(kind: type[Trigger]) -> Exception:
    return wrong(f"{kind.name} wants settings", f"such as {kind.example}")


def _known(name: str) -> type[Trigger]:
    if name not in _BY_NAME:
        near = get_close_matches(name, _BY_NAME, n=1)
        hint = f"did you mean {near[0]}?" if near else f"this version knows: {', '.join(_BY_NAME)}"
        raise wrong(f"no trigger {name[:40]!r}", hint)
    return _BY_NAME[name]


def _written_one(checked: BaseModel) -> Trigger:
    (name,) = checked.model_fields_set
    trigger: Trigger = getattr(checked, name)
    return trigger


def _listed(written: object) -> object:
    return (written,) if isinstance(written, str | dict) else written


if TYPE_CHECKING:
    _OneTrigger = Trigger  # a model that is made of a list is no type to a type checker
else:
    _OneTrigger = Annotated[
        TriggerSchema, BeforeValidator(_long_form), AfterValidator(_written_one)
    ]

Triggers = Annotated[tuple[_OneTrigger, ...], Field(min_length=1), BeforeValidator(_listed)]


def add_trigger_forms(schema: dict[str, Any]) -> None:
    """Add the short forms of triggers to the JSON Schema of the whole file, in place."""
    parts = schema["$defs"]
    long = parts["TriggerSchema"] | {"minProperties": 1, "maxProperties": 1}
    parts["TriggerSchema"] = long
    for kind in KINDS:
        written = long["properties"][kind.name]
        if not kind.example:
            written["anyOf"] = [{"$ref": written.pop("$ref")}, {"type": "null"}]
        if kind.short:
            alone = parts[kind.__name__]["properties"][kind.short]
            written["anyOf"] = [alone, {"$ref": written.pop("$ref")}]
    bare = {"enum": _BARE, "description": "A trigger that needs no settings."}
    one = {"anyOf": [bare, {"$ref": "#/$defs/TriggerSchema"}]}
    triggers = parts["IndicatorSchema"]["properties"]["triggers"]
    del triggers["items"], triggers["type"], triggers["minItems"]
    triggers |= {"anyOf": [*one["anyOf"], {"type": "array", "items": one, "minItems": 1}]}
