"""Queries that somebody types: the rules' own language with the words of the rules."""

from collections.abc import Iterator, Mapping

from watchers.language.parse import parse_query
from watchers.language.query import Query, compile_query
from watchers.language.tree import Expr
from watchers.rules.ruleset import RuleSet
from watchers.rules.vocabularies import terms_by_name
from watchers.rules.vocabulary import built_in


def read_query(rules: RuleSet, text: str) -> Query:
    """Read a query that may name every vocabulary of the rules, and every built-in one.

    Raises QueryMistake with the place of what is wrong.
    """
    return compile_query(parse_query(text), _Words(rules.vocabulary))


class _Words(Mapping[str, Expr]):
    """The rules' own vocabularies before the built-in ones, which are hundreds: read when asked."""

    def __init__(self, own: Mapping[str, Expr]) -> None:
        self._own = own

    def __getitem__(self, name: str) -> Expr:
        return self._own[name] if name in self._own else built_in(name)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._own, **terms_by_name()})

    def __len__(self) -> int:
        return len(list(iter(self)))


def vocabulary_names(rules: RuleSet) -> tuple[str, ...]:
    """Name every vocabulary that a query may mention, the rules' own first, without $."""
    return tuple(_Words(rules.vocabulary))
