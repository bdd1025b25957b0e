import pytest

from watchers.errors import QueryMistake
from watchers.language.parse import parse_term
from watchers.language.tree import Regex, Term, Vocabulary


@pytest.mark.parametrize(
    ("text", "term"),
    [
        pytest.param(" Kremlin ", Term("Kremlin"), id="a word"),
        pytest.param("Xi Jinping", Term("Xi Jinping"), id="words are a phrase"),
        pytest.param('"Xi Jinping"', Term("Xi Jinping"), id="quotes change nothing"),
        pytest.param("exercis* jointly", Term("exercis* jointly"), id="a wildcard in a phrase"),
        pytest.param("天然气", Term("天然气"), id="Chinese"),
        pytest.param("$country.russia", Vocabulary("country.russia"), id="another vocabulary"),
        pytest.param("=US", Term("US", exact=True), id="an exact word"),
        pytest.param("=United States", Term("United States", exact=True), id="an exact phrase"),
        pytest.param('="United States"', Term("United States", exact=True), id="in quotes"),
        pytest.param("/oil|gas (x)/", Regex("oil|gas (x)"), id="a regex"),
        pytest.param("trinidad and tobago", Term("trinidad and tobago"), id="a small and"),
        pytest.param("Reuters: x", Term("Reuters: x"), id="a colon"),
    ],
)
def test_a_vocabulary_lists_plain_terms(text, term):
    """As analysts write them in a YAML list."""
    assert term == parse_term(text)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        pytest.param("  ", 0, id="nothing"),
        pytest.param("a AND b", 2, id="an operator"),
        pytest.param(" a  NEAR/3 b", 4, id="NEAR"),
        pytest.param("a (b)", 2, id="parentheses"),
        pytest.param('a "b"', 2, id="quotes inside"),
        pytest.param("title:a", 0, id="a field"),
        pytest.param(" $a b", 1, id="a vocabulary and more"),
        pytest.param("=", 0, id="an equals sign alone"),
        pytest.param("*", 0, id="a star alone"),
        pytest.param("a" * 10_001, 10_000, id="a long one"),
    ],
)
def test_a_term_has_no_operators(text, offset):
    """They belong into the query."""
    with pytest.raises(QueryMistake) as caught:
        parse_term(text)

    assert offset == caught.value.offset
