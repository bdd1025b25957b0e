import pytest

from tests.watchers.language.trees import vocabulary
from watchers.errors import QueryMistake
from watchers.language.parse import parse_query
from watchers.language.passage import read_passage
from watchers.language.query import Clause, Memo, compile_query
from watchers.language.tree import And, Expr, Not, Or, Term, Vocabulary
from watchers.model.news import Evidence, Span

PASSAGE = read_passage({"title": "Kremlin and Xi Jinping talk", "body": "of gas"})


def test_vocabularies_stand_for_their_terms_also_through_others():
    """$russia holds what $country.russia holds."""
    lists = vocabulary({"russia": ["Putin", "$seat"], "seat": ["Kremlin"], "china": ["Xi Jinping"]})
    query = compile_query(parse_query("$russia NEAR/2 $china"), lists)

    evidence = query.find_evidence(PASSAGE)

    assert Evidence((Span("title", 0, 7), Span("title", 12, 22))) == evidence


@pytest.mark.parametrize(
    ("lists", "offset", "told", "hint"),
    [
        pytest.param(
            {}, 2, "there is no vocabulary $russia", "define it under vocabulary:", id="unknown"
        ),
        pytest.param(
            {"rusia": ["x"]},
            2,
            "there is no vocabulary $russia",
            "did you mean $rusia?",
            id="misspelt",
        ),
        pytest.param(
            {"russia": ["x", "$y"]},
            2,
            "there is no vocabulary $y",
            "define it under vocabulary:",
            id="unknown inside",
        ),
        pytest.param(
            {"russia": ["$russia", "x"]},
            2,
            "vocabularies go in a circle: $russia -> $russia",
            "break it",
            id="itself",
        ),
        pytest.param(
            {"russia": ["x", "$y"], "y": ["$z"], "z": ["$y"]},
            2,
            "vocabularies go in a circle: $y -> $z -> $y",
            "break it",
            id="a circle inside",
        ),
    ],
)
def test_a_vocabulary_that_cannot_be_followed_is_a_mistake(lists, offset, told, hint):
    """It is told at the mention in the query, wherever it lies."""
    with pytest.raises(QueryMistake) as caught:
        compile_query(parse_query("a $russia"), vocabulary(lists))

    assert (offset, told, hint) == (caught.value.offset, caught.value.message, caught.value.hint)


NESTED = {"v0": Term("a")} | {
    f"v{n}": And((Not(Not(Vocabulary(f"v{n - 1}"))), Term("b"))) for n in range(1, 400)
}


def test_vocabularies_may_not_lead_too_deep():
    """Not into Python's stack."""
    with pytest.raises(QueryMistake, match="too deep"):
        compile_query(Vocabulary("v399"), NESTED)


def test_a_scope_does_not_keep_its_passage():
    """Whoever keeps one without the passage is told so."""
    scope = read_passage({"title": "a"}).scope()

    with pytest.raises(ReferenceError, match="is gone"):
        _ = scope.passage


def test_vocabularies_may_not_grow_too_deep():
    """Nor where each level was made ready before the next."""
    memo: Memo = {}
    for n in range(1, 50):
        compile_query(Vocabulary(f"v{n}"), NESTED, memo=memo)

    with pytest.raises(QueryMistake, match="too deep"):
        compile_query(Vocabulary("v50"), NESTED, memo=memo)


def test_references_that_double_at_each_level_cost_nothing():
    """Two to the power of sixty paths, sixty vocabularies."""
    lists: dict[str, Expr] = {"v0": Term("kremlin")}
    for n in range(1, 60):
        lists[f"v{n}"] = Or((Vocabulary(f"v{n - 1}"), Or((Term("x"), Vocabulary(f"v{n - 1}")))))

    assert compile_query(Vocabulary("v59"), lists).find_evidence(PASSAGE) is not None
    assert compile_query(Vocabulary("v59"), lists).find_evidence(read_passage({})) is None


def test_what_stands_beside_near_needs_places_also_in_a_vocabulary():
    """The query reads well; only the vocabulary shows that it cannot be."""
    lists = {"both": And((Term("a"), Term("b")))}

    with pytest.raises(QueryMistake, match="NEAR stands between") as caught:
        compile_query(parse_query("c NEAR/3 $both"), lists)

    assert caught.value.offset == 9


def test_a_vocabulary_cannot_make_a_query_hold_for_nothing():
    """What parse() refuses is refused here too."""
    with pytest.raises(QueryMistake, match="empty text"):
        compile_query(parse_query("$all"), {"all": Not(Term("a"))})


def test_queries_share_what_a_vocabulary_found():
    """One memo: a vocabulary of many words is looked up once a passage, not once a rule."""
    lists = vocabulary({"russia": ["Kremlin", "Putin*", "Red Square"]})
    memo: Memo = {}
    passage = read_passage({"title": "Kremlin"})
    for query in ("$russia a", "$russia NOT b", "$russia NEAR/3 c"):
        compile_query(parse_query(query), lists, memo=memo).find_evidence(passage)

    assert [name for name in memo if isinstance(name, str)] == ["russia"]
    assert sum(matcher is memo["russia"] for matcher in passage.scope().memo) == 1


def test_an_explanation_shows_which_part_held():
    """Each part with its text, its answer and what it found, also under what failed."""
    query = compile_query(parse_query("xi NEAR/2 talk AND NOT body:(gas OR coal)"))

    assert Clause(
        text="xi NEAR/2 talk AND NOT body:(gas OR coal)",
        held=False,
        children=(
            Clause(
                text="xi NEAR/2 talk",
                held=True,
                spans=(Span("title", 12, 14), Span("title", 23, 27)),
                children=(
                    Clause(text="xi", held=True, spans=(Span("title", 12, 14),)),
                    Clause(text="talk", held=True, spans=(Span("title", 23, 27),)),
                ),
            ),
            Clause(
                text="NOT body:(gas OR coal)",
                held=False,
                children=(
                    Clause(
                        text="body:(gas OR coal)",
                        held=True,
                        spans=(Span("body", 3, 6),),
                        children=(
                            Clause(
                                text="gas OR coal",
                                held=True,
                                spans=(Span("body", 3, 6),),
                                children=(
                                    Clause(text="gas", held=True, spans=(Span("body", 3, 6),)),
                                    Clause(text="coal", held=False),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ) == query.explain(PASSAGE)
