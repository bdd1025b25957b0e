from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.spelling import PLATFORMS
from watchers.errors import RuleMistakes
from watchers.rules.load import lint_rules

HEAD = "sources: {wire: {feed: https://b.c/d, lang: en}}\nindicators:\n"


def warnings_of(*lines):
    """Give (line, column, message) of each warning; the first line given is line 3."""
    _rules, found = lint_rules(HEAD + "".join(f"{line}\n" for line in lines), "rules.yaml")
    return [(one.line, one.column, one.message) for one in found]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["  a: {query: $w}", "vocabulary: {w: [x], v: [y, $w]}"],
            (4, 22, "$v is used nowhere"),
            id="unused",
        ),
        pytest.param(["  a: {query: gas AND oi*}"], (3, 22, "'oi*' is short"), id="wildcard"),
        pytest.param(
            ["  a: {query: $w}", "vocabulary: {w: [long*, r*]}"],
            (4, 25, "'r*' is short"),
            id="wildcard in a list",
        ),
        pytest.param(
            ["  a: {query: gas source:reuters}"],
            (3, 25, "no source is called 'reuters'"),
            id="unknown source",
        ),
        pytest.param(
            ["  a: {query: gas AND NOT (oil OR gas)}"],
            (3, 14, "this asks for what it excludes: it can never hold"),
            id="contradiction",
        ),
        pytest.param(
            ["  a: {query: gas AND oil}", "  b: {query: gas}"],
            (3, 14, "'b' holds wherever this does"),
            id="implied",
        ),
        pytest.param(
            ["  a: {query: gas, examples: {match: [Gas today, gas here, no gas]}}"],
            (3, 49, "this example is covered already"),
            id="example",
        ),
        pytest.param(
            ["  a: {query: $w}", "vocabulary: {w: {en: [gas], pl: [gaz]}}"],
            (4, 29, "no source is in 'pl'"),
            id="language",
        ),
    ],
)
def test_what_can_hardly_be_meant_is_pointed_at(lines, expected):
    """Each with its place."""
    assert expected in warnings_of(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["  a: {query: $w}", "vocabulary: {w: [$v], v: [gas]}"], id="used by another"),
        pytest.param(["  a: {query: 油* OR 气*}"], id="a script that says much in one character"),
        pytest.param(["  a: {query: '\"Power of S*\"'}"], id="narrowed by its phrase"),
        pytest.param(["  a: {query: gas source:wire}"], id="a source by its name"),
        pytest.param(["  a: {query: gas OR oil}", "  b: {query: gas OR coal}"], id="overlapping"),
        pytest.param(
            ["  a: {query: gas oil}", "  b: {query: gas, status: off}"], id="implied by what is off"
        ),
        pytest.param(
            ["  a: {query: gas}", "never: [football]", "vocabulary: {}"], id="never is always used"
        ),
        pytest.param(
            ["  a: {query: x, triggers: {new: {of: $w}}}", "vocabulary: {w: [gun]}"],
            id="used by a trigger",
        ),
    ],
)
def test_what_may_well_be_meant_is_left_alone(lines):
    """A warning that is wrong is read once, and then none."""
    assert [] == warnings_of(*lines)


def test_where_sources_do_not_say_their_language_nothing_is_said_of_it():
    """They may speak it."""
    text = (
        "sources: {wire: https://b.c/d}\nindicators: {a: {query: $w}}\nvocabulary: {w: {pl: [gaz]}}"
    )

    assert () == lint_rules(text, "rules.yaml")[1]


def test_the_shipped_rules_have_no_warning():
    """They are what people learn from."""
    path = Path(__file__).parents[3] / "rules.yaml"

    assert () == lint_rules(path.read_text(encoding="utf-8"), "rules.yaml", PLATFORMS)[1]


def test_many_indicators_are_looked_through():
    """Two hundred with lists of fifty words; comparing every two of the words would not end."""
    words = ", ".join(f"word{n}" for n in range(50))
    rows = [f"  i{n}: {{query: $w NEAR/9 $w AND other{n}}}" for n in range(200)]

    assert [] == warnings_of(*rows, f"vocabulary: {{w: [{words}]}}")


pieces = st.sampled_from(
    ["a", "b*", "$w", "AND", "OR", "NOT", "(", ")", "NEAR/2", "title:", "source:x", "/r/", "油*"]
)


@settings(max_examples=100)
@given(st.lists(pieces, min_size=1, max_size=9).map(" ".join))
def test_every_sound_query_can_be_looked_through(query):
    """Places of warnings lie inside the file."""
    try:
        found = warnings_of(f"  a: {{query: '{query}'}}", "vocabulary: {w: [gas]}")
    except RuleMistakes:
        return
    assert all(3 <= line <= 4 for line, _, _ in found)
