from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.language.parse import parse_query, parse_term
from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.language.tree import Or, Term
from watchers.workbench.variants import Variants

LISTS = {
    "ru": Or((parse_term("Russia"), parse_term("Moscow"))),
    "both": Or((parse_term("$ru"), parse_term("allies"))),
    "lone": parse_term("oil"),
}
QUERY = compile_query(
    parse_query("$both NEAR/3 China AND ($lone OR gas OR coal) AND NOT film"), LISTS
)


def holds(query, text):
    """Whether a query holds for a headline."""
    return query.matches(read_passage({"title": text}))


def named(places):
    """The lists by how they are shown."""
    return {str(place): place for place in places}


def test_the_lists_of_a_query_are_named():
    """Vocabularies however deep, and lists written out."""
    variants = Variants(QUERY, LISTS)

    assert {"$both", "$ru", "$lone", "(… gas …)"} == named(variants.lists()).keys()


def test_a_vocabulary_that_is_more_than_words_is_no_list():
    """A word beside its NEAR would turn it into something else."""
    lists = LISTS | {"deal": parse_query("$ru NEAR/3 China OR $lone NEAR/2 sold")}

    assert {"$ru", "$lone"} == named(
        Variants(compile_query(parse_query("$deal"), lists), lists).lists()
    ).keys()


def test_a_term_is_added_to_a_vocabulary_where_it_stands():
    """NEAR still counts, and the original stays as it was."""
    variants = Variants(QUERY, LISTS)
    changed = variants.with_term(named(variants.lists())["$both"], Term("Kremlin"))

    assert holds(changed, "Kremlin China gas")
    assert not holds(changed, "Kremlin one two three four China gas")
    assert not holds(QUERY, "Kremlin China gas")
    assert holds(changed, "Moscow China gas")


def test_a_term_is_added_to_a_list_within_the_query():
    """Only there."""
    variants = Variants(QUERY, LISTS)
    changed = variants.with_term(named(variants.lists())["(… gas …)"], Term("uranium"))

    assert holds(changed, "Russia China uranium")
    assert not holds(changed, "Russia uranium")


def test_a_term_is_taken_out_wherever_a_vocabulary_leads():
    """$both mentions $ru: what leaves $ru leaves both."""
    variants = Variants(QUERY, LISTS)
    place = named(variants.lists())["$ru"]
    changed = variants.without_term(place, place.expr.parts[1])

    assert not holds(changed, "Moscow China gas")
    assert holds(changed, "Russia China gas")


def test_a_list_of_one_is_not_emptied():
    """A query that can never hold is no advice."""
    variants = Variants(QUERY, LISTS)

    assert variants.without_term(named(variants.lists())["$lone"], Term("oil")) is None


def test_what_the_lists_find_already_is_known():
    """All of it: half a phrase is not."""
    variants = Variants(QUERY, LISTS)

    assert [True, True, True, False, False] == [
        variants.knows(term) for term in ("Russia", "gas", "oil Moscow", "crude", "oil price")
    ]


words = st.lists(
    st.sampled_from(["Russia", "Moscow", "allies", "China", "oil", "gas", "film", "x"]), max_size=7
).map(" ".join)


@settings(max_examples=60)
@given(words, words, st.integers(0, 3))
def test_where_many_words_do_not_help_none_of_them_does(several, text, number):
    """So most trials need not be made."""
    variants = Variants(QUERY, LISTS)
    place = variants.lists()[number]
    many = variants.with_any_of(place, [*several.split(), "x"])

    for word in several.split():
        assert holds(variants.with_term(place, Term(word)), text) <= holds(many, text)


@settings(max_examples=60)
@given(st.sampled_from(["x", "oil film", "China"]), words, st.integers(0, 3))
def test_adding_never_loses_and_taking_out_never_gains(term, text, number):
    """Where no NOT looks at the list."""
    variants = Variants(QUERY, LISTS)
    place = variants.lists()[number]
    more = variants.with_term(place, Term(term))

    assert holds(more, text) >= holds(QUERY, text)
    for part in getattr(place.expr, "parts", ()):
        less = variants.without_term(place, part) if isinstance(part, Term) else None
        if less is not None:
            assert holds(less, text) <= holds(QUERY, text)
