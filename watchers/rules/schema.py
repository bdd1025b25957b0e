"""The shape of rules.yaml: what may stand where, each key with its help text.

Every value arrives as text, None (nothing written), list or mapping; see document.py.
"""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from watchers.model import Severity, Tier
from watchers.rules.values import (
    TRIGGERS,
    Direction,
    DiscordChannel,
    Every,
    Id,
    Language,
    Names,
    Sentences,
    SlackChannel,
    Triggers,
    WebAddress,
    Written,
    wrong,
)

SOURCE_KINDS = ("feed",)
PLATFORMS = ("slack", "discord", "terminal")


def _short_source(written: object) -> object:
    if isinstance(written, str):
        return {"feed": written}
    if isinstance(written, dict):
        for kind in ("page", "search", "series"):
            if kind in written and "feed" not in written:
                raise wrong(f"no {kind} sources", f"this version knows: {', '.join(SOURCE_KINDS)}")
    return written


def _one_platform(written: object) -> object:
    if not isinstance(written, dict):
        raise wrong("a destination is a platform and an address", 'such as {slack: "#geo-desk"}')
    if "quiet" in written:
        raise wrong("no quiet hours", "this version has none; take `quiet` out")
    if len(written) != 1:
        raise wrong("a destination is one platform and an address", "give each its own name")
    platform = next(iter(written))
    if platform not in PLATFORMS:
        raise wrong(f"no platform {platform[:40]!r}", f"this version knows: {', '.join(PLATFORMS)}")
    return written


def _without_unwritten(written: object) -> object:
    """Forget sections with nothing under them: their lines are commented out."""
    if isinstance(written, dict):
        return {key: value for key, value in written.items() if value is not None}
    return written


class Shape(BaseModel):
    """A mapping with no keys but its own."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        model_title_generator=lambda shape: shape.__name__.removesuffix("Shape").lower(),
    )


class ArticleShape(Shape):
    """The analysis that the indicators come from."""

    title: Written = Field(description="Its headline.")
    source: Written = Field(default="", description="Who published it.")
    url: WebAddress = Field(default="", description="Where it can be read.")


class DestinationShape(Shape):
    """Somewhere alerts go: one platform and an address on it."""

    slack: SlackChannel = Field(
        default="", description='A Slack channel: its name in quotes, "#geo-desk", or its id.'
    )
    discord: DiscordChannel = Field(default="", description="The id of a Discord channel.")
    terminal: Written = Field(default="", description="The terminal; the name stands above alerts.")


class SourceShape(Shape):
    """A feed (RSS, Atom or JSON Feed) that is looked at again and again."""

    feed: WebAddress = Field(description="Its address.")
    title: Written = Field(
        default="", description="What people call it. Without one, its name here."
    )
    every: Every = Field(
        default=timedelta(minutes=15), description="How often to look: 30s, 15m, 2h, 1d."
    )
    lang: Language = Field(
        default="", description="Its language where items do not say: en, ru, zh."
    )
    tier: Tier = Field(default=Tier.OTHER, description="What kind of outlet it is.")


class DefaultsShape(Shape):
    """What holds for every indicator that does not say otherwise."""

    notify: Names = Field(default=(), description="Destinations that are told.")
    severity: Severity = Field(default=Severity.NOTABLE, description="How much a move matters.")
    direction: Direction = Field(default="either", description="Which way a move points.")


class ExamplesShape(Shape):
    """Headlines that test the query each time the file is read."""

    match: Sentences = Field(default=(), description="Headlines the query must hold for.")
    ignore: Sentences = Field(default=(), description="Headlines it must not hold for.")


class IndicatorShape(Shape):
    """One thing to watch."""

    title: Written = Field(
        default="", description="What people call it. Without one, its name here."
    )
    quote: Written = Field(
        default="", description="The article's sentence that says why it matters."
    )
    query: Written = Field(description="What to look for, in the query language.")
    direction: Direction = Field(
        default="either", description="Which way a move points, such as closer."
    )
    severity: Severity = Field(default=Severity.NOTABLE, description="How much a move matters.")
    notify: Names = Field(default=(), description="Destinations that are told.")
    triggers: Triggers = Field(
        default=TRIGGERS, description="When it moves: story tells each new story."
    )
    examples: ExamplesShape = Field(
        default=ExamplesShape(), description="Headlines that test the query."
    )


class FileShape(Shape):
    """rules.yaml: what watchnext watches, and who is told."""

    article: ArticleShape | None = Field(
        default=None, description="The analysis the indicators come from."
    )
    destinations: dict[Id, Annotated[DestinationShape, BeforeValidator(_one_platform)]] = Field(
        default={}, description="Where alerts go. None: to the terminal."
    )
    sources: dict[Id, Annotated[SourceShape, BeforeValidator(_short_source)]] = Field(
        default={}, description="What is looked at: name and address of a feed, or more about it."
    )
    vocabulary: dict[Id, Sentences] = Field(
        default={}, description="Names for lists of terms, or for a query; used as $name."
    )
    defaults: DefaultsShape = Field(
        default=DefaultsShape(), description="What holds for every indicator."
    )
    indicators: dict[Id, IndicatorShape] = Field(default={}, description="What is watched.")


def read_shape(written: object) -> FileShape:
    """Check the tree against the shape, or raise pydantic's ValidationError."""
    return FileShape.model_validate(_without_unwritten(written))


def json_schema() -> dict[str, Any]:
    """Describe rules.yaml to an editor (JSON Schema 2020-12)."""
    schema = FileShape.model_json_schema()
    of_ids = [part for part in schema["properties"].values() if "patternProperties" in part]
    for section in of_ids:
        section["additionalProperties"] = False
    short = {"type": "string", "pattern": "^https?://", "description": "The address of a feed."}
    sources = schema["properties"]["sources"]["patternProperties"]
    sources |= {name: {"anyOf": [short, shape]} for name, shape in sources.items()}
    schema["$defs"]["SourceShape"]["properties"]["every"]["default"] = "15m"
    schema["$defs"]["DestinationShape"] |= {"minProperties": 1, "maxProperties": 1}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


if __name__ == "__main__":
    import json
    import sys

    json.dump(json_schema(), sys.stdout, indent=2)
    sys.stdout.write("\n")
