"""A query taken apart beside a text: what makes it hold, what keeps it from holding. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from watchers.errors import QueryMistake
from watchers.language.passage import Passage
from watchers.language.query import Clause, Memo, Query, compile_query
from watchers.language.tree import And, Expr, Field, Near, Or, Regex, Term, Vocabulary, parts_of
from watchers.model.news import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A clause with its kind: the parts of a $name that is more than words are in it too."""

    expr: Expr
    text: str
    held: bool
    spans: tuple[Span, ...]
    parts: "tuple[Part, ...]" = ()


class Explainer:
    """Takes queries apart that share a vocabulary. What it needs is made ready once."""

    def __init__(self, vocabulary: Mapping[str, Expr]) -> None:
        self._vocabulary = vocabulary
        self._memo: Memo = {}
        self._inner: dict[tuple[str, str], Query | None] = {}
        self._words: dict[str, bool] = {}

    def explain(self, query: Query, passage: Passage) -> Part:
        """Return what held, part by part, down to lists of words; the top holds where `query` does.

        Takes some 6 ms for a query of the shipped rules: what vocabularies stand for is compiled.
        """
        return self._open(query.expr, query.explain(passage), passage, "")

    def _open(self, expr: Expr, clause: Clause, passage: Passage, field: str) -> Part:
        within = expr.name if isinstance(expr, Field) else field
        exprs = parts_of(expr)
        # What a side of a NEAR denies stands beside it in the clause: there it is told as a whole.
        alike = len(exprs) == len(clause.children)
        pairs = zip(exprs, clause.children, strict=True) if alike else ()
        parts = tuple(self._open(part, child, passage, within) for part, child in pairs)
        if isinstance(expr, Vocabulary) and not self._is_words(expr):
            parts = self._looked_into(expr.name, passage, field)
        return Part(expr=expr, text=clause.text, held=clause.held, spans=clause.spans, parts=parts)

    def _looked_into(self, name: str, passage: Passage, field: str) -> tuple[Part, ...]:
        """Open what a vocabulary stands for, in the field that it is asked of."""
        if (name, field) not in self._inner:
            stands_for = self._vocabulary[name]
            wanted = Field(field, stands_for) if field else stands_for
            try:
                self._inner[name, field] = compile_query(wanted, self._vocabulary, memo=self._memo)
            except QueryMistake:  # such as one that only forbids: it has no sense by itself
                self._inner[name, field] = None
        query = self._inner[name, field]
        if query is None:
            return ()
        part = self._open(query.expr, query.explain(passage), passage, "")
        return part.parts if field else (part,)

    def _is_words(self, expr: Expr) -> bool:
        """Return whether `expr` is a list of words, whose failing needs no further explanation."""
        match expr:
            case Vocabulary(name):
                if name not in self._words:
                    known = self._vocabulary.get(name)
                    self._words[name] = known is None or self._is_words(known)
                return self._words[name]
            case Or(parts):
                return all(map(self._is_words, parts))
            case _:
                return isinstance(expr, Term | Regex)


def failing_clauses(part: Part) -> tuple[Part, ...]:
    """Return the fewest, smallest parts that would all have to change for the whole to hold.

    Of alternatives the one that lacks least; none if it holds. A NEAR whose sides are both there
    is to blame itself, and so is a NOT.
    """
    if part.held:
        return ()
    below = [failing_clauses(child) for child in part.parts if not child.held]
    match part.expr:
        # Of alternatives that lack as little, that of which more was recognised is closer.
        case Or() if below:
            closest = (len(recognised_spans(child)) for child in part.parts)
            ranked = zip(below, closest, strict=True)
            return min(ranked, key=lambda failing: (len(failing[0]), -failing[1]))[0]
        # "title:oil" and not "oil": the word may well stand in the body.
        case Field(_, inner) if not parts_of(inner) and not part.parts[0].parts:
            return (part,)
        case And() | Near() | Vocabulary() | Field() if below:
            # What is missing in two places is named once.
            return tuple(
                {failing.text: failing for several in below for failing in several}.values()
            )
        case _:
            return (part,)


def reasons(part: Part) -> tuple[Part, ...]:
    """Return the parts that together make a part hold: of alternatives the first that does.

    For a part that does not hold, what is returned means nothing.
    """
    match part.expr:
        case Or():
            return next((reasons(child) for child in part.parts if child.held), (part,))
        case And():
            return tuple(reason for child in part.parts for reason in reasons(child))
        case _:
            return (part,)


def recognised_spans(part: Part) -> tuple[Span, ...]:
    """Return the words that the smallest parts found, by field and place; none if it found none."""
    if not part.parts:
        return part.spans
    found = {span for child in part.parts for span in recognised_spans(child)}
    return tuple(sorted(found))
