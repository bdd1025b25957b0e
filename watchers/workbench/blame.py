"""Why a query does not hold: the smallest parts that keep it from holding. Pure."""

from watchers.language import And, Clause, Expr, Field, Near, Or, Passage, Query
from watchers.language.tree import parts_of
from watchers.model import Span


def lacking(query: Query, passage: Passage) -> tuple[Clause, ...]:
    """Give the fewest, smallest parts that would all have to change for the query to hold.

    Of alternatives the one that lacks least; none if the query holds. A NEAR whose sides are both
    there is to blame itself, and so is a NOT.
    """
    return _lacking(query.expr, query.explain(passage))


def recognised(clause: Clause) -> tuple[Span, ...]:
    """Give the words that the parts which hold found, in the order of the text."""
    if not clause.children:
        return clause.spans
    found = {span for child in clause.children for span in recognised(child)}
    return tuple(sorted(found))


def _lacking(expr: Expr, clause: Clause) -> tuple[Clause, ...]:
    if clause.held:
        return ()
    parts = list(zip(parts_of(expr), clause.children, strict=True))
    below = [_lacking(part, child) for part, child in parts if not child.held]
    if isinstance(expr, Or):
        closest = (len(recognised(child)) for _, child in parts)
        return min(zip(below, closest, strict=True), key=lambda one: (len(one[0]), -one[1]))[0]
    if isinstance(expr, Field) and parts_of(expr.part):
        return below[0] if below else (clause,)
    if isinstance(expr, And | Near) and below:
        return tuple(dict.fromkeys(one for several in below for one in several))
    return (clause,)
