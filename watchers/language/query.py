"""Tree to query: vocabularies looked up, words indexed, ready to be asked of any passage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from watchers.errors import QueryMistake
from watchers.language.lexicon import compile_terms
from watchers.language.matchers import AllOf, AnyOf, Matcher, NoneOf, SomeOf, Within
from watchers.language.nearby import Nearby, NotNearby, Reach
from watchers.language.parse import split_denied
from watchers.language.passage import Passage, Scope, read_passage
from watchers.language.required_terms import Alternatives
from watchers.language.show import show_query
from watchers.language.tree import (
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
)
from watchers.model.news import Evidence, Span

MAX_DEPTH: Final = 150  # of a query and the vocabularies it leads into; well inside Python's stack

Memo = dict[str | Term | Regex, Matcher]
"""Vocabularies by name, and lone terms, made ready: one memo for all queries that share them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One part of a query beside a passage: whether it held, what made it hold, its own parts."""

    text: str
    held: bool
    spans: tuple[Span, ...] = ()
    children: "tuple[Clause, ...]" = ()


class Query:
    """A query that can be asked of any passage. Make it with compile_query."""

    __slots__ = ("_compiler", "_matcher", "expr")

    def __init__(self, expr: Expr, matcher: Matcher, compiler: "_Compiler") -> None:
        self.expr = expr
        self._matcher = matcher
        self._compiler = compiler

    @property
    def alternatives(self) -> Alternatives:
        """The ways in which it can hold; a text can match only if it meets one of them."""
        return self._matcher.alternatives()

    @property
    def matcher(self) -> Matcher:
        """What is asked of texts, for who prepares many queries at once."""
        return self._matcher

    def matches(self, passage: Passage) -> bool:
        """Return whether the query holds. Cheaper than `find_evidence`."""
        return self._matcher.matches(passage.scope())

    def find_evidence(self, passage: Passage) -> Evidence | None:
        """Return the spans that make the query hold (at most 20), or None if it does not hold."""
        scope = passage.scope()
        if not self._matcher.matches(scope):
            return None
        return passage.evidence_of(self._matcher.runs_in(scope))

    def explain(self, passage: Passage) -> Clause:
        """Return what held and what did not, part by part; the top holds where `matches` does."""
        return self._clause(self.expr, passage.scope())

    def _clause(self, expr: Expr, scope: Scope) -> Clause:
        matcher = self._compiler.matcher(expr)
        within = scope.passage.scope((expr.name,)) if isinstance(expr, Field) else scope
        held = matcher.matches(scope)
        return Clause(
            text=show_query(expr),
            held=held,
            spans=scope.passage.evidence_of(matcher.runs_in(scope)).spans if held else (),
            children=tuple(self._children(expr, within)),
        )

    def _children(self, expr: Expr, scope: Scope) -> Iterator[Clause]:
        for part in parts_of(expr):
            if not isinstance(expr, Near):
                yield self._clause(part, scope)
                continue
            wanted, *denials = split_denied(part)
            yield self._clause(wanted, scope)
            for denied in denials:
                text = show_query(Not(denied))
                yield Clause(text=text, held=self._spares(denied, part, expr, scope))

    def _spares(self, denied: Expr, side: Expr, near: Near, scope: Scope) -> bool:
        """Return whether `denied`, on this side of `near`, leaves some of what was near."""
        left, right = split_denied(near.left)[0], split_denied(near.right)[0]
        bare = replace(near, left=left, right=right)
        if side is near.left:
            strict = replace(bare, left=And((left, Not(denied))))
        else:
            strict = replace(bare, right=And((right, Not(denied))))
        matcher = self._compiler.matcher
        return not matcher(bare).matches(scope) or matcher(strict).matches(scope)


def compile_query(
    expr: Expr, vocabulary: Mapping[str, Expr] | None = None, *, memo: Memo | None = None
) -> Query:
    """Return `expr` ready to be asked; `vocabulary` says what each name stands for.

    Queries compiled with one `memo` (and one vocabulary) share what they look up, also at run
    time. Raises QueryMistake, placed at the mention in `expr`, for a name that is unknown, goes
    in a circle or too deep, or cannot stand beside NEAR.
    """
    compiler = _Compiler(vocabulary or {}, {} if memo is None else memo)
    matcher = compiler.matcher(expr)
    empty = read_passage({})  # its own each time: it remembers what it was asked
    if matcher.matches(empty.scope()):
        raise QueryMistake(
            "this holds for an empty text", offset=expr.at, hint="say what must be there"
        )
    return Query(expr, matcher, compiler)


class _Compiler:
    def __init__(self, vocabulary: Mapping[str, Expr], memo: Memo) -> None:
        self._vocabulary = vocabulary
        self._memo = memo
        self._open: list[Vocabulary] = []  # mentions that led here, the outermost first
        self._depth = 0

    def matcher(self, expr: Expr) -> Matcher:
        """Make what is asked of texts. Raises QueryMistake, also if it is too deep to recurse."""
        # Depth is counted here, on the way down, and in the heights of what is ready: a vocabulary
        # that an earlier query looked up costs no calls now.
        if self._depth >= MAX_DEPTH:
            raise self._too_deep(expr)
        self._depth += 1
        try:
            made = self._made(expr)
        finally:
            self._depth -= 1
        if made.height > MAX_DEPTH:  # what came from the memo was not deep in this call
            raise self._too_deep(expr)
        return made

    def _made(self, expr: Expr) -> Matcher:
        match expr:
            case Term() | Regex():
                return self._shared(expr)
            case Vocabulary():
                return self._looked_up(expr)
            case Not(part):
                return NoneOf(self.matcher(part))
            case Field(name, part):
                return Within(name, self.matcher(part))
            case And(parts):
                return AllOf(map(self.matcher, parts))
            case Or(parts):
                return self._any(parts)
            case AtLeast(count, parts):
                return SomeOf(count, map(self.matcher, parts))
            case Near():
                return self._nearby(expr)
            case NotNear(left, right, distance, ordered):
                sides = self._beside_near(left), self._beside_near(right)
                return NotNearby(*sides, Reach(distance, ordered))

    def _nearby(self, near: Near) -> Matcher:
        left, *left_without = map(self._beside_near, split_denied(near.left))
        right, *right_without = map(self._beside_near, split_denied(near.right))
        return Nearby(
            left,
            right,
            Reach(near.distance, near.ordered),
            left_without=left_without,
            right_without=right_without,
        )

    def _any(self, parts: tuple[Expr, ...]) -> Matcher:
        terms = [part for part in parts if isinstance(part, Term | Regex)]
        others = [self.matcher(part) for part in parts if not isinstance(part, Term | Regex)]
        if not others:
            return compile_terms(terms)
        return AnyOf([compile_terms(terms), *others] if terms else others)

    def _shared(self, term: Term | Regex) -> Matcher:
        made = self._memo.get(term)
        if made is None:
            made = self._memo[term] = compile_terms([term])
        return made

    def _looked_up(self, mention: Vocabulary) -> Matcher:
        name = mention.name
        if name in self._memo:
            return self._memo[name]
        if name not in self._vocabulary:
            near = get_close_matches(name, self._vocabulary, n=1)
            hint = f"did you mean ${near[0]}?" if near else "define it under vocabulary:"
            raise self._mistake(f"there is no vocabulary ${name}", mention, hint)
        names = [outer.name for outer in self._open]
        if name in names:
            circle = " -> ".join(f"${each}" for each in [*names[names.index(name) :], name])
            raise self._mistake(f"vocabularies go in a circle: {circle}", mention, "break it")
        self._open.append(mention)
        try:
            made = self._memo[name] = self.matcher(self._vocabulary[name])
        finally:
            self._open.pop()
        return made

    def _beside_near(self, side: Expr) -> Matcher:
        made = self.matcher(side)
        if not made.has_places:
            raise self._mistake(
                "NEAR stands between words, phrases and lists of them",
                side,
                "put AND, NOT and OF outside: (a NEAR/5 b) AND NOT c",
            )
        return made

    def _too_deep(self, expr: Expr) -> QueryMistake:
        return self._mistake("vocabularies lead too deep", expr, "name their words directly")

    def _mistake(self, message: str, expr: Expr, hint: str) -> QueryMistake:
        at = self._open[0].at if self._open else expr.at
        return QueryMistake(message, offset=at, hint=hint)
