import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.language.trees import queries, vocabulary
from watchers.errors import QueryMistake
from watchers.language.parse import parse_query
from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.workbench.failing_clauses import Explainer, failing_clauses, reasons, recognised_spans

LISTS = vocabulary({"ru": ["Russia", "Moscow"], "cn": ["China"]}) | {
    "both": parse_query("$ru NEAR/3 $cn"),
    "deal": parse_query("$both AND (sign* OR agree*)"),
}


def blamed(query, title):
    """Give what a query lacks in a headline, as text."""
    return [part.text for part in failing_clauses(explain(query, title))]


def explain(query, title):
    """Take a query apart beside a headline."""
    compiled = compile_query(parse_query(query), LISTS)
    return Explainer(LISTS).explain(compiled, read_passage({"title": title}))


@pytest.mark.parametrize(
    ("query", "title", "blame"),
    [
        ("$ru AND $cn", "Russia and China", []),
        ("$ru AND $cn", "Russia and Japan", ["$cn"]),
        ("$ru AND $cn AND oil", "Rain", ["$ru", "$cn", "oil"]),
        ("$ru NEAR/2 $cn", "Russia one two three China", ["$ru NEAR/2 $cn"]),
        ("$ru NEAR/2 $cn", "Japan and China", ["$ru"]),
        ("(a AND b AND c) OR (x AND y)", "a and b", ["c"]),
        ("a AND NOT b", "a and b", ["NOT b"]),
        ("a AND title:(x AND y)", "a x", ["y"]),
        ("a AND body:x", "a x", ["body:x"]),
        ("oil OR gas", "coal", ["oil"]),
        ("$both AND oil", "Russia, oil", ["$cn"]),
        ("$both", "Russia one two three China", ["$ru NEAR/3 $cn"]),
        ("$deal", "Moscow signs nothing", ["$cn"]),
        ("title:$deal", "Moscow signs nothing", ["$cn"]),
        ("title:$ru AND oil", "oil", ["title:$ru"]),
        ("$deal OR rain", "Russia near China", ["sign*"]),
    ],
)
def test_the_smallest_failing_part_is_blamed(query, title, blame):
    """Of alternatives the one that lacks least, of a NEAR the side that is missing."""
    assert blame == blamed(query, title)


@settings(max_examples=150)
@given(queries, st.text("abc China oil title:", max_size=40))
def test_something_is_blamed_exactly_where_a_query_fails(expr, title):
    """And whatever is blamed does not hold."""
    lists = {"russia": ["a"], "country.russia": ["b"], "a_b-1": ["c"]}
    try:
        query = compile_query(expr, vocabulary(lists))
    except QueryMistake:
        return
    passage = read_passage({"title": title})
    found = failing_clauses(Explainer(vocabulary(lists)).explain(query, passage))

    assert bool(found) != query.matches(passage)
    assert not any(part.held for part in found)


@settings(max_examples=150)
@given(queries, st.text("abc China oil title:", max_size=40))
def test_what_makes_a_query_hold_holds_itself(expr, title):
    """The reasons shown are no guesses."""
    lists = vocabulary({"russia": ["a"], "country.russia": ["b"], "a_b-1": ["c"]})
    try:
        query = compile_query(expr, lists)
    except QueryMistake:
        return
    whole = Explainer(lists).explain(query, read_passage({"title": title}))

    assert not whole.held or (reasons(whole) and all(part.held for part in reasons(whole)))


def test_of_alternatives_the_first_that_holds_is_the_reason():
    """One is enough; the parts of an AND are all of it."""
    whole = explain("(oil OR gas OR coal) AND $ru AND NOT film", "Moscow: coal, gas")

    assert ["gas", "$ru", "NOT film"] == [part.text for part in reasons(whole)]


def test_what_was_recognised_is_told_even_where_the_query_fails():
    """The reader sees which words the rules know and which they do not."""
    title = "Moscow writes to nobody in China"
    spans = recognised_spans(explain("$both AND oil", title))

    assert ["Moscow", "China"] == [title[span.start : span.end] for span in spans]
