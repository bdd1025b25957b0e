"""What an index knows to be absent is not looked for, also where only a part is asked."""

import pytest

from tests.watchers.match.test_index import asked_one_by_one, numbered
from watchers.language.parse import parse_query
from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.language.tree import Or, Term
from watchers.match.index import Index

LISTS = {
    name: Or(tuple(Term(f"{name}{n}") for n in range(20))) for name in ("ships", "ports", "crews")
}
QUERIES = (
    "$ships OR gas",
    "($ships AND $ports) OR gas",
    "(oil AND $ports) OR (gas AND $crews) OR gas",
    "($ships NEAR/4 $ports) OR gas",
    "gas NEAR/6 ($ships OR $ports OR flows)",
    "(gas OR $ships) NEAR/6 (flows OR ($ports NEAR/2 $crews))",
    "(gas OR NOT $ships) AND (flows OR ($ports AND $crews))",
    "gas AND NOT ($ships OR ($ports AND $crews))",
    "gas NOT NEAR/3 ($ships OR ($ports NEAR/2 $crews))",
    "flows NOT NEAR/3 ($ships OR $ports)",
    "(($ports OR oil) AND gas) OR (flows AND gas)",
    "((NOT oil OR $ports) AND gas) OR (gas AND (NOT gas OR $crews OR $ships))",
)
TEXTS = ("gas flows", "oil ports3 and gas flows", "ships1 near ports2", "gas crews4", "rain", "oil")


@pytest.mark.parametrize("text", TEXTS)
def test_with_lists_that_are_absent_the_same_is_found(text):
    """With the same evidence as each query finds that is asked alone."""
    queries = numbered(compile_query(parse_query(written), LISTS) for written in QUERIES)

    assert asked_one_by_one(queries, {"title": text}) == Index(queries).find_matches(
        read_passage({"title": text})
    )
