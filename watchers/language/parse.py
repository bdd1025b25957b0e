"""Text to tree. Any text at all either parses or raises a QueryMistake that says where and why."""

import re
from difflib import get_close_matches

from watchers.errors import QueryMistake
from watchers.language.grammar import MAX_DEPTH, read_tree, too_deep
from watchers.language.leaves import make_term
from watchers.language.tokens import QUOTES
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
    parts_of,
    walk,
)
from watchers.model.names import Tier
from watchers.words import excerpt

MAX_LENGTH = 10_000


def parse_query(text: str) -> Expr:
    """Return the tree of a query, whose `at` are offsets in `text`.

    Raises QueryMistake, placed and with a hint, for what is no query, is too long or too deep, or
    asks for nothing. Regexes are compiled here once, so that none fails later; vocabularies are
    looked up only when the query is compiled.
    """
    if len(text) > MAX_LENGTH:
        raise QueryMistake(
            f"a query of {len(text)} characters: {MAX_LENGTH} are the most",
            offset=MAX_LENGTH,
            hint="move its words into vocabularies",
        )
    expr = read_tree(text)
    for node, depth in walk(expr):
        if depth > MAX_DEPTH:
            raise too_deep(node.at)
        _check_place(node)
    if free := always_part(expr):
        raise QueryMistake(
            "this holds for every text that merely lacks something",
            offset=free.at,
            hint="say what must be there too: china AND NOT taiwan",
        )
    return expr


def parse_term(text: str) -> Expr:
    """Return the leaf of one entry of a vocabulary: words, `wild*`, `=Exact`, `/regex/`, `$other`.

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
        return _lone(parse_query(text), start)
    for found in re.finditer(r"\S+", text):
        _check_no_syntax(found[0], found.start())
    is_exact = lone.startswith("=")
    return make_term(lone.removeprefix("="), at=start, exact=is_exact)


def _lone(expr: Expr, start: int) -> Expr:
    if isinstance(expr, Term | Regex | Vocabulary):
        return expr
    raise QueryMistake("a term stands alone", offset=start, hint="make each a term of its own")


def _check_no_syntax(word: str, at: int) -> None:
    if word in {"AND", "OR", "NOT"} or re.match(r"O?NEAR(/|$)", word):
        raise QueryMistake(
            f"{excerpt(word)} has no place in a vocabulary",
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
            for part in split_denied(side):
                _check_positional(part)
    if isinstance(node, NotNear):
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
            if node.name == "tier":
                _check_tier(inner)


def _check_tier(part: Expr) -> None:
    tiers = [tier.value for tier in Tier]
    match part:
        case Term(text) if text.casefold() not in tiers:
            near = get_close_matches(text.casefold(), tiers, n=1)
            raise QueryMistake(
                f"there is no tier {excerpt(text)}",
                offset=part.at,
                hint=f"did you mean tier:{near[0]}?" if near else f"tiers are {', '.join(tiers)}",
            )
        case Regex() | Vocabulary() | Near() | NotNear():
            raise QueryMistake(
                "tier: takes one word or several with OR",
                offset=part.at,
                hint=f"tiers are {', '.join(tiers)}",
            )
        case _:
            pass


def split_denied(side: Expr) -> tuple[Expr, ...]:
    """Split a side of NEAR: what must be there, then each thing that must not be near.

    `b NOT c NOT d` gives (b, c, d); what denies nothing, or does not say what it wants, comes
    back alone.
    """
    match side:
        case And(parts):
            wanted = [part for part in parts if not isinstance(part, Not)]
            denied = [part.part for part in parts if isinstance(part, Not)]
            return (*wanted, *denied) if len(wanted) == 1 else (side,)
        case _:
            return (side,)


def _check_positional(side: Expr) -> None:
    match side:
        case And():
            raise QueryMistake(
                "NEAR stands between words, phrases and vocabularies",
                offset=side.at,
                hint="put AND outside: (a NEAR/5 b) AND c",
            )
        case Not():
            raise QueryMistake(
                "NEAR stands between words, phrases and vocabularies",
                offset=side.at,
                hint="write a NOT NEAR/5 b, a NEAR/5 (b NOT c), or (a NEAR/5 b) AND NOT c",
            )
        case AtLeast():
            raise QueryMistake(
                f"{side.count} OF stands beside NEAR, which wants places",
                offset=side.at,
                hint="put it outside: (a NEAR/5 b) AND 2 OF (c, d, e)",
            )
        case Or(parts):
            for part in parts:
                _check_positional(part)
        case Field(_, part):
            _check_positional(part)
        case Term() | Regex() | Vocabulary() | Near() | NotNear():
            pass


def always_part(expr: Expr) -> Expr | None:
    """Return the part that makes `expr` hold where none of its terms occur, or None."""
    match expr:
        case Term() | Regex() | Vocabulary() | Near() | NotNear():
            return None
        case And(parts):
            free = [found for part in parts if (found := always_part(part)) is not None]
            return free[0] if len(free) == len(parts) else None
        case AtLeast(count, parts):
            free = [found for part in parts if (found := always_part(part)) is not None]
            return free[0] if len(free) >= count else None
        case Or(parts):
            return next((found for part in parts if (found := always_part(part)) is not None), None)
        case Not(part):
            return None if always_part(part) else expr
        case Field(_, part):
            return always_part(part)
