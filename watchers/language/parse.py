"""Text to tree. Any text at all either parses or raises a QueryMistake that says where and why."""

import re

from watchers.errors import QueryMistake
from watchers.language.brief import brief
from watchers.language.grammar import QUOTES, grow, term
from watchers.language.order import MAX_DEPTH, too_deep
from watchers.language.tree import (
    FIELDS,
    And,
    Expr,
    Field,
    Near,
    Not,
    Or,
    Regex,
    Term,
    Vocabulary,
    parts_of,
    walk,
)

MAX_LENGTH = 10_000


def parse(text: str) -> Expr:
    """Read a query, or raise QueryMistake with the offset of what is wrong and a hint."""
    if len(text) > MAX_LENGTH:
        raise QueryMistake(
            f"a query of {len(text)} characters: {MAX_LENGTH} are the most",
            offset=MAX_LENGTH,
            hint="move its words into vocabularies",
        )
    expr = grow(text)
    for node, depth in walk(expr):
        if depth > MAX_DEPTH:
            raise too_deep(node.at)
        _check_place(node)
    if free := always(expr):
        raise QueryMistake(
            "this holds for every text that merely lacks something",
            offset=free.at,
            hint="say what must be there too: china AND NOT taiwan",
        )
    return expr


def parse_term(text: str) -> Expr:
    """Read one entry of a vocabulary: words, `wild*`, `=Exact`, `/regex/` or `$other`.

    Several words are a phrase without quotes. Raises QueryMistake, also for operators.
    """
    start = len(text) - len(text.lstrip())
    words = text.split()
    if not words:
        raise QueryMistake("an empty term", offset=0, hint="write a word or several")
    if len(text) > MAX_LENGTH:
        raise QueryMistake(f"a term of {len(text)} characters", offset=MAX_LENGTH)
    lone = text.strip()
    if lone[0] in "$/" or lone.lstrip("=")[:1] in QUOTES:
        return _lone(parse(text), start)
    for found in re.finditer(r"\S+", text):
        _check_no_syntax(found[0], found.start())
    is_exact = lone.startswith("=")
    return term(lone.removeprefix("="), at=start, exact=is_exact)


def _lone(expr: Expr, start: int) -> Expr:
    if isinstance(expr, Term | Regex | Vocabulary):
        return expr
    raise QueryMistake("a term stands alone", offset=start, hint="make each a term of its own")


def _check_no_syntax(word: str, at: int) -> None:
    if word in {"AND", "OR", "NOT"} or re.match(r"O?NEAR(/|$)", word):
        raise QueryMistake(
            f"{brief(word)} has no place in a vocabulary",
            offset=at,
            hint="a vocabulary is a list of words; put operators into the query",
        )
    if found := re.search(rf"[()（）{QUOTES}]", word):
        raise QueryMistake(
            f"{found[0]} has no place in a term", offset=at + found.start(), hint="leave it out"
        )
    name, colon, _ = word.partition(":")
    if colon and name in FIELDS:
        raise QueryMistake(
            f"{name}: has no place in a vocabulary",
            offset=at,
            hint=f"put it before the vocabulary in the query: {name}:$name",
        )


def _check_place(node: Expr) -> None:
    if isinstance(node, Near):
        for side in parts_of(node):
            _check_positional(side)
    if isinstance(node, Field):
        for inner, _ in walk(node.part):
            if isinstance(inner, Field):
                raise QueryMistake(
                    f"{inner.name}: inside {node.name}:",
                    offset=inner.at,
                    hint=f"a word is in one field: write {node.name}:a AND {inner.name}:b",
                )


def _check_positional(side: Expr) -> None:
    match side:
        case And() | Not():
            raise QueryMistake(
                "NEAR stands between words, phrases and vocabularies",
                offset=side.at,
                hint="put AND and NOT outside: (a NEAR/5 b) AND NOT c",
            )
        case Or(parts):
            for part in parts:
                _check_positional(part)
        case Field(_, part):
            _check_positional(part)
        case Term() | Regex() | Vocabulary() | Near():
            pass


def always(expr: Expr) -> Expr | None:
    """Give the part that makes `expr` hold where none of its terms occur, or None."""
    match expr:
        case Term() | Regex() | Vocabulary() | Near():
            return None
        case And(parts):
            free = [found for part in parts if (found := always(part)) is not None]
            return free[0] if len(free) == len(parts) else None
        case Or(parts):
            return next((found for part in parts if (found := always(part)) is not None), None)
        case Not(part):
            return None if always(part) else expr
        case Field(_, part):
            return always(part)
