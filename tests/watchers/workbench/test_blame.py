import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.language.trees import queries, vocabulary
from watchers.errors import QueryMistake
from watchers.language import compile_query, parse, read_passage
from watchers.workbench.blame import lacking, recognised

LISTS = {"ru": ["Russia", "Moscow"], "cn": ["China"]}


def blamed(query, title):
    """Give what a query lacks in a headline, as text."""
    compiled = compile_query(parse(query), vocabulary(LISTS))
    return [clause.text for clause in lacking(compiled, read_passage({"title": title}))]


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
    ],
)
def test_the_smallest_failing_part_is_blamed(query, title, blame):
    """Of alternatives the one that lacks least, of a NEAR the side that is missing."""
    assert blame == blamed(query, title)


@settings(max_examples=150, deadline=None)
@given(queries, st.text("abc China oil title:", max_size=40))
def test_something_is_blamed_exactly_where_a_query_fails(expr, title):
    """And whatever is blamed does not hold."""
    lists = {"russia": ["a"], "country.russia": ["b"], "a_b-1": ["c"]}
    try:
        query = compile_query(expr, vocabulary(lists))
    except QueryMistake:
        return
    passage = read_passage({"title": title})
    found = lacking(query, passage)

    assert bool(found) == (query.holds(passage) is None)
    assert not any(clause.held for clause in found)


def test_what_was_recognised_is_told_even_where_the_query_fails():
    """The reader sees which words the rules know and which they do not."""
    title = "Moscow writes to nobody in China"
    query = compile_query(parse("$ru NEAR/2 $cn AND oil"), vocabulary(LISTS))
    spans = recognised(query.explain(read_passage({"title": title})))

    assert ["Moscow", "China"] == [title[span.start : span.end] for span in spans]
