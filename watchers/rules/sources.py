"""The sources in rules.yaml: a kind by its key, which has the address, and its settings."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from watchers.fields.moments import Every
from watchers.fields.requests import RequestSettings
from watchers.fields.values import Language, Truth, Written, wrong
from watchers.language.tree import Expr
from watchers.model.names import SourceId, Tier
from watchers.model.rules import Source
from watchers.sources.catalog import KINDS, UNUSABLE
from watchers.sources.kind import Misplaced, SourceKind

_BY_NAME = {kind.name: kind for kind in KINDS}


class _AnySource(RequestSettings):
    title: Written = Field(
        default="", description="What people call it. Without one, its name here."
    )
    every: Every = Field(
        default=(timedelta(minutes=15), None),
        description="How often to look: 30s, 15m, 2h, 1d; or 5m to 2h: between these, as often as "
        "the source publishes. Without: 15m, a page or a search 30m, a series 1d.",
    )
    lang: Language = Field(
        default="", description="Its language where items do not say: en, ru, zh."
    )
    tier: Tier = Field(default=Tier.OTHER, description="What kind of outlet it is.")
    off: Truth = Field(default=False, description="true: it is checked, and not looked at.")


# The keys of every kind, in the order of the kinds, then those that all have.
class SourceSchema(_AnySource, *(kind.settings for kind in reversed(KINDS))):  # type: ignore[misc]
    """What is looked at again and again: a feed (RSS, Atom, JSON Feed), page, search or series."""


def _long_form(written: object) -> object:
    """Return the long form, kind and settings, of what may be the address of a feed alone."""
    if isinstance(written, str):
        return {KINDS[0].name: written}
    if isinstance(written, dict):
        kinds = [kind for kind in _BY_NAME if kind in written]
        if lost := [name for name in UNUSABLE if name in written]:
            raise wrong(f"no {lost[0]} sources: its package cannot be used", UNUSABLE[lost[0]])
        if len(kinds) != 1:
            said = "two kinds of source" if kinds else "no address"
            raise wrong(said, f"one of: {', '.join(_BY_NAME)}, with an address behind it")
    return written


WrittenSource = Annotated[SourceSchema, BeforeValidator(_long_form)]


def kind_of(checked: SourceSchema) -> SourceKind:
    """Return the kind whose key has the address."""
    return next(kind for kind in KINDS if getattr(checked, kind.name))


def misplaced_keys(checked: SourceSchema) -> Iterator[Misplaced]:
    """Yield each key that belongs to another kind, or does not go with the others."""
    own = kind_of(checked)
    yield from own.misplaced(checked)
    for kind in KINDS:
        for key in kind.settings.model_fields:
            if key in checked.model_fields_set and key not in own.settings.model_fields:
                said = f"a {own.name} has no {kind.called.get(key, key)}"
                yield Misplaced(key, said, "take it out")


def address_of(
    checked: SourceSchema, exprs: Mapping[str, Expr], vocabulary: Mapping[str, Expr]
) -> str:
    """Return the address that is fetched; empty where none can be made of a sound query.

    `exprs` are the queries of the indicators.
    """
    kind = kind_of(checked)
    # Every key of a source has its value here, what is left out included.
    every = {} if "every" in checked.model_fields_set else {"every": (kind.every, None)}
    return kind.address(
        checked.model_copy(update=every), exprs.get(kind.asks_of(checked)), vocabulary
    )


def checked_source(
    id_: SourceId,
    checked: SourceSchema,
    exprs: Mapping[str, Expr],
    vocabulary: Mapping[str, Expr],
) -> Source:
    """Return the source that is written so; what it leaves out is its kind's."""
    kind = kind_of(checked)
    address = address_of(checked, exprs, vocabulary)
    every, seldom = checked.every if "every" in checked.model_fields_set else (kind.every, None)
    return Source(
        id=id_,
        url=address,
        kind=kind.name,
        options={
            key: str(getattr(checked, key))
            for key in kind.settings.model_fields
            if key in checked.model_fields_set and getattr(checked, key) != address
        },
        title=checked.title,
        every=every,
        seldom=seldom,
        lang=checked.lang or None,
        tier=checked.tier,
        off=checked.off,
        request=replace(checked.request_options(), accept=kind.accept, spacing=kind.spacing),
    )


def add_short_form(schema: dict[str, Any]) -> None:
    """Add the short form of a source to the JSON Schema of the whole file, in place."""
    short = {"type": "string", "pattern": "^https?://", "description": "The address of a feed."}
    sources = schema["properties"]["sources"]["patternProperties"]
    sources |= {name: {"anyOf": [short, long]} for name, long in sources.items()}
    long = schema["$defs"]["SourceSchema"]
    long["oneOf"] = [{"required": [name]} for name in _BY_NAME]
    long["properties"]["every"]["default"] = "15m"
