"""Whether a query holds only where another does: by its form, never by guessing.

Sound, not complete: what it says is so, what it does not say may be so as well.
"""

from collections.abc import Mapping

from watchers.language.tree import (
    And,
    Expr,
    Field,
    Near,
    Not,
    NotNear,
    Or,
    Regex,
    Term,
    Vocabulary,
    vocabularies_in,
    walk,
)

MOST_STEPS = 20_000
"""For one question; a longer proof is given up."""

_READ_BY_DEFAULT = ("title", "body")


class Implication:
    """Answers for the queries of one file, whose vocabularies stand for `exprs`.

    A question takes at most MOST_STEPS steps, some 50 ms; where they do not suffice it is no.
    """

    def __init__(self, exprs: Mapping[str, Expr]) -> None:
        self._exprs = exprs
        self._left = 0
        self._members: dict[str, frozenset[Expr]] = {}

    def implies(self, narrow: Expr, wide: Expr) -> bool:
        """Whether `wide` holds wherever `narrow` does."""
        self._left = MOST_STEPS
        return self._proved(narrow, wide)

    def _proved(self, narrow: Expr, wide: Expr) -> bool:
        self._left -= 1
        if self._left < 0:
            return False
        if narrow == wide:
            return True
        # What is split for all its parts comes before what is looked for among parts.
        match narrow, wide:
            # A implies B AND C where it implies both.
            case _, And(parts):
                return all(self._proved(narrow, part) for part in parts)
            # A OR B implies C where each of them does.
            case Or(parts), _:
                return all(self._proved(part, wide) for part in parts)
            # Lists are compared as sets first: term by term is a square of thousands.
            case Vocabulary(name), _ if name in self._exprs:
                return self._lists(wide, narrow) or self._proved(self._exprs[name], wide)
            # NOT A implies NOT B where B implies A.
            case Not(part), Not(other):
                return self._proved(other, part)
            case Field(name, part), Field(other, whole) if name == other:
                return self._proved(part, whole)
            case _:
                pass
        return self._found(narrow, wide)

    def _found(self, narrow: Expr, wide: Expr) -> bool:
        match wide:
            case Or(parts) if any(self._proved(narrow, part) for part in parts):
                return True
            case Vocabulary(name) if name in self._exprs and (
                self._lists(wide, narrow) or self._proved(narrow, self._exprs[name])
            ):
                return True
            case _:
                pass
        match narrow:
            # One part of an AND suffices. Two that only together imply it are not found: see above.
            case And(parts):
                return any(self._proved(part, wide) for part in parts)
            # What a title has, title and body have; what it lacks, they may have after all.
            case Field(name, part) if name in _READ_BY_DEFAULT and not self._excludes(part):
                return not isinstance(wide, Field) and self._proved(part, wide)
            case Near():
                return self._near(narrow, wide)
            case _:
                return False

    def _excludes(self, expr: Expr) -> bool:
        """Whether there is a NOT in it: what a title lacks, the body may have."""
        return any(isinstance(part, Not | NotNear) for part, _depth in walk(expr)) or any(
            name not in self._exprs or not self._terms(Vocabulary(name))
            for name in vocabularies_in(expr)
        )

    def _near(self, narrow: Near, wide: Expr) -> bool:
        """Both sides hold where NEAR does; a wider NEAR of the same words, or of more, as well."""
        if isinstance(wide, Near):
            reach = narrow.distance is not None and wide.distance is not None
            nearer = (reach and narrow.distance <= wide.distance) or (  # type: ignore[operator]
                narrow.distance == wide.distance
            )
            ways = [(narrow.left, narrow.right)]
            if not wide.ordered:
                ways.append((narrow.right, narrow.left))
            in_order = narrow.ordered or not wide.ordered
            return (
                nearer
                and in_order
                and any(
                    self._within(left, wide.left) and self._within(right, wide.right)
                    for left, right in ways
                )
            )
        # What a side denies, it denies only nearby.
        sides = [side for side in (narrow.left, narrow.right) if not self._excludes(side)]
        return any(self._proved(side, wide) for side in sides)

    def _within(self, side: Expr, other: Expr) -> bool:
        """Whether all words that `side` can find are words that `other` finds."""
        return side == other or self._lists(other, side)

    def _lists(self, wide: Expr, narrow: Expr) -> bool:
        """Whether both are lists of terms, and one holds all of the other."""
        terms, asked = self._terms(wide), self._terms(narrow)
        return bool(asked) and asked <= terms

    def _terms(self, expr: Expr) -> frozenset[Expr]:
        """Return the terms of a list, names in it followed; none for what is no plain list."""
        match expr:
            case Term() | Regex():
                return frozenset([expr])
            case Vocabulary(name) if name in self._exprs:
                if name not in self._members:
                    self._members[name] = frozenset()  # where a name leads back to itself
                    self._members[name] = self._terms(self._exprs[name])
                return self._members[name]
            case Or(parts):
                lists = [self._terms(part) for part in parts]
                return frozenset().union(*lists) if all(lists) else frozenset()
            case _:
                return frozenset()
