import pytest

from watchers.errors import QueryMistake
from watchers.language.passage import read_passage
from watchers.rules.load import read_rules
from watchers.rules.ruleset import read_query

RULES = read_rules(
    """
sources: {wire: https://wire.example/rss}
vocabulary:
  russia: [Moscow, Kremlin]
indicators:
  one: {query: $russia AND $country.china}
""",
    "rules.yaml",
)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("$russia gas", "Kremlin sells gas"),
        ("$country.china", "Beijing speaks"),
        ("$country.france", "Paris speaks"),  # in no rule, yet built in
    ],
)
def test_what_is_asked_knows_the_words_of_the_rules(query, title):
    """The file's own vocabularies, those it mentions, and all others that are built in."""
    assert read_query(RULES, query).find_evidence(read_passage({"title": title}))


@pytest.mark.parametrize(
    ("query", "hint"),
    [("gas $rusia", "$russia"), ("$country.fance", "$country.france")],
)
def test_an_unknown_word_is_placed_and_hinted_at(query, hint):
    """The nearest of all known ones."""
    with pytest.raises(QueryMistake) as e:
        read_query(RULES, query)

    assert (query.index("$"), f"did you mean {hint}?") == (e.value.offset, e.value.hint)
