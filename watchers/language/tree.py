"""The tree of a query: frozen values, equal when they ask the same thing in the same shape.

`at` is the offset in the text that was parsed; equality does not look at it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

FIELDS = ("title", "body", "source", "author", "url", "lang", "category", "tier")

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several words that follow one another; `*` in it stands for any letters.

    An exact term keeps case and diacritics. White space is one blank between words.
    """

    text: str
    exact: bool = False
    at: int = field(default=0, compare=False, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join(self.text.split()))


@dataclass(frozen=True, slots=True)
class Regex:
    """An RE2 pattern, read without regard to case. A slash in it is kept unescaped."""

    pattern: str
    at: int = field(default=0, compare=False, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        plain = _ESCAPE.sub(lambda pair: "/" if pair[1] == "/" else pair[0], self.pattern)
        object.__setattr__(self, "pattern", plain)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A named list of terms; the name is without its `$`."""

    name: str
    at: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Near:
    """Both sides, at most `distance` words apart, or in one sentence when `distance` is None.

    Neighbouring words are one word apart. Ordered: the left side comes first. A side may be an
    And of one part and some Not: then what these deny is not that near to the other side either.
    """

    left: "Expr"
    right: "Expr"
    distance: int | None
    ordered: bool = False
    at: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class NotNear:
    """What `left` finds, where nothing that `right` finds is as near as Near would have it.

    Something that `right` finds within the very words of `left` is no neighbour of it.
    """

    left: "Expr"
    right: "Expr"
    distance: int | None
    ordered: bool = False
    at: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts hold; each counts once."""

    count: int
    parts: "tuple[Expr, ...]"
    at: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more; an And directly inside is spread out, so equal queries are equal."""

    parts: "tuple[Expr, ...]"
    at: int = field(default=0, compare=False, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        _spread(self)


@dataclass(frozen=True, slots=True)
class Or:
    """One of two or more; an Or directly inside is spread out."""

    parts: "tuple[Expr, ...]"
    at: int = field(default=0, compare=False, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        _spread(self)


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where `part` does not."""

    part: "Expr"
    at: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Field:
    """`part`, looked for in one field (one of FIELDS) instead of title and body."""

    name: str
    part: "Expr"
    at: int = field(default=0, compare=False, repr=False, kw_only=True)


Expr = Term | Regex | Vocabulary | Near | NotNear | AtLeast | And | Or | Not | Field


def _spread(node: And | Or) -> None:
    """Put in place of each part of the node's own class the parts of that; for `__post_init__`."""
    groups = (part.parts if type(part) is type(node) else (part,) for part in node.parts)
    object.__setattr__(node, "parts", tuple(part for group in groups for part in group))


def parts_of(expr: Expr) -> tuple[Expr, ...]:
    """Return what `expr` is directly made of, left to right; a leaf is made of nothing."""
    match expr:
        case Term() | Regex() | Vocabulary():
            return ()
        case Near(left, right) | NotNear(left, right):
            return (left, right)
        case And(parts) | Or(parts) | AtLeast(_, parts):
            return parts
        case Not(part) | Field(_, part):
            return (part,)


def walk(expr: Expr) -> Iterator[tuple[Expr, int]]:
    """Yield `expr` and all below it with their depth (the top is 1), in reading order.

    Needs no recursion, so it may be asked before anybody knows how deep a tree is.
    """
    waiting = [(expr, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((part, depth + 1) for part in reversed(parts_of(node)))


def references(expr: Expr) -> tuple[Vocabulary, ...]:
    """Return every mention of a vocabulary, in reading order; `at` says where each stands."""
    return tuple(node for node, _ in walk(expr) if isinstance(node, Vocabulary))


def vocabularies_in(expr: Expr) -> tuple[str, ...]:
    """Return the names of the vocabularies mentioned, each once, in reading order."""
    return tuple(dict.fromkeys(reference.name for reference in references(expr)))
