"""One query with one thing changed: a word added to a list of it, or taken out. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace

from watchers.language.passage import read_passage
from watchers.language.query import Memo, Query, compile_query
from watchers.language.tree import Expr, Or, Term, Vocabulary, parts_of, vocabularies_in


@dataclass(frozen=True, slots=True)
class WordList:
    """A place where words stand side by side: a vocabulary, or a list within the query itself."""

    name: str  # of the vocabulary; empty for a list in the query
    expr: Or | Term  # the list in the query, or what the vocabulary stands for

    def __str__(self) -> str:
        if self.name:
            return f"${self.name}"
        first = next((part for part in parts_of(self.expr) if isinstance(part, Term)), None)
        return f"(… {first.text} …)" if first else "the query"


class Variants:
    """Makes changed copies of a query.

    What a copy shares with the query is compiled once: a vocabulary may have hundreds of terms.
    """

    def __init__(self, query: Query, vocabulary: Mapping[str, Expr]) -> None:
        self._expr = query.expr
        self._vocabulary = vocabulary
        self._memo: Memo = {}
        compile_query(self._expr, vocabulary, memo=self._memo)
        lists = tuple(
            Vocabulary(place.name) if place.name else place.expr for place in self.lists()
        )
        self._known = compile_query(Or(lists), vocabulary, memo=self._memo) if lists else None
        self._uses = {name: vocabularies_in(expr) for name, expr in vocabulary.items()}

    def knows(self, term: str) -> bool:
        """Return whether the lists of the query find every letter and digit of `term` already."""
        if self._known is None:
            return False
        evidence = self._known.find_evidence(read_passage({"title": term}))
        spans = evidence.spans if evidence else ()
        found = {at for span in spans for at in range(span.start, span.end)}
        return all(at in found or not letter.isalnum() for at, letter in enumerate(term))

    def lists(self) -> tuple[WordList, ...]:
        """Return the lists that the query reads words from, however deep they stand."""
        # The memo has the vocabularies that compiling came by; it keeps terms as well.
        names = (name for name in self._memo if isinstance(name, str))
        exprs = {name: self._vocabulary[name] for name in names if name in self._vocabulary}
        named = (
            WordList(name, expr) for name, expr in exprs.items() if isinstance(expr, Or | Term)
        )
        places = (*named, *(WordList("", found) for found in _inline(self._expr)))
        return tuple(place for place in places if _has_words(place.expr))

    def with_any_of(self, place: WordList, words: Iterable[str]) -> Query:
        """Return the query with many words in a list: where it fails, none of them helps."""
        terms = tuple(map(Term, dict.fromkeys(words)))
        return self._with(place, terms)

    def finding(self, place: WordList) -> Query:
        """Return a query that holds where the list finds anything."""
        expr = Vocabulary(place.name) if place.name else place.expr
        return compile_query(expr, self._vocabulary, memo=self._memo)

    def with_term(self, place: WordList, term: Term) -> Query:
        """Return the query with a term added to a list."""
        return self._with(place, (term,))

    def _with(self, place: WordList, terms: tuple[Term, ...]) -> Query:
        if not place.name:
            return self._compiled(_swapped(self._expr, place.expr, Or((place.expr, *terms))), {})
        # The old list is kept whole under another name: it is ready, and may be long.
        before = f"{place.name} before"
        added = {
            place.name: Or((Vocabulary(before), *terms)),
            before: self._vocabulary[place.name],
        }
        memo = self._without(place.name) | {before: self._memo[place.name]}
        return compile_query(self._expr, {**self._vocabulary, **added}, memo=memo)

    def without_term(self, place: WordList, term: Term) -> Query | None:
        """Return the query with a term taken out of a list; None where it is all there is."""
        if not isinstance(place.expr, Or):
            return None
        # By identity: the same word may stand in the list twice, and the other one stays.
        kept = tuple(part for part in place.expr.parts if part is not term)
        rest = kept[0] if len(kept) == 1 else Or(kept)
        if place.name:
            return self._compiled(self._expr, {place.name: rest})
        return self._compiled(_swapped(self._expr, place.expr, rest), {})

    def _compiled(self, expr: Expr, changed: Mapping[str, Expr]) -> Query:
        memo = dict(self._memo)
        for name in changed:
            memo = {each: memo[each] for each in self._without(name) if each in memo}
        return compile_query(expr, {**self._vocabulary, **changed}, memo=memo)

    def _without(self, name: str) -> Memo:
        """Return what is compiled and does not lead to `name`: the rest must be compiled anew."""
        # Whoever names a stale vocabulary is stale: again and again, until no further one is.
        stale = {name}
        while more := {user for user, uses in self._uses.items() if stale & {*uses}} - stale:
            stale |= more
        return {each: made for each, made in self._memo.items() if each not in stale}


def _has_words(expr: Or | Term) -> bool:
    return isinstance(expr, Term) or any(isinstance(part, Term) for part in expr.parts)


def _inline(expr: Expr) -> Iterator[Or]:
    """Yield the lists of words that are written out in a query, the outer ones first."""
    if isinstance(expr, Or) and _has_words(expr):
        yield expr
    for part in parts_of(expr):
        yield from _inline(part)


def _swapped(expr: Expr, old: Expr, new: Expr) -> Expr:
    """Return `expr` with `new` where this very `old` stands, whatever nodes are around it."""
    if expr is old:
        return new
    # Through the fields, not node by node: a new kind of node needs nothing here.
    changed: dict[str, object] = {}
    for field in fields(expr):
        value = getattr(expr, field.name)
        if isinstance(value, tuple):
            changed[field.name] = tuple(_swapped(part, old, new) for part in value)
        elif is_dataclass(value):
            changed[field.name] = _swapped(value, old, new)  # type: ignore[arg-type]
    return replace(expr, **changed) if changed else expr  # type: ignore[arg-type]
