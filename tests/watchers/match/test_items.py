"""An item's fields can be asked for, and a rule set makes its index once."""

import pytest

from watchers.language.parse import parse_query
from watchers.language.query import compile_query
from watchers.match.items import (
    match_item,
    matches_gained,
    may_match,
    passage_of,
    source_keys,
)
from watchers.model.names import SourceId, Tier
from watchers.model.news import Item, Span
from watchers.model.rules import Source
from watchers.rules.load import read_rules

SOURCE = Source(
    id=SourceId("bbc"), url="https://x.example", title="BBC News", lang="en", tier=Tier.MAJOR
)
FILE = """
sources: {{bbc: https://x.example/feed}}
indicators:
  one: {{title: One, query: {query!r}}}
  two: {{title: Two, query: oil}}
"""


def item(**fields):
    """Make an item with a title of our choice."""
    return Item(**{"source": SOURCE.id, "aliases": (), "title": "oil"} | fields)


def rules(query):
    """Make a rule set of two indicators."""
    return read_rules(FILE.format(query=query), "rules.yaml")


@pytest.mark.parametrize(
    "query",
    [
        *("title:oil", "body:gas", "author:lee", "url:tass.com", "source:bbc", "source:news"),
        *("lang:en", "category:energy", "tier:major", "oil NEAR/1 gas"),
    ],
)
def test_every_field_of_an_item_can_be_asked_for(query):
    """Also what comes from its source: name, language, tier."""
    whole = item(
        summary="gas", author="Ann Lee", url="https://tass.com/1", categories=("World", "Energy")
    )

    assert ["one", "two"] == [
        match.indicator for match in match_item(rules(query).index, whole, SOURCE)
    ]


def test_an_item_without_fields_has_nothing_in_them():
    """The order is that of the rules, and what does not hold is left out."""
    assert ["two"] == [
        match.indicator for match in match_item(rules("author:lee").index, item(), SOURCE)
    ]


def test_only_what_the_new_words_brought_is_gained():
    """What held before holds no news."""
    made = rules("gas")

    found = matches_gained(made.index, item(), item(summary="gas"), SOURCE)

    assert ["one"] == [match.indicator for match in found]


def test_an_index_is_made_once_a_rule_set():
    """It goes with the rule set, so a bot that reloads its rules for months does not grow."""
    made, other = rules("a"), rules("a")

    assert made.index is made.index
    assert made.index is not other.index


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        pytest.param("source:wire AND gas", ["wire"], id="one source"),
        pytest.param("(source:wire AND gas) OR (source:post AND coal)", ["wire", "post"], id="two"),
        pytest.param("(source:wire AND gas) OR coal", [], id="any, in one of two ways"),
        pytest.param("(source:wire OR tier:official) AND gas", ["wire", "state"], id="a tier"),
    ],
)
def test_a_query_says_which_sources_it_looks_at(query, seen):
    """Nothing is said where every source will do."""
    wanted = source_keys(compile_query(parse_query(query)))
    sources = [Source(id=SourceId(name), url="") for name in ("wire", "post")]
    sources.append(Source(id=SourceId("state"), url="", tier=Tier.OFFICIAL))

    assert seen == [source.id for source in sources if may_match(wanted, source)]


def test_where_all_that_could_hold_was_found_the_rest_of_a_text_is_not_read():
    """A long text is looked at in stretches only for queries that are still open."""
    whole = item(title="Gas", text=f"{'Not a word of it. ' * 60}More gas.")

    (match,) = match_item(rules("gas").index, whole, SOURCE)

    assert (Span("title", 0, 3),) == match.evidence.spans


def test_what_a_query_is_asked_of_first_is_title_and_lead():
    """Words, fields and source, without the rest of a long text."""
    whole = item(title="Gas", summary="A lead.", text="More oil. " * 100, author="Ann Lee")
    passage = passage_of(whole, SOURCE)

    asked = [compile_query(parse_query(text)) for text in ("gas lead author:lee source:bbc", "oil")]
    assert [True, False] == [query.matches(passage) for query in asked]
