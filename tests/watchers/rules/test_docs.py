import re
from pathlib import Path

import pytest

from bot.channels.spelling import PLATFORMS
from watchers.model.names import IndicatorId
from watchers.rules import schema, sources
from watchers.rules.destinations import destination_schema
from watchers.rules.load import Content, lint_rules, read_rules
from watchers.triggers.catalog import KINDS as ALL_KINDS
from watchers.triggers.kind import Trigger

DOCS = (Path(__file__).parents[3] / "docs" / "rules.md").read_text(encoding="utf-8")
SCHEMAS = {
    "article": schema.ArticleSchema,
    "destinations": destination_schema(PLATFORMS),
    "sources": sources.SourceSchema,
    "defaults": schema.DefaultsSchema,
    "indicators": schema.IndicatorSchema,
    "examples": schema.ExamplesSchema,
}
KINDS = {kind.name: kind for kind in ALL_KINDS}


def section(heading):
    """Give what stands under a heading, up to the next one."""
    found = re.search(
        rf"^##+ {re.escape(heading)}\n(.*?)(?=^##+ |\Z)", DOCS, re.MULTILINE | re.DOTALL
    )
    assert found, f"no heading {heading}"
    return found[1]


def rows(text):
    """Give the keys of the table in a section."""
    return set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


def keys(model):
    """Give the keys of a model as they are written, severity of a trigger left out."""
    written = {field.alias or name for name, field in model.model_fields.items()}
    return written - {"severity"} if issubclass(model, Trigger) else written


@pytest.mark.parametrize(("heading", "model"), [*SCHEMAS.items(), *KINDS.items()])
def test_every_key_has_its_row_and_every_row_its_key(heading, model):
    """What is written here can be written there."""
    assert keys(model) == rows(section(heading))


def test_every_section_of_the_file_and_every_trigger_has_a_heading():
    """And no heading is left of what is gone."""
    headings = re.findall(r"^##+ (.+)$", DOCS, re.MULTILINE)

    assert sorted([*schema.FileSchema.model_fields, "examples", "triggers", *KINDS]) == sorted(
        headings
    )


def test_the_example_is_a_sound_file_without_a_warning():
    """It may be copied."""
    text = re.findall(r"```yaml\n(# yaml.*?)```", DOCS, re.DOTALL)[0]

    assert () == lint_rules([Content("", text.encode())], "rules.yaml", PLATFORMS)[1]


@pytest.mark.parametrize("kind", KINDS)
def test_every_trigger_shows_how_it_is_written(kind):
    """What it shows can be read, and is said as `/watch show` says it."""
    shown = re.findall(r"```yaml\n(.*?)```", section(kind), re.DOTALL)[0]
    listed = "".join(f"      {line}\n" for line in shown.splitlines())
    rules = read_rules(
        "sources: {oil-price: {series: https://b.c/d}}\nvocabulary: {energy: [oil]}\n"
        "indicators:\n  energy-flows: {query: oil}\n  joint-military: {query: drill}\n"
        f"  a:\n    query: x\n    triggers:\n{listed}",
        "rules.yaml",
    )
    indicator = rules.indicators[IndicatorId("a")]

    assert {KINDS[kind]} == {type(trigger) for trigger in indicator.triggers}
    assert f"{indicator.triggers[0].describe()}.\n" in section(kind)
