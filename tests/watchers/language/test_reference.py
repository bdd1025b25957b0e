"""docs/language.md tells of everything in the language, and what it shows is so."""

import re
from pathlib import Path

import pytest

from tests.watchers.language.trees import ask
from watchers.errors import QueryMistake
from watchers.language.parse import parse_query
from watchers.language.spellings import plurals
from watchers.language.tree import FIELDS
from watchers.model.names import Tier

TEXT = (Path(__file__).parents[3] / "docs/language.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TEXT.splitlines()
    if line.startswith(("| `", "| word", "| phrase"))
]
EXAMPLES = [row[1].strip("`") for row in ROWS if len(row) == 3]
BLOCKS = [
    line
    for block in re.findall(r"```query\n(.*?)```", TEXT, re.DOTALL)
    for line in block.split("\n")
]
NAMED = {row[0].strip("`") for row in ROWS}


def test_every_field_and_tier_has_its_place():
    """A row for each field; the tiers are named in theirs."""
    assert {f"{name}:" for name in FIELDS} <= NAMED
    tier = next(row for row in ROWS if row[0] == "`tier:`")
    assert all(f"`{each.value}`" in tier[2] for each in Tier)


def test_every_operator_and_kind_of_term_has_its_row():
    """Whoever adds an operator adds its row here and there."""
    assert {
        *("AND", "OR", "NOT", "( )", "NEAR/n", "ONEAR/n", "NEAR/s", "NOT NEAR/n", "n OF ( , )"),
        *("word", "phrase", "wild*", "=exact", "/regex/", "$vocabulary"),
    } <= NAMED


@pytest.mark.parametrize("query", [*EXAMPLES, *filter(None, BLOCKS)])
def test_every_example_parses(query):
    """It can be pasted as it stands."""
    parse_query(query)


def test_there_are_examples():
    """The tables and blocks are found at all."""
    assert len(EXAMPLES) > 20
    assert len(list(filter(None, BLOCKS))) > 3


def test_precedence_is_as_documented():
    """The two queries of the section are one."""
    section = TEXT[TEXT.index("### Precedence") :]
    bare, spelt, *_ = re.findall(r"```query\n(.*?)```", section, re.DOTALL)[0].splitlines()

    assert parse_query(bare) == parse_query(spelt)


def test_the_word_forms_are_the_documented_ones():
    """Each word of the table, with all its forms and no other."""
    section = TEXT[TEXT.index("### Word forms") : TEXT.index("### Letters")]
    told = {
        word: forms.split(", ")
        for line in section.splitlines()
        if line.startswith("|")
        for word, forms in re.findall(r"`(\w+)`: ([a-z, ]+[a-z])", line)
    }

    assert len(told) > 10
    assert told == {word: list(plurals(word)) for word in told}


def test_the_mistake_shown_is_the_one_told():
    """Line, caret, reason and hint."""
    query, caret = re.findall(r"```text\n(.*?)```", TEXT, re.DOTALL)[0].splitlines()
    with pytest.raises(QueryMistake) as caught:
        parse_query(query)

    mistake = caught.value
    assert caret == " " * mistake.offset + f"^ {mistake.message}: {mistake.hint}"


@pytest.mark.parametrize(
    ("query", "title", "held"),
    [
        pytest.param("bank NOT NEAR/3 river", "a bank a b c d river", True, id="no neighbour"),
        pytest.param("bank NOT NEAR/3 river", "a bank a b river", False, id="a neighbour"),
        pytest.param('Georgia NOT NEAR/1 "Georgia Tech"', "Georgia Tech", False, id="a college"),
        pytest.param('Georgia NOT NEAR/1 "Georgia Tech"', "in Georgia", True, id="a country"),
        pytest.param("china NEAR/5 (bank NOT river)", "bank of China", True, id="no river"),
        pytest.param("china NEAR/5 (bank NOT river)", "river bank in China", False, id="a river"),
        pytest.param(r"/\bsu-?3[045]\b/", "a Su-34 fell", True, id="a regex"),
        pytest.param("china NOT author:smith", "China", True, id="nobody named"),
        pytest.param("lang:zh", "x", False, id="no language"),
    ],
)
def test_what_the_reference_says_is_so(query, title, held):
    """Its sentences, tried."""
    assert held == (ask(query, title) is not None)
