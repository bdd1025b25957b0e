"""The reader and the grammar file agree: query.lark, run by lark, grows the same trees."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark, Transformer, v_args
from lark.exceptions import VisitError

from tests.watchers.language.test_parse import PIECES
from tests.watchers.language.trees import queries
from watchers.errors import QueryMistake
from watchers.language.commas import part_lists
from watchers.language.grammar import _Tree, grow
from watchers.language.order import Order
from watchers.language.show import show_query

GRAMMAR = Path(__file__).parents[3] / "watchers/language/query.lark"


RULES = {name: rule for name, rule in vars(_Tree).items() if not name.startswith("__")}
Grown = v_args(inline=True)(type("Grown", (Transformer,), RULES))


@cache
def by_lark():
    """The grammar file as a parser."""
    return Lark(
        GRAMMAR.read_text(encoding="utf-8"),
        parser="lalr",
        lexer="basic",
        transformer=Grown(),
        postlex=Order(),
        maybe_placeholders=False,
    )


def outcome(read, text):
    """Give the tree, or what is wrong and where."""
    try:
        return read(text)
    except QueryMistake as mistake:
        return mistake.message, mistake.offset, mistake.hint
    except VisitError as error:
        mistake = error.orig_exc
        return mistake.message, mistake.offset, mistake.hint


def by_the_grammar(text):
    """Read as query.lark says."""
    return by_lark().parse(part_lists(text))


words = st.sampled_from(
    [*PIECES, " b ", " OR ", " AND ", " NOT ", " ONEAR/2 ", ", ", "2 OF (", ")"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(words, max_size=25).map("".join) | st.text(max_size=30))
def test_any_text_is_read_as_the_grammar_says(text):
    """The same tree, or the same mistake at the same place."""
    assert outcome(by_the_grammar, text) == outcome(grow, text)


@settings(max_examples=100, deadline=None)
@given(queries)
def test_any_query_is_read_as_the_grammar_says(query):
    """Also those that random text hardly ever makes."""
    text = show_query(query)

    assert by_the_grammar(text) == grow(text)


@pytest.mark.parametrize("text", ["-b )", "a NEAR/0 b )", "titel:a OR", "/(/ (", "3 OF (a, b"])
def test_of_two_mistakes_the_same_is_told(text):
    """The first that the grammar meets."""
    assert outcome(by_the_grammar, text) == outcome(grow, text)
