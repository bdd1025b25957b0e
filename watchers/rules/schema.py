"""The schema of rules.yaml: what may stand where, each key with its help text.

Every value arrives as text, None (nothing written), list or mapping; see document.py.
"""

from functools import cache
from typing import Annotated, Any

from pydantic import Field, create_model

from watchers.fields.values import (
    Day,
    Direction,
    Id,
    Names,
    Schema,
    Sentences,
    Terms,
    Truth,
    Url,
    Weight,
    Written,
    given,
)
from watchers.model.names import Severity, Status
from watchers.model.rules import PlatformSpelling
from watchers.rules.destinations import AnyDestination, written_destination
from watchers.rules.sources import WrittenSource, add_short_form
from watchers.rules.triggers import Triggers, add_trigger_forms


def _without_unwritten(written: object) -> object:
    """Forget sections with nothing under them: their lines are commented out."""
    if isinstance(written, dict):
        return {key: value for key, value in written.items() if value is not None}
    return written


class ArticleSchema(Schema):
    """The analysis that the indicators come from."""

    title: Written = Field(description="Its headline.")
    source: Written = Field(default="", description="Who published it.")
    url: Url = Field(default="", description="Where it can be read.")


class DefaultsSchema(Schema):
    """What holds for every indicator that does not say otherwise."""

    notify: Names = Field(default=(), description="Destinations that are told.")
    severity: Severity = Field(default=Severity.NOTABLE, description="How much a move matters.")
    direction: Direction = Field(default="either", description="Which way a move points.")


class ExamplesSchema(Schema):
    """Headlines that test the query each time the file is read."""

    match: Sentences = Field(default=(), description="Headlines the query must hold for.")
    ignore: Sentences = Field(default=(), description="Headlines it must not hold for.")


class IndicatorSchema(Schema):
    """One thing to watch."""

    title: Written = Field(
        default="", description="What people call it. Without one, its name here."
    )
    quote: Written = Field(
        default="", description="The article's sentence that says why it matters."
    )
    query: Written = Field(
        default="",
        description="What to look for, in the query language.",
    )
    direction: Direction = Field(
        default="either", description="Which way a move points, such as closer."
    )
    severity: Severity = Field(default=Severity.NOTABLE, description="How much a move matters.")
    notify: Names = Field(default=(), description="Destinations that are told.")
    triggers: Triggers = Field(
        default=("story",),
        validate_default=True,
        description="When it moves. Without any: story, which tells each new story.",
    )
    examples: ExamplesSchema = Field(
        default=ExamplesSchema(), description="Headlines that test the query."
    )
    status: Status = Field(
        default=Status.LIVE,
        description="live; trial: matches are recorded, nobody is told; off: not looked for.",
    )
    never: Truth = Field(
        default=True, description="false: the file's never list keeps nothing from this indicator."
    )
    weight: Weight = Field(
        default=1.0, description="How much a move counts in the balance of directions."
    )
    owner: Written = Field(default="", description="Who answers for it.")
    created: Annotated[Day | None, given] = Field(
        default=None, description="The day it was written, such as 2026-03-14."
    )
    known_false_positives: Written = Field(
        default="",
        alias="known false positives",
        description="What it finds though it should not, and why that is borne.",
    )


_DESTINATIONS = "Where alerts go. None: to the terminal."


class FileSchema(Schema):
    """rules.yaml: what watchnext watches, and who is told."""

    article: ArticleSchema | None = Field(
        default=None, description="The analysis the indicators come from."
    )
    destinations: dict[Id, AnyDestination] = Field(  # on which platforms, file_schema() knows
        default={}, description=_DESTINATIONS
    )
    sources: dict[Id, WrittenSource] = Field(
        default={}, description="What is looked at: name and address of a feed, or more about it."
    )
    vocabulary: dict[Id, Terms] = Field(
        default={},
        description="Names for lists of terms, also by language, or for a query; used as $name.",
    )
    never: Terms | None = Field(
        default=None, description="Noise: terms or a query that keep an item from all indicators."
    )
    defaults: DefaultsSchema = Field(
        default=DefaultsSchema(), description="What holds for every indicator."
    )
    indicators: dict[Id, IndicatorSchema] = Field(default={}, description="What is watched.")


@cache
def file_schema(platforms: tuple[PlatformSpelling, ...]) -> type[FileSchema]:
    """Return the schema of a file whose destinations are on these platforms; made once each."""
    destinations: Any = dict[Id, written_destination(platforms)]  # type: ignore[misc]
    return create_model(
        "FileSchema",
        __base__=FileSchema,
        __doc__=FileSchema.__doc__,
        destinations=(destinations, Field(default={}, description=_DESTINATIONS)),
    )


def validate_file(schema: type[FileSchema], written: object) -> FileSchema:
    """Check the tree against the schema. Raises pydantic's ValidationError with all mistakes."""
    # A key is written as its alias says: `at least`, never `at_least`.
    return schema.model_validate(_without_unwritten(written), by_alias=True, by_name=False)


def json_schema(platforms: tuple[PlatformSpelling, ...]) -> dict[str, Any]:
    """Return the description of rules.yaml for editors: JSON Schema 2020-12, with short forms."""
    schema = file_schema(platforms).model_json_schema()
    _forget_null(schema)
    of_ids = [part for part in schema["properties"].values() if "patternProperties" in part]
    for section in of_ids:
        section["additionalProperties"] = False
    parts = schema["$defs"]
    add_short_form(schema)
    parts["DestinationSchema"]["oneOf"] = [{"required": [each.name]} for each in platforms]
    add_trigger_forms(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _forget_null(schema: Any) -> None:  # noqa: ANN401 - a tree of JSON
    """Take out null where it only means that a key is left out: written, it is a mistake."""
    if isinstance(schema, list):
        for part in schema:
            _forget_null(part)
    if not isinstance(schema, dict):
        return
    forms = [form for form in schema.get("anyOf", ()) if form != {"type": "null"}]
    if len(forms) == 1:
        del schema["anyOf"]
        schema |= forms[0] | {key: schema[key] for key in schema}
    if schema.get("default", "") is None:
        del schema["default"]
    for part in schema.values():
        _forget_null(part)
