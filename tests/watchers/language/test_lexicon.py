"""A long list of terms finds what its terms find one by one, whatever way it looks for them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.language.tree import Or, Term

LETTERS = "abc"
WILDS = [*(f"{a}{b}*" for a in LETTERS for b in LETTERS), "*ab", "a*c", "abcab*", "b*"]
PHRASES = [*(f"{a} {b}" for a in LETTERS for b in LETTERS), "a* b", "*c a", "ab ca", "天 气"]
texts = st.lists(
    st.sampled_from(["a", "b", "c", "ab", "ca", "abc", "abcabc", "bca", "cab", "天", "气", "x."]),
    max_size=12,
).map(" ".join)


def shown(terms, text):
    """Give the places of the letters that are shown."""
    expr = Or(tuple(map(Term, terms))) if len(terms) > 1 else Term(terms[0])
    evidence = compile_query(expr).find_evidence(read_passage({"body": text}))
    spans = evidence.spans if evidence else ()
    return {place for span in spans for place in range(span.start, span.end)} - {
        place for place, letter in enumerate(text) if letter == " "
    }


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([WILDS, PHRASES, WILDS + PHRASES]), texts)
def test_a_long_list_finds_what_its_terms_find(terms, text):
    """Wildcards by their first letters, phrases by their first words."""
    one_by_one = set().union(*(shown([term], text) for term in terms))

    assert one_by_one == shown(terms, text)
