"""A long text is looked at in stretches, each beside title and lead."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.language.parse import parse_query
from watchers.language.query import compile_query
from watchers.match.excerpts import (
    excerpt_to_explain,
    excerpts_of,
    find_evidence,
    texts_of,
)
from watchers.match.items import match_item
from watchers.model.names import SourceId
from watchers.model.news import Item
from watchers.model.rules import Source
from watchers.rules.load import read_rules

SOURCE = Source(id=SourceId("wire"), url="https://x.example")
FILLER = "Nothing of it is about what anybody asks for here. "


def item(title="A title", summary="A teaser.", text=""):
    """Make an item."""
    return Item(source=SOURCE.id, aliases=(), title=title, summary=summary, text=text)


def compiled(query):
    """Make a query without vocabularies."""
    return compile_query(parse_query(query), {})


def found(query, of):
    """Return the words that make a query hold for an item; None if it does not."""
    evidence = find_evidence(compiled(query), excerpts_of(of, SOURCE))
    if evidence is None:
        return None
    texts = texts_of(of)
    return [texts[span.field][span.start : span.end] for span in evidence.spans]


def test_a_word_anywhere_in_the_text_is_found_and_shown_where_it_stands():
    """Also after a hundred sentences, of which nothing is told."""
    whole = item(text=FILLER * 100 + "Then gas was cut off. " + FILLER * 50)

    assert found("gas", whole) == ["gas"]
    assert found("body:gas", whole) == ["gas"]
    assert found("title:gas", whole) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Gas goes to China. " + FILLER * 20, ["Gas", "China"], id="beside"),
        pytest.param(f"Gas goes. {FILLER * 4}To China.", ["Gas", "China"], id="a paragraph apart"),
        pytest.param(f"Gas goes. {FILLER * 40}To China.", None, id="an article apart"),
    ],
)
def test_what_is_joined_stands_together(text, words):
    """A long text has something about everything."""
    assert words == found("gas AND china", item(text=text))


def test_title_and_lead_go_with_each_stretch():
    """They say what the whole is about."""
    whole = item(title="China", summary="On a pipeline.", text=FILLER * 40 + "Gas flows.")

    assert found("china AND pipeline AND gas", whole) == ["pipeline", "Gas", "China"]


def test_words_of_the_lead_are_shown_once():
    """The same words in the text are no second reason."""
    assert found("gas", item(summary="Gas is cut.", text="Gas is cut off again.")) == ["Gas"]


def test_a_long_summary_is_a_text():
    """Feeds that have no teaser put the whole article into the summary."""
    whole = item(summary="Gas goes. " + FILLER * 40 + "To China.")

    assert found("china", whole) == ["China"]
    assert found("gas AND china", whole) is None or found("gas AND china", whole) == [
        "Gas",
        "China",
    ]


def test_a_short_item_is_looked_at_in_one_go():
    """Most are."""
    assert len(list(excerpts_of(item(summary="word " * 150), SOURCE))) == 1


def test_chinese_says_more_in_fewer_characters():
    """A stretch of it is shorter."""
    text = "俄罗斯向中国输送天然气。" * 60

    assert max(len(e.texts["body"]) for e in excerpts_of(item(text=text), SOURCE)) < 400


def test_indicators_come_in_the_order_of_the_rules():
    """Whatever the order in which the text has their words."""
    rules = read_rules(
        "sources: {wire: https://x.example/feed}\n"
        "indicators: {a: {query: gas}, b: {query: oil}, c: {query: title}}",
        "rules.yaml",
    )
    whole = item(text="Oil first. " + FILLER * 40 + "Gas later.")

    assert [match.indicator for match in match_item(rules.index, whole, SOURCE)] == ["a", "b", "c"]


def test_a_query_is_explained_where_it_holds():
    """Where it holds nowhere, by title and lead."""
    excerpts = list(excerpts_of(item(text=FILLER * 40 + "Gas later."), SOURCE))

    assert "Gas" in excerpt_to_explain(compiled("gas"), excerpts).texts["body"]
    assert excerpt_to_explain(compiled("oil"), excerpts) == excerpts[0]


RULES = """
sources: {wire: https://x.example/feed}
indicators:
  joined: {query: gas AND china}
  near: {query: gas NEAR/5 china}
  denied: {query: gas NOT rain}
  late: {query: late}
"""
WORDS = st.lists(st.sampled_from(["gas", "china", "rain", "late", FILLER * 8, ". "]), max_size=12)


@settings(max_examples=100)
@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_what_a_watch_tells_is_what_each_query_says(summary, text):
    """The index leaves out only what cannot hold, also over the edge of lead and stretch."""
    rules = read_rules(RULES, "rules.yaml")
    whole = item(summary=summary, text=text)

    told = {match.indicator: match.evidence for match in match_item(rules.index, whole, SOURCE)}

    asked = {id_: find_evidence(q, excerpts_of(whole, SOURCE)) for id_, q in rules.queries.items()}
    assert {id_: evidence for id_, evidence in asked.items() if evidence is not None} == told


TEXT = st.text("ab.。 俄", max_size=3_000)


@settings(max_examples=100)
@given(TEXT, TEXT)
def test_every_character_of_a_text_is_looked_at(summary, text):
    """And located where it is in the item, in stretches that go on."""
    whole = item(summary=summary, text=text)
    body = texts_of(whole)["body"]
    seen = 0
    for excerpt in excerpts_of(whole, SOURCE):
        shown = excerpt.texts["body"]
        start = excerpt.lead + excerpt.moved
        assert body[start : start + len(shown) - excerpt.lead] == shown[excerpt.lead :]
        assert start <= seen or seen == 0
        seen = max(seen, start + len(shown) - excerpt.lead)

    assert seen == len(body)
