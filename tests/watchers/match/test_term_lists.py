"""Long lists of terms are looked up in the index's table: what is found is the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.match.test_index import asked_one_by_one, numbered
from watchers.language.parse import parse_query
from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.language.tree import (
    And,
    Expr,
    Field,
    Near,
    Not,
    NotNear,
    Or,
    Regex,
    Term,
    Vocabulary,
)
from watchers.match.index import Index

WORDS = ("a", "oil", "gas", "visit", "China", "x", "b", "c", "d", "e", "Кремль", "天", "러시아")
LONG = "abcdefghijklmnopqrstuvwxyzabcdef"
TERMS: tuple[Expr, ...] = (
    *map(Term, WORDS),
    *(Term(f"{word}*") for word in ("pipe", "*line", "d*n", "нефт", "*b", "*mnop*")),
    *map(Term, ("a b", "oil a", "visit* China", "oil* ga*", "天然气", "天 气", "中俄", "x y z")),
    *(Term(word, exact=True) for word in ("US", "Xi", "A b", "Oil*")),
    *map(Regex, ("o.l", "gas(line)?", r"\bpipe", "^a", "中.俄", "vwxyzabc", "oil gas")),
)
LISTS = {
    "long": Or(TERMS),
    "words": Or(tuple(map(Term, WORDS))),
    "languages": Or(tuple(map(Term, ("zh-Hant", "TW", "hant zh", *WORDS)))),
    "plain": Or(tuple(term for term in TERMS if isinstance(term, Term))),
}
PIECES = (
    *WORDS,
    *(
        "pipeline",
        "deion",
        "нефть",
        "天然气",
        "中俄",
        "中国俄",
        "US",
        "us",
        "Xi",
        "XI",
        "A b",
        ". A",
    ),
    *("visits China", "oil gas", "oily gasp", "러시아는", "x y z", "ob", LONG, LONG * 4, "."),
)
texts = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join) | st.lists(
    st.sampled_from(PIECES), max_size=5
).map("".join)
drawn = st.lists(st.sampled_from(TERMS), min_size=9, max_size=25, unique=True).map(
    lambda terms: Or(tuple(terms))
)
placed = st.sampled_from([Vocabulary(name) for name in LISTS]) | drawn | st.sampled_from(TERMS)
nears = st.builds(
    lambda kind, left, right, reach: kind(left, right, reach),
    *(st.sampled_from([Near, NotNear]), placed, placed, st.sampled_from([None, 1, 4])),
)
news = st.tuples(texts, texts, st.sampled_from(["", "zh-Hant-TW", "Hant zh", "x"]))
parts = (
    placed | nears | st.builds(Field, st.sampled_from(["title", "body", "author", "lang"]), placed)
)
queries = st.recursive(
    parts,
    lambda inner: st.tuples(inner, inner).flatmap(
        lambda pair: st.sampled_from([And(pair), Or(pair), And((pair[0], Not(pair[1])))])
    ),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(queries, min_size=1, max_size=4), st.lists(news, max_size=3))
def test_a_table_finds_what_is_found_without_it(exprs, items):
    """All kinds of terms, in all fields; one index for several texts."""
    asked = numbered(compile_query(And((expr, Term("x"))), LISTS) for expr in exprs)
    index = Index(asked)
    for title, body, lang in items:
        fields = {"title": f"x {title}", "body": body, "author": body, "lang": lang}

        assert asked_one_by_one(asked, fields) == index.find_matches(read_passage(fields))


def test_a_passage_that_one_index_read_is_right_for_another():
    """Each looks up its own lists; a query alone needs none."""
    fields = {"title": "oil to China", "body": "a pipeline"}
    passage = read_passage(fields)
    first = numbered([compile_query(parse_query("$plain NEAR/3 China"), LISTS)])
    second = numbered([compile_query(parse_query("title:$words AND $long"), LISTS)])
    found = [Index(first).find_matches(passage), Index(second).find_matches(passage)]

    assert [asked_one_by_one(first, fields), asked_one_by_one(second, fields)] == found
    assert all(found)
    assert asked_one_by_one(first, fields)[0].evidence == first["i0"].find_evidence(passage)
