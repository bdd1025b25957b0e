"""`2 OF (a, b, c)`: its commas, its count, its evidence."""

import pytest

from tests.watchers.language.trees import ask
from watchers.errors import QueryMistake
from watchers.language.parse import parse_query
from watchers.language.passage import read_passage
from watchers.language.query import Clause, compile_query
from watchers.language.show import show_query
from watchers.language.tree import And, AtLeast, Field, Near, Or, Regex, Term, Vocabulary

A, B, C = Term("a"), Term("b"), Term("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        pytest.param("2 OF (a, b, c)", AtLeast(2, (A, B, C)), id="words"),
        pytest.param("2 OF(a,b,c)", AtLeast(2, (A, B, C)), id="no blanks"),
        pytest.param("2OF(a, b)", AtLeast(2, (A, B)), id="no blank before OF"),
        pytest.param("2  OF （a , b , c）", AtLeast(2, (A, B, C)), id="many blanks"),
        pytest.param("002 OF (a, b)", AtLeast(2, (A, B)), id="zeros before"),
        pytest.param(
            "2 OF ($a,$b,c)", AtLeast(2, (Vocabulary("a"), Vocabulary("b"), C)), id="vocabularies"
        ),
        pytest.param(
            '1 OF ("a, b",=US, /c, d/,title:a)',
            AtLeast(
                1,
                (Term("a, b"), Term("US", exact=True), Regex("c, d"), Field("title", A)),
            ),
            id="commas within quotes and regexes stay",
        ),
        pytest.param(
            "2 OF (1,000, 1.5, c)",
            AtLeast(2, (Term("1,000"), Term("1.5"), C)),
            id="a comma between digits stays",
        ),
        pytest.param(
            "2 OF (a NEAR/3 b, a OR b, a c)",
            AtLeast(2, (Near(A, B, 3), Or((A, B)), And((A, C)))),
            id="queries",
        ),
        pytest.param(
            "2 OF (1 OF (a, b), (a, c), c)",
            AtLeast(2, (AtLeast(1, (A, B)), And((Term("a,"), C)), C)),
            id="a list in a list, and a parenthesis that is none",
        ),
        pytest.param(
            "c NEAR/2 (a, b) 2 OF (a, b)",
            None,
            id="a comma outside a list is none of ours",
        ),
        pytest.param("title:2 OF (a, b)", Field("title", AtLeast(2, (A, B))), id="in a field"),
        pytest.param("a,/b 2 OF (a, b)", And((Term("a,/b"), AtLeast(2, (A, B)))), id="beside"),
        pytest.param(
            "a\x1fb 2 OF (a, b)", And((A, B, AtLeast(2, (A, B)))), id="our own sign for a comma"
        ),
    ],
)
def test_a_list_is_parted_by_commas(text, tree):
    """Where a comma belongs to a number, a quote or a regex it stays there."""
    if tree is None:
        with pytest.raises(QueryMistake, match="NEAR stands between"):
            parse_query(text)
    else:
        assert tree == parse_query(text)
        assert tree == parse_query(show_query(tree))


@pytest.mark.parametrize(
    ("text", "offset", "told", "hint"),
    [
        pytest.param(
            "x 3 OF (a, b)", 2, "3 OF cannot be said of a list of 2", "from 1 OF to 2 OF", id="3"
        ),
        pytest.param(
            "0 OF (a, b)", 0, "0 OF cannot be said of a list of 2", "from 1 OF to 2 OF", id="0"
        ),
        pytest.param(
            "9" * 5000 + " OF (a, b)", 0, "cannot be said", "from 1 OF to 2 OF", id="many digits"
        ),
        pytest.param(
            "x 2 OF ($a)",
            2,
            "2 OF wants a list of several",
            "part them with a comma and a blank: 2 OF (a, b, c)",
            id="one part",
        ),
        pytest.param(
            "2 OF (a, b,)",
            10,
            "nothing stands after ,",
            "write a part there, or leave the comma out",
            id="a comma at the end",
        ),
        pytest.param(
            "2 OF (,a)",
            6,
            "nothing stands before ,",
            "write a part there, or leave the comma out",
            id="a comma at the start",
        ),
        pytest.param(
            "2 OF (a,,b)",
            7,
            "nothing stands after ,",
            "write a part there, or leave the comma out",
            id="two commas",
        ),
        pytest.param(
            "2 OF ()", 5, "nothing between these parentheses", "remove them", id="an empty list"
        ),
        pytest.param("2 OF (a, b", 5, "this parenthesis is never closed", "add a )", id="unclosed"),
        pytest.param(
            "2 OF a",
            0,
            "2 OF wants a list",
            'write 2 OF (a, b, c); to look for the words, quote them: "2 OF"',
            id="no list",
        ),
        pytest.param(
            "x 2 of (a, b)",
            2,
            "2 of wants a list",
            'write 2 OF (a, b, c); to look for the words, quote them: "2 of"',
            id="small letters",
        ),
        pytest.param(
            "a NEAR/3 2 OF (b, c)",
            9,
            "2 OF stands beside NEAR, which wants places",
            "put it outside: (a NEAR/5 b) AND 2 OF (c, d, e)",
            id="beside NEAR",
        ),
        pytest.param(
            "2 OF (NOT a, NOT b, c)",
            6,
            "this holds for every text that merely lacks something",
            "say what must be there too: china AND NOT taiwan",
            id="two that lack something",
        ),
    ],
)
def test_a_mistake_in_a_list_says_where_and_what(text, offset, told, hint):
    """As everywhere in the language."""
    with pytest.raises(QueryMistake) as caught:
        parse_query(text)

    assert (offset, hint) == (caught.value.offset, caught.value.hint)
    assert told in caught.value.message


@pytest.mark.parametrize(
    ("query", "title", "found"),
    [
        pytest.param("2 OF (a, b, c)", "c x a", ["c", "a"], id="two of three"),
        pytest.param("2 OF (a, b, c)", "a a a", None, id="one of them often is one"),
        pytest.param("2 OF (a, b, c)", "a b c", ["a", "b", "c"], id="all three are shown"),
        pytest.param("2 OF (a NEAR/1 b, c)", "a b c", ["a", "b", "c"], id="NEAR counts as one"),
        pytest.param("2 OF ($v, c)", "a b", None, id="a vocabulary counts as one"),
        pytest.param("2 OF ($v, c)", "b c", ["b", "c"], id="a vocabulary and a word"),
        pytest.param("2 OF (a, NOT b, c)", "a", ["a"], id="a NOT counts where it holds"),
        pytest.param("2 OF (a, NOT b, c)", "a b", None, id="and not where it does not"),
        pytest.param("x NOT 2 OF (a, b)", "x a", ["x"], id="a list denied"),
        pytest.param("x NOT 2 OF (a, b)", "x a b", None, id="a list denied in vain"),
    ],
)
def test_each_part_of_a_list_counts_once(query, title, found):
    """What is shown are the parts that hold."""
    shown = ask(query, title, lists={"v": ["a", "b"]})

    assert (found and sorted(found)) == (shown and sorted(shown))


def test_an_explanation_names_the_parts_of_a_list():
    """One clause a part."""
    clause = compile_query(parse_query("2 OF (a, b)")).explain(read_passage({"title": "a"}))

    assert not clause.held
    assert [("a", True), ("b", False)] == [(part.text, part.held) for part in clause.children]
    assert isinstance(clause, Clause)
