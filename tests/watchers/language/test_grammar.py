"""What is read is what the grammar in docs/language.md says, and of any text the first mistake."""

import re
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.language.trees import queries
from watchers.errors import QueryMistake
from watchers.language.grammar import read_tree
from watchers.language.show import show_query
from watchers.language.tokens import TokenKind, cut_tokens

TEXT = (Path(__file__).parents[3] / "docs/language.md").read_text(encoding="utf-8")
EBNF = re.findall(r"```ebnf\n(.*?)```", TEXT, re.DOTALL)[0]
RULES = dict(re.findall(r"^(\w+) += (.*?) ;$", EBNF, re.MULTILINE | re.DOTALL))
SIGNS = {"(": "OPEN", ")": "CLOSE", ",": "COMMA"}
UNNAMED = {TokenKind.NO_LIST, TokenKind.UNCLOSED, TokenKind.END}  # of no sentence


@cache
def alternatives(rule):
    """Read the right side of a rule: sequences of names, and of (bracket, sequences) pairs."""
    return _alternatives(re.findall(r'"[^"]+"|\w+|[][{}|()]', RULES[rule]))


def _alternatives(pieces):
    sequences: list[list] = [[]]
    while pieces and pieces[0] not in "]})":
        piece = pieces.pop(0)
        if piece == "|":
            sequences.append([])
        elif piece in "[{(":
            sequences[-1].append((piece, _alternatives(pieces)))
            pieces.pop(0)
        else:
            sequences[-1].append(SIGNS.get(piece.strip('"'), piece.strip('"')))
    return sequences


def ends(piece, kinds, at):
    """Give every place where `piece` of the grammar may end, if it begins at `at`."""
    if isinstance(piece, str) and piece in RULES:
        return any_ends(alternatives(piece), kinds, at)
    if isinstance(piece, str):
        return {at + 1} if at < len(kinds) and kinds[at] == piece else set()
    bracket, inner = piece
    reached = any_ends(inner, kinds, at)
    if bracket == "{":
        new = reached
        while new := set(chain.from_iterable(any_ends(inner, kinds, end) for end in new)) - reached:
            reached |= new
    return reached if bracket == "(" else reached | {at}


def any_ends(sequences, kinds, at):
    """Give every place where one of some sequences may end."""
    found = set()
    for sequence in sequences:
        reached = {at}
        for piece in sequence:
            reached = set(chain.from_iterable(ends(piece, kinds, end) for end in reached))
        found |= reached
    return found


def is_sentence(text):
    """Say whether the tokens of `text` are a sentence of the grammar."""
    kinds = tuple(token.kind.name for token in cut_tokens(text))[:-1]
    return len(kinds) in ends("query", kinds, 0)


def is_read(text):
    """Say whether the reader finds no mistake."""
    try:
        read_tree(text)
    except QueryMistake:
        return False
    return True


# No piece has a mistake of its own. A list has three parts, so that no count is too high for it.
pieces = st.sampled_from(
    [
        *("a", "нефт*", "1,5", '"a b"', "=US", "/a,b/", "$russia", "title:", "(", ")", "(", ")"),
        *(
            "AND",
            "OR",
            "NOT",
            "NEAR/3",
            "ONEAR/s",
            "NOT NEAR/2",
            "1 OF (a, b,",
            "b, c",
            "b,",
            "2  OF (a,",
        ),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(pieces, max_size=9).map(" ".join))
def test_what_is_read_is_a_sentence_and_all_else_is_not(text):
    """The reader takes exactly what the documented grammar does."""
    assert is_sentence(text) == is_read(text)


@settings(max_examples=100, deadline=None)
@given(queries)
def test_every_query_is_a_sentence(query):
    """Also those that random tokens hardly ever make."""
    assert is_sentence(show_query(query))


def test_the_grammar_names_every_token():
    """Whoever adds a token says where it may stand."""
    named = set(re.findall(r"\b[A-Z_]+\b", " ".join(RULES.values()))) | set(SIGNS.values())

    assert {kind.name for kind in TokenKind if kind not in UNNAMED} == named


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("-b )", "- does not leave words out", id="a minus"),
        pytest.param("a NEAR/0 b )", "NEAR/0 is out of range", id="a distance"),
        pytest.param("titel:a OR", "there is no field titel:", id="a field"),
        pytest.param("/(/ (", "this regex cannot be read: missing ): (", id="a regex"),
        pytest.param("3 OF (a, b", "this parenthesis is never closed", id="a parenthesis"),
    ],
)
def test_of_two_mistakes_the_first_is_told(text, told):
    """In the order of reading."""
    with pytest.raises(QueryMistake) as caught:
        read_tree(text)

    assert told == caught.value.message
