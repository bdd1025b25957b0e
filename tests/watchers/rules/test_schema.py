import json
import re
from pathlib import Path

import pytest
import yaml

import watchers.rules
from bot.channels.spelling import PLATFORMS
from watchers.rules.schema import file_schema, json_schema

FOLDER = Path(watchers.rules.__file__).parent
SCHEMA = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))


def refused(value):
    """Say why an editor that knows our schema underlines a value, or None."""
    import jsonschema

    mistake = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(SCHEMA).iter_errors(value)
    )
    return mistake.message if mistake else None


def test_the_schema_for_editors_is_current():
    """schema.json is what the models say; run `python -m scripts.rules_schema` if not."""
    assert json_schema(PLATFORMS) == SCHEMA


def test_the_schema_is_one():
    """What an editor is given is JSON Schema, of the draft that it names."""
    import jsonschema

    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_key_has_a_help_text():
    """An editor shows it while the file is written."""
    schema = file_schema(PLATFORMS).model_json_schema()
    models = [schema, *(part for part in schema["$defs"].values() if "properties" in part)]

    assert [
        key
        for model in models
        for key, part in model["properties"].items()
        if not part.get("description")
    ] == []


class CoreLoader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML ships no types
    """YAML 1.2's core schema, which editors read: no dates, and `on` is a text."""

    yaml_implicit_resolvers: dict[str, object] = {}  # noqa: RUF012  # PyYAML wants them so


for tag, form, first in (
    ("bool", "true|false", "tf"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)", "-+.0123456789"),
    ("null", "null|~|", ["n", "~", ""]),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^({form})$"), first)


def read(text):
    """Read YAML as an editor does."""
    return yaml.load(text, Loader=CoreLoader)  # noqa: S506  # built on the safe one


@pytest.mark.parametrize("file", ["rules.yaml", "docs/rules.md"])
def test_the_schema_takes_what_we_ship(file):
    """The rules that come with watchnext, and the example of the manual."""
    text = (FOLDER.parents[1] / file).read_text(encoding="utf-8")
    if file.endswith(".md"):
        text = re.findall(r"```yaml\n(# yaml.*?)```", text, re.DOTALL)[0]

    assert refused(read(text)) is None


@pytest.mark.parametrize(
    "written",
    [
        "destinations: {a: {slack: '#x', quiet: '22:00-07:00 Europe/Paris', operators: true}}",
        "destinations: {a: {discord: 123456789012345678, mention: {critical: '@here'}}}",
        "sources: {a: https://b.c/d, b: {series: https://b.c/d, value: x, every: 2w}}",
        "vocabulary: {a: b, c: [d], e: {en: [f], zh-Hant: g}}",
        "never: [a]",
        "indicators: {a: {query: b, status: trial, weight: 2, created: '2026-03-14'}}",
        "indicators: {a: {query: b, known false positives: c, never: false}}",
        "indicators: {a: {query: b, triggers: story}}",
        "indicators: {a: {query: b, triggers: [story, spike, silence: 14d]}}",
        "indicators: {a: {query: b, triggers: {silence: {over: 1 month, severity: minor}}}}",
        "indicators: {a: {query: b, triggers: [{count: {at least: 5, over: 24h}}, {story: }]}}",
        "indicators: {a: {triggers: [{change: {series: s, by: -10%, over: 1 year}}]}}",
        "indicators: {a: {query: b, triggers: [{expected: {days: 18-20, at: '7:00'}}]}}",
    ],
)
def test_the_schema_takes_what_the_file_may_hold(written):
    """Short forms and long ones."""
    assert refused(read(written)) is None


@pytest.mark.parametrize(
    "written",
    [
        "source: {}",
        "destinations: {a: {slack: '#x', discord: 123456789012345678}}",
        "destinations: {a: {quiet: '22:00-07:00'}}",
        "destinations: {a: {slack: '#x', quite: x}}",
        "destinations: {a: {slack: '#x', mention: {high: x}}}",
        "sources: {a: {feed: https://b.c, series: https://b.c}}",
        "sources: {a: {every: 15m}}",
        "indicators: {A b: {query: c}}",
        "indicators: {a: {query: b, status: maybe}}",
        "indicators: {a: {query: b, triggers: [spikes]}}",
        "indicators: {a: {query: b, triggers: [count]}}",
        "indicators: {a: {query: b, triggers: [{count: {atleast: 5}}]}}",
        "indicators: {a: {query: b, triggers: [{count: {at least: 5}}]}}",
        "indicators: {a: {query: b, triggers: [{story: {}, spike: {}}]}}",
        "indicators: {a: {query: b, triggers: [{silence: long}]}}",
        "indicators: {a: {query: b, triggers: []}}",
    ],
)
def test_the_schema_refuses_what_is_mistaken(written):
    """So an editor underlines it."""
    assert refused(read(written)) is not None
