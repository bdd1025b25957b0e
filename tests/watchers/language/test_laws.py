"""What must be true of every query and every text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.language.trees import queries, vocabulary
from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.language.tree import And, Near, Not, Or, Term

WIDE = [
    "a",
    "b",
    "c",
    "a-b",
    "A",
    "é",
    "ﬁ",
    "e\u0301",
    "天",
    "气",
    "天然气",
    "U.S.",
    "a's",
    "Ｕ",
    "㎏",
    "٣",
    "러시아는",
    "الصين",
    ".",
    ". B",
    "!",
    "\n\n",
    "\ud800",
    "½",
]
texts = st.lists(st.sampled_from(WIDE), max_size=12).map(" ".join) | st.text(max_size=30)
lists = vocabulary(
    {"russia": ["a", "$country.russia"], "country.russia": ["天", "/b/"], "a_b-1": ["c"]}
)


@settings(max_examples=300, deadline=None)
@given(queries, texts, texts)
def test_evidence_lies_within_the_texts(query, title, body):
    """Spans are sorted, apart, not empty, at most twenty, and explain() agrees with holds()."""
    texts = {"title": title, "body": body, "category": (title, body)}
    passage = read_passage(texts)
    asked = compile_query(query, lists)

    evidence = asked.find_evidence(passage)
    clause = asked.explain(read_passage(texts))

    assert clause.held == (evidence is not None)
    if evidence is None:
        return
    assert clause.spans == evidence.spans
    assert len(evidence.spans) <= 20
    lengths = {"title": len(title), "body": len(body), "category": len(title) + 1 + len(body)}
    for span in evidence.spans:
        assert 0 <= span.start < span.end <= lengths[span.field]
    for before, after in zip(evidence.spans, evidence.spans[1:], strict=False):
        assert before < after
        assert before.field != after.field or before.end < after.start


letters = st.sampled_from("abcd")
simple = st.recursive(
    st.builds(Term, letters),
    lambda inner: (
        st.builds(And, st.tuples(inner, inner))
        | st.builds(Or, st.tuples(inner, inner))
        | st.builds(Not, inner)
    ),
    max_leaves=8,
)
plain_texts = st.lists(letters, max_size=6).map(" ".join)


def oracle(expr, words):
    """Say by the definition whether `expr` holds."""
    match expr:
        case Term(text):
            return text in words
        case And(parts):
            return all(oracle(part, words) for part in parts)
        case Or(parts):
            return any(oracle(part, words) for part in parts)
        case Not(part):
            return not oracle(part, words)
        case _:
            raise AssertionError(expr)


@given(simple, plain_texts, plain_texts)
def test_words_and_or_not_mean_what_they_say(expr, title, body):
    """The definition and the index agree; the z keeps a NOT from standing alone."""
    query = compile_query(And((Term("z"), expr)))
    passage = read_passage({"title": f"{title} z", "body": body})

    assert oracle(expr, {*title.split(), *body.split()}) == (
        query.find_evidence(passage) is not None
    )


sides = st.builds(Term, letters) | st.builds(Or, st.tuples(*[st.builds(Term, letters)] * 2))
distances = st.none() | st.integers(1, 5)


@given(sides, sides, distances, plain_texts, plain_texts)
def test_near_knows_no_order_and_onear_implies_near(left, right, distance, title, body):
    """NEAR is ONEAR one way or the other."""
    passage = read_passage({"title": title, "body": body})

    def held(one, other, *, ordered):
        near = Near(one, other, distance, ordered)
        return compile_query(near).find_evidence(passage)

    assert held(left, right, ordered=False) == held(right, left, ordered=False)
    either = held(left, right, ordered=True) or held(right, left, ordered=True)
    assert (either is not None) == (held(left, right, ordered=False) is not None)


@given(letters, letters, st.integers(1, 5), st.lists(letters, max_size=12))
def test_near_is_a_distance_of_positions(one, other, distance, words):
    """The definition by brute force."""
    pairs = [
        (i, j)
        for i, left in enumerate(words)
        for j, right in enumerate(words)
        if left == one and right == other and 0 < abs(i - j) <= distance
    ]
    query = compile_query(Near(Term(one), Term(other), distance))

    assert bool(pairs) == (query.find_evidence(read_passage({"body": " ".join(words)})) is not None)
