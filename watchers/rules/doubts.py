"""What in a sound query, and among sound sources, is seldom meant: each with what to write."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from watchers.language.field_text import RUNNING
from watchers.language.tokens import QUOTES
from watchers.language.tree import And, Expr, Field, Term, walk
from watchers.model.names import SourceId
from watchers.model.rules import Source
from watchers.rules.adding import same_feed
from watchers.rules.nodes import short

_OPERATORS = {"and": "AND", "or": "OR", "not": "NOT", "near": "NEAR/5"}
# Acronyms that are everyday words as well: =US finds the country alone.
_WORDS_TOO = frozenset({"US", "IT", "WHO", "IS", "AM", "ICE", "ACT", "AID", "ALL", "CAN", "MAY"})
_LISTED = re.compile(r"[^\W\d],\s")
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)


class Doubt(NamedTuple):
    """What is doubtful at an offset of a query."""

    offset: int
    message: str
    hint: str


def doubts_of(text: str, expr: Expr) -> Iterator[Doubt]:
    """Yield what is doubtful in a query, or in a term of a list, that was read as `expr`."""
    elsewhere = {
        id(node) for part, _ in walk(expr) if _is_elsewhere(part) for node, _ in walk(part)
    }
    if isinstance(expr, Term) and not expr.exact and _LISTED.search(text) and text[0] not in QUOTES:
        yield Doubt(0, "a comma means nothing in a term", "write each as an item of its own")
    for part, _depth in walk(expr):
        if isinstance(part, And):
            for term in part.parts:
                yield from _in_a_row(text, term)
        elif isinstance(part, Term) and not part.exact and id(part) not in elsewhere:
            yield from _lone(part)


def _is_elsewhere(expr: Expr) -> bool:
    """Return whether `expr` is asked of a field in which nobody writes sentences."""
    return isinstance(expr, Field) and expr.name not in RUNNING


def _in_a_row(text: str, term: Expr) -> Iterator[Doubt]:
    """Yield what an operator in small letters is, and a comma; in quotes they are meant."""
    if not isinstance(term, Term) or term.exact or text[term.at : term.at + 1] in set(QUOTES):
        return
    if meant := _OPERATORS.get(term.text.lower()):
        hint = f"operators are in capitals: {meant}; quote it to look for the word"
        yield Doubt(term.at, f"{short(term.text)} is a word to look for here", hint)
    elif term.text.endswith(","):
        hint = "a blank means AND; write OR between alternatives, quotes around a headline"
        yield Doubt(term.at, f"the comma after {short(term.text[:-1])} means nothing", hint)


def _lone(term: Term) -> Iterator[Doubt]:
    if term.text in _WORDS_TOO:
        message = f"{term.text} finds the word {term.text.lower()!r} too"
        yield Doubt(term.at, message, f"={term.text} finds only what is written in capitals")
    if _ADDRESS.match(term.text):
        hint = "write url: before the words of an item's own address"
        yield Doubt(term.at, "addresses in a text are not looked into", hint)


def same_feeds(sources: Mapping[SourceId, Source]) -> Iterator[tuple[SourceId, SourceId]]:
    """Yield each source that asks for what another one before it does, and that one's name."""
    known: dict[tuple[str, ...], SourceId] = {}
    for id_, source in sources.items():
        # What a series reads from one table, and what a page is, its settings say.
        asked = (same_feed(source.url), source.kind, *sorted(source.options.items()))
        first = known.setdefault(tuple(map(str, asked)), id_)
        if first != id_:
            yield id_, first
