"""The Boolean language: grammar, tree, holds, show. Pure."""

from watchers.language.lexicon import fitting
from watchers.language.needs import Close, Key, Need, Needs, commonness, pairs_of
from watchers.language.parse import parse, parse_term
from watchers.language.passage import Passage, Scope, read_passage
from watchers.language.query import Clause, Memo, Query, compile_query
from watchers.language.show import show
from watchers.language.terms import fits
from watchers.language.tree import (
    FIELDS,
    And,
    AtLeast,
    Expr,
    Field,
    Near,
    Not,
    NotNear,
    Or,
    Regex,
    Term,
    Vocabulary,
    references,
    vocabularies_in,
)

__all__ = [
    "FIELDS",
    "And",
    "AtLeast",
    "Clause",
    "Close",
    "Expr",
    "Field",
    "Key",
    "Memo",
    "Near",
    "Need",
    "Needs",
    "Not",
    "NotNear",
    "Or",
    "Passage",
    "Query",
    "Regex",
    "Scope",
    "Term",
    "Vocabulary",
    "commonness",
    "compile_query",
    "fits",
    "fitting",
    "pairs_of",
    "parse",
    "parse_term",
    "read_passage",
    "references",
    "show",
    "vocabularies_in",
]
