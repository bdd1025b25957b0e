import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.errors import QueryMistake
from watchers.language.parse import parse_query
from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.language.tree import And, AtLeast, Field, Near, Not, NotNear, Or, Term, Vocabulary
from watchers.rules.implies import Implication

LISTS = {
    "few": parse_query("a OR b"),
    "more": parse_query("a OR b OR c"),
    "odd": parse_query("a AND NOT b"),
}


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("a AND b", "a"),
        ("a", "a OR b"),
        ("a AND b AND c", "b AND a"),
        ("$few", "$more"),
        ("a", "$more"),
        ("$few AND x", "$more"),
        ("a NEAR/3 b", "a NEAR/5 b"),
        ("a NEAR/3 b", "b NEAR/5 a"),
        ("a ONEAR/3 b", "a NEAR/3 b"),
        ("a NEAR/3 b", "a AND b"),
        ("$few NEAR/3 x", "$more NEAR/4 x"),
        ("title:a", "a"),
        ("a AND 2 OF (a, b, c)", "2 OF (a, b, c)"),
        ("title:(a AND b)", "title:a"),
        ("a AND NOT $more", "a AND NOT b"),
        ("(a AND x) OR (b AND x)", "$more AND x"),
    ],
)
def test_what_is_so_by_its_form_is_seen(narrow, wide):
    """Parts, lists, nearness, fields."""
    assert Implication(LISTS).implies(parse_query(narrow), parse_query(wide))


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("a", "a AND b"),
        ("a OR b", "a"),
        ("$more", "$few"),
        ("a NEAR/5 b", "a NEAR/3 b"),
        ("a NEAR/3 b", "a ONEAR/3 b"),
        ("a NEAR/s b", "a NEAR/9 b"),
        ("a", "title:a"),
        ("title:(a NOT b)", "a NOT b"),
        ("url:a", "a"),
        ("a AND NOT b", "a AND NOT $more"),
        ("title:(a NOT NEAR/3 b)", "a NOT NEAR/3 b"),
        ("a NEAR/5 (b NOT c)", "a NOT c"),
        ("a NEAR/5 (b NOT NEAR/2 c)", "b NOT NEAR/2 c"),
    ],
)
def test_what_is_not_so_is_not_said(narrow, wide):
    """The other way round, mostly."""
    assert not Implication(LISTS).implies(parse_query(narrow), parse_query(wide))


terms = st.sampled_from("abc").map(Term)
places = terms | st.sampled_from(["few", "more"]).map(Vocabulary)
several = st.lists(places, min_size=2, max_size=3).map(tuple)
lists = places | several.map(Or)
sides = lists | st.builds(lambda a, b: And((a, Not(b))), places, places)
nears = st.builds(Near, lists, sides, st.none() | st.integers(1, 4), st.booleans())
apart = st.builds(NotNear, places, lists, st.integers(1, 4), st.booleans())
counted = st.builds(AtLeast, st.just(2), st.tuples(places, places, places))
parts = places | nears | apart | counted | st.sampled_from(["odd"]).map(Vocabulary)
queries = st.recursive(
    parts,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(And)
        | st.lists(inner, min_size=2, max_size=3).map(tuple).map(Or)
        | inner.map(Not)
        | st.builds(Field, st.sampled_from(["title", "body"]), inner)
    ),
    max_leaves=5,
)
texts = st.lists(st.sampled_from(["a", "b", "c", "x", "y."]), max_size=7).map(" ".join)


def holds(expr, title, body):
    """Whether a query holds for a text; None for what no query may be."""
    try:
        query = compile_query(expr, LISTS)
    except QueryMistake:
        return None
    return query.matches(read_passage({"title": title, "body": body}))


@settings(max_examples=600)
@given(queries, queries, st.lists(st.tuples(texts, texts), min_size=4, max_size=8))
def test_nothing_is_said_that_is_not_so(narrow, wide, passages):
    """Wherever the narrow one holds, the wide one does."""
    for one, other in ((narrow, wide), (And((narrow, wide)), wide), (narrow, Or((narrow, wide)))):
        if Implication(LISTS).implies(one, other):
            for title, body in passages:
                assert not (holds(one, title, body) is True and holds(other, title, body) is False)
