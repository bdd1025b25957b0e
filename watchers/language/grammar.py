"""The grammar of query.lark, read by descent: the tree of a text, or what is wrong in it."""

import re
from difflib import get_close_matches
from typing import Final

from watchers.errors import QueryMistake
from watchers.language.brief import brief
from watchers.language.commas import part_lists
from watchers.language.order import Order, offset_of
from watchers.language.regexes import compiled
from watchers.language.terminals import Token, terminals, token
from watchers.language.terms import wanted
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
)

QUOTES = '"“”„‟«»＂'
MAX_DISTANCE = 1_000

_NAME = re.compile(r"[a-z0-9._-]+")
_NEAR = re.compile(r"(?:NOT\s+)?(O?)NEAR/(?:(\d+)|s)")
_FOREIGN = re.compile(r"(?:([A-Z][A-Z_-]{0,9})/|~)(\d{1,4}|s)")
_MINUS = re.compile(r"[-–−!](?=[^\W\d])")


def grow(text: str) -> Expr:
    """Grow the tree of `text` as the grammar has it, or raise QueryMistake."""
    return _Reader(text).any_of()


def term(text: str, *, at: int, exact: bool = False) -> Term:
    """Make a term that asks for at least one word, or raise QueryMistake."""
    made = Term(text, exact, at=at)
    wanted(made)
    return made


class _Tree:
    """Each method is a rule of query.lark, or a name given there after an arrow."""

    def any_of(self, *parts: Expr) -> Expr:
        return Or(parts, at=parts[0].at)

    def all_of(self, *parts: Expr) -> Expr:
        return And(parts, at=parts[0].at)

    def near(self, left: Expr, operator: Token, right: Expr) -> Expr:
        ordered, distance = _closeness(operator)
        return Near(left, right, distance, ordered, at=left.at)

    def not_near(self, left: Expr, operator: Token, right: Expr) -> Expr:
        ordered, distance = _closeness(operator)
        return NotNear(left, right, distance, ordered, at=left.at)

    def at_least(self, operator: Token, *parts: Expr) -> Expr:
        digits = operator.removesuffix("OF").rstrip().lstrip("0") or "0"
        if len(parts) == 1:
            raise QueryMistake(
                f"{brief(operator)} wants a list of several",
                offset=offset_of(operator),
                hint="part them with a comma and a blank: 2 OF (a, b, c)",
            )
        if len(digits) > len(str(len(parts))) or not 0 < int(digits) <= len(parts):
            raise QueryMistake(
                f"{brief(operator)} cannot be said of a list of {len(parts)}",
                offset=offset_of(operator),
                hint=f"from 1 OF to {len(parts)} OF",
            )
        return AtLeast(int(digits), parts, at=offset_of(operator))

    def no_list(self, operator: Token) -> Expr:
        upper = brief(operator.upper())
        raise QueryMistake(
            f"{brief(operator)} wants a list",
            offset=offset_of(operator),
            hint=f'write {upper} (a, b, c); to look for the words, quote them: "{brief(operator)}"',
        )

    def negation(self, operator: Token, part: Expr) -> Expr:
        return Not(part, at=offset_of(operator))

    def fielded(self, prefix: Token, part: Expr) -> Expr:
        name = prefix.removesuffix(":")
        if name in FIELDS:
            return Field(name, part, at=offset_of(prefix))
        near = get_close_matches(name.casefold(), FIELDS, n=1)
        raise QueryMistake(
            f"there is no field {brief(prefix)}",
            offset=offset_of(prefix),
            hint=f"did you mean {near[0]}:?"
            if near
            else f"fields are {', '.join(FIELDS)}; to look for the word, leave the colon out",
        )

    def quoted(self, token: Token) -> Expr:
        return term(token[1:-1], at=offset_of(token))

    def word(self, token: Token) -> Expr:
        if minus := _MINUS.match(token):
            raise QueryMistake(
                f"{minus[0]} does not leave words out",
                offset=offset_of(token),
                hint=f"write NOT {brief(token[1:])}",
            )
        if foreign := _foreign_near(token):
            raise QueryMistake(
                f"{brief(token)} is no operator here",
                offset=offset_of(token),
                hint=f'did you mean {foreign}? To look for it, quote it: "{brief(token)}"',
            )
        return term(token, at=offset_of(token))

    def exact(self, token: Token) -> Expr:
        text = token[1:]
        if not text:
            raise QueryMistake(
                "nothing stands after =",
                offset=offset_of(token),
                hint='write =US or ="United States", without a blank',
            )
        return term(text.strip(QUOTES), at=offset_of(token), exact=True)

    def regex(self, token: Token) -> Expr:
        pattern, _, rest = token[1:].rpartition("/")
        if rest:
            raise QueryMistake(
                f"{brief(rest)} stands right after a regex",
                offset=offset_of(token) + len(token) - len(rest),
                hint=r"write \/ for a slash inside it; it needs no flags: case never counts",
            )
        made = Regex(pattern, at=offset_of(token))
        compiled(made.pattern, at=made.at)
        return made

    def vocabulary(self, token: Token) -> Expr:
        name = token[1:]
        if _NAME.fullmatch(name):
            return Vocabulary(name, at=offset_of(token))
        lower = name.lower()
        raise QueryMistake(
            f"{brief(token)} names no vocabulary",
            offset=offset_of(token),
            hint=f"did you mean ${brief(lower)}?"
            if _NAME.fullmatch(lower)
            else "a name is made of a-z 0-9 . _ -, like $country.russia",
        )

    def unclosed(self, token: Token) -> Expr:
        what, closer = ("regex", "/") if token.startswith("/") else ("quote", '"')
        raise QueryMistake(
            f"this {what} is never closed", offset=offset_of(token), hint=f"add a {closer}"
        )


_TREE: Final = _Tree()
_ENDS = {"_OR", "_CLOSE", "_COMMA", "END"}
_END: Final = token("", "END", 0)


class _Reader:
    """The rules of query.lark, one method each; a test holds both against each other.

    What Order lets through is a sentence of the grammar, so nothing here can be missing.
    """

    def __init__(self, text: str) -> None:
        self._coming = Order().process(terminals(part_lists(text)))
        self._next = next(self._coming, _END)

    def _take(self) -> Token:
        taken, self._next = self._next, next(self._coming, _END)
        return taken

    def any_of(self) -> Expr:
        parts = [self._all_of()]
        while self._next.type == "_OR":
            self._take()
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else _TREE.any_of(*parts)

    def _all_of(self) -> Expr:
        parts = [self._near()]
        while self._next.type not in _ENDS:
            if self._next.type == "_AND":
                self._take()
            parts.append(self._near())
        return parts[0] if len(parts) == 1 else _TREE.all_of(*parts)

    def _near(self) -> Expr:
        left = self._negation()
        while self._next.type in {"NEAR", "NOT_NEAR"}:
            operator = self._take()
            right = self._negation()
            make = _TREE.near if operator.type == "NEAR" else _TREE.not_near
            left = make(left, operator, right)
        return left

    def _negation(self) -> Expr:
        operators: list[Token] = []
        while self._next.type == "NOT":
            operators.append(self._take())
        prefix = self._take() if self._next.type == "FIELD" else None
        first = self._take()
        match first.type:
            case "_OPEN":
                part = self.any_of()
                self._take()
            case "AT_LEAST":
                part = self._at_least(first)
            case kind:
                part = _LEAVES[kind](first)
        if prefix is not None:
            part = _TREE.fielded(prefix, part)
        for operator in reversed(operators):
            part = _TREE.negation(operator, part)
        return part

    def _at_least(self, operator: Token) -> Expr:
        parts: list[Expr] = []
        while not parts or self._next.type == "_COMMA":
            self._take()
            parts.append(self.any_of())
        self._take()
        return _TREE.at_least(operator, *parts)


_LEAVES: Final = {
    "QUOTED": _TREE.quoted,
    "WORD": _TREE.word,
    "EXACT": _TREE.exact,
    "REGEX": _TREE.regex,
    "VOCABULARY": _TREE.vocabulary,
    "NO_LIST": _TREE.no_list,
    "UNCLOSED": _TREE.unclosed,
}


def _foreign_near(word: str) -> str | None:
    """Give what NEAR is called here, for what other languages call it, and for slips."""
    found = _FOREIGN.fullmatch(word)
    if found is None:
        return None
    name, distance = found[1] or "W", found[2]
    if name in {"W", "WITHIN", "ADJ"}:
        return f"NEAR/{distance}"
    if name in {"PRE", "WITHINF"}:
        return f"ONEAR/{distance}"
    near = get_close_matches(name, ("NEAR", "ONEAR", "NOT-NEAR"), n=1, cutoff=0.7)
    return f"{near[0].replace('-', ' ')}/{distance}" if near else None


def _closeness(operator: Token) -> tuple[bool, int | None]:
    found = _NEAR.fullmatch(operator)
    if found is None:
        upper = operator.upper().replace("/S", "/s")
        raise QueryMistake(
            f"{brief(operator)} does not say how near",
            offset=offset_of(operator),
            hint=f"operators are upper case: {brief(upper)}"
            if _NEAR.fullmatch(upper)
            else "NEAR/10: within ten words; ONEAR/10: in this order; NEAR/s: in one sentence",
        )
    ordered, digits = bool(found[1]), found[2]
    if digits is None:
        return ordered, None
    if len(digits) > len(str(MAX_DISTANCE)) or not 0 < int(digits) <= MAX_DISTANCE:
        raise QueryMistake(
            f"{brief(operator)} is out of range",
            offset=offset_of(operator),
            hint=f"from NEAR/1 (neighbours) to NEAR/{MAX_DISTANCE}",
        )
    return ordered, int(digits)
