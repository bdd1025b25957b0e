from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.spelling import PLATFORMS
from watchers.errors import RuleMistakes
from watchers.rules.load import Content, lint_rules

HEAD = "sources: {wire: {feed: https://b.c/d, lang: en}}\nindicators:\n"


def linted(text):
    """Give the rules of a text, and its warnings."""
    return lint_rules([Content("", text.encode())], "rules.yaml", PLATFORMS)


def warnings_of(*lines):
    """Give (line, column, message) of each warning; the first line given is line 3."""
    _rules, found = linted(HEAD + "".join(f"{line}\n" for line in lines))
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
        pytest.param(
            ["  a: {query: gas or oil}"], (3, 18, "'or' is a word to look for here"), id="small or"
        ),
        pytest.param(
            ["  a: {query: gas and not oil}"],
            (3, 22, "'not' is a word to look for here"),
            id="small not",
        ),
        pytest.param(
            ["  a: {query: 'gas, oil'}"], (3, 15, "the comma after 'gas' means nothing"), id="comma"
        ),
        pytest.param(
            ["  a: {query: gas Or oil}"],
            (3, 18, "'Or' is a word to look for here"),
            id="title case",
        ),
        pytest.param(
            ["  a: {query: $w}", "vocabulary: {w: ['gas, oil']}"],
            (4, 19, "a comma means nothing in a term"),
            id="comma in a list",
        ),
        pytest.param(
            ["  a: {query: $w}", "vocabulary: {w: [EU, US]}"],
            (4, 22, "US finds the word 'us' too"),
            id="US in a list",
        ),
        pytest.param(
            ["  a: {query: 'gas https://b.c/d'}"],
            (3, 19, "addresses in a text are not looked into"),
            id="an address",
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
        pytest.param(["  a: {query: 'gas \"or\" oil'}"], id="an or that is meant"),
        pytest.param(["  a: {query: '\"gas, oil and coal\"'}"], id="a headline"),
        pytest.param(["  a: {query: '=US gas =or'}"], id="exact"),
        pytest.param(["  a: {query: '2 OF (gas, oil, coal)'}"], id="commas of a list"),
        pytest.param(["  a: {query: 'gas url:www.b.c'}"], id="an address where it is looked for"),
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

    assert () == linted(text)[1]


def test_the_shipped_rules_have_no_warning():
    """They are what people learn from."""
    path = Path(__file__).parents[3] / "rules.yaml"

    assert () == linted(path.read_text(encoding="utf-8"))[1]


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


def test_one_feed_in_two_spellings_is_pointed_at():
    """With or without TLS, www and a slash at the end; not with another query or column."""
    sources = {
        "a": "{feed: https://b.c/d}",
        "b": "{feed: http://www.b.c/d/}",
        "c": "{feed: https://b.c/d?e=f}",
        "d": "{series: https://b.c/t.csv, value: x}",
        "e": "{series: https://b.c/t.csv, value: y}",
    }
    text = "sources:\n" + "".join(f"  {name}: {one}\n" for name, one in sources.items())
    _rules, found = linted(f"{text}indicators: {{a: {{query: gas}}}}\n")

    assert [(3, 3, "'b' asks for what 'a' does")] == [(w.line, w.column, w.message) for w in found]


SLACK = "xoxb-" + "1234567890-abcdefghij"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f"  a: {{query: gas}} # {SLACK}", id="in a comment"),
        pytest.param(f"  a: {{query: gas, owner: {SLACK}}}", id="in a value"),
        pytest.param(
            "  a: {query: gas, quote: https://hooks.slack.com/services/T0/B0/x}", id="an address"
        ),
    ],
)
def test_a_secret_is_pointed_at_and_not_repeated(line):
    """Its place and length, nothing of it."""
    _rules, found = linted(f"{HEAD}{line}\n")

    (warning,) = found
    assert warning.message.endswith("characters that look like a secret")
    assert SLACK not in f"{warning}"
    assert line.find("xoxb") + 1 in {0, warning.column}
