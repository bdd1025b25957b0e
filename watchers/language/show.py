"""Tree to text: what `show_query` writes, `parse_query` reads back to an equal tree."""

import re

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
)

_OR, _AND, _NEAR, _NOT, _FIELD, _ATOM = range(6)

# Anything else is safe in quotes, so this need not know all that is safe without.
_BARE = re.compile(r"[\w*](?:[\w*.'’-]*[\w*])?")
_OPERATOR = re.compile(r"AND|OR|NOT|O?NEAR")
_SLASH = re.compile(r"\\.|/", re.DOTALL)


def show_query(expr: Expr) -> str:
    """Return `expr` as text, with no more parentheses than it takes to be read back."""
    return _show(expr, _OR)


def _show(expr: Expr, place: int) -> str:
    """Return `expr` as text for a place that takes what binds at least as tightly as `place`."""
    text, binds = _written(expr)
    return text if binds >= place else f"({text})"


def _written(expr: Expr) -> tuple[str, int]:
    match expr:
        case Term(text, exact):
            return "=" * exact + _quoted(text), _ATOM
        case Regex(pattern):
            return f"/{_SLASH.sub(_escaped, pattern)}/", _ATOM
        case Vocabulary(name):
            return f"${name}", _ATOM
        case Field(name, part):
            return f"{name}:{_show(part, _ATOM)}", _FIELD
        case Not(part):
            return f"NOT {_show(part, _NOT)}", _NOT
        case Near(left, right) | NotNear(left, right):
            return f"{_show(left, _NEAR)} {_operator(expr)} {_show(right, _NOT)}", _NEAR
        case AtLeast(count, parts):
            return f"{count} OF ({', '.join(_show(part, _OR) for part in parts)})", _ATOM
        case And(parts):
            return " AND ".join(_show(part, _NEAR) for part in parts), _AND
        case Or(parts):
            return " OR ".join(_show(part, _AND) for part in parts), _OR


def _operator(near: Near | NotNear) -> str:
    prefix = "NOT " * isinstance(near, NotNear) + "O" * near.ordered
    return f"{prefix}NEAR/{'s' if near.distance is None else near.distance}"


def _quoted(text: str) -> str:
    bare = _BARE.fullmatch(text) and not _OPERATOR.fullmatch(text)
    return text if bare else f'"{text}"'


def _escaped(found: re.Match[str]) -> str:
    return r"\/" if found[0] == "/" else found[0]
