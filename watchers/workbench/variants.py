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
    """Makes changed copies of a query; what they share with it is made ready once."""

    def __init__(self, query: Query, vocabulary: Mapping[str, Expr]) -> None:
        self._expr = query.expr
        self._vocabulary = vocabulary
        self._memo: Memo = {}
        compile_query(self._expr, vocabulary, memo=self._memo)
        lists = tuple(Vocabulary(one.name) if one.name else one.expr for one in self.lists())
        self._known = compile_query(Or(lists), vocabulary, memo=self._memo) if lists else None
        self._uses = {name: vocabularies_in(expr) for name, expr in vocabulary.items()}

    def knows(self, term: str) -> bool:
        """Say whether the lists of the query find the whole of `term` already."""
        if self._known is None:
            return False
        evidence = self._known.find_evidence(read_passage({"title": term}))
        spans = evidence.spans if evidence else ()
        found = {at for span in spans for at in range(span.start, span.end)}
        return all(at in found or not letter.isalnum() for at, letter in enumerate(term))

    def lists(self) -> tuple[WordList, ...]:
        """Give the lists that the query reads words from, however deep they stand."""
        # The memo keeps terms as well, by themselves.
        names = (name for name in self._memo if isinstance(name, str))
        exprs = {name: self._vocabulary[name] for name in names if name in self._vocabulary}
        named = (
            WordList(name, expr) for name, expr in exprs.items() if isinstance(expr, Or | Term)
        )
        places = (*named, *(WordList("", found) for found in _inline(self._expr)))
        return tuple(place for place in places if _has_words(place.expr))

    def with_any_of(self, place: WordList, words: Iterable[str]) -> Query:
        """Add many words to a list at once: where this fails, none of them helps."""
        terms = tuple(map(Term, dict.fromkeys(words)))
        return self._with(place, terms)

    def finding(self, place: WordList) -> Query:
        """Ask for the list alone."""
        expr = Vocabulary(place.name) if place.name else place.expr
        return compile_query(expr, self._vocabulary, memo=self._memo)

    def with_term(self, place: WordList, term: Term) -> Query:
        """Add a term to a list."""
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
        """Take a term out of a list; None where it is all there is."""
        if not isinstance(place.expr, Or):
            return None
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
        """Give what is ready and does not lead to `name`."""
        stale = {name}
        while more := {one for one, uses in self._uses.items() if stale & {*uses}} - stale:
            stale |= more
        return {each: made for each, made in self._memo.items() if each not in stale}


def _has_words(expr: Or | Term) -> bool:
    return isinstance(expr, Term) or any(isinstance(part, Term) for part in expr.parts)


def _inline(expr: Expr) -> Iterator[Or]:
    """Find the lists of words that are written out in a query."""
    if isinstance(expr, Or) and _has_words(expr):
        yield expr
    for part in parts_of(expr):
        yield from _inline(part)


def _swapped(expr: Expr, old: Expr, new: Expr) -> Expr:
    """Put `new` where this very `old` stands, whatever kinds of nodes are around it."""
    if expr is old:
        return new
    changed: dict[str, object] = {}
    for field in fields(expr):
        value = getattr(expr, field.name)
        if isinstance(value, tuple):
            changed[field.name] = tuple(_swapped(one, old, new) for one in value)
        elif is_dataclass(value):
            changed[field.name] = _swapped(value, old, new)  # type: ignore[arg-type]
    return replace(expr, **changed) if changed else expr  # type: ignore[arg-type]
