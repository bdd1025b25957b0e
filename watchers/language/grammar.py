"""Tokens to tree by recursive descent: a method for each rule of the grammar in docs/language.md.

Here every mistake that is one of form is told. What may stand where by its meaning is checked on
the finished tree, in parse.py.
"""

import re
from difflib import get_close_matches
from typing import Final

from watchers.errors import QueryMistake
from watchers.language.leaves import LEAVES
from watchers.language.tokens import Token, TokenKind, cut_tokens
from watchers.language.tree import FIELDS, And, AtLeast, Expr, Field, Near, Not, NotNear, Or
from watchers.words import excerpt

MAX_DEPTH: Final = 100  # of parentheses
MAX_DISTANCE: Final = 1_000  # words

_NEAR = re.compile(r"(?:NOT\s+)?(O?)NEAR/(?:(\d+)|s)")


def read_tree(text: str) -> Expr:
    """Return the tree of `text` as the grammar has it.

    Raises QueryMistake, with the first thing that is wrong in the order of reading.
    """
    return _Parser(text).whole()


class _Parser:
    """A method for each rule: it takes the tokens of its part and returns the tree of that."""

    def __init__(self, text: str) -> None:
        self._tokens = cut_tokens(text)
        self._before: Token | None = None
        self._next = next(self._tokens)
        self._open: list[Token] = []  # parentheses that wait for theirs

    def _advance(self) -> Token:
        """Take the next token; never asked for what follows END."""
        self._before = token = self._next
        self._next = next(self._tokens, token)
        return token

    def whole(self) -> Expr:
        """Read all tokens as one expression. Raises QueryMistake if they are none."""
        expr = self._any_of()
        if self._next.kind is TokenKind.CLOSE:
            raise _never_opened(self._next)
        return expr

    def _any_of(self) -> Expr:
        parts = [self._all_of()]
        while self._next.kind is TokenKind.OR:
            self._advance()
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts), at=parts[0].at)

    def _all_of(self) -> Expr:
        parts = [self._near()]
        while self._next.kind not in _ENDS_ALL_OF:
            if self._next.kind is TokenKind.AND:
                self._advance()
            parts.append(self._near())
        return parts[0] if len(parts) == 1 else And(tuple(parts), at=parts[0].at)

    def _near(self) -> Expr:
        left = self._negation()
        while self._next.kind in {TokenKind.NEAR, TokenKind.NOT_NEAR}:
            operator = self._advance()
            right = self._negation()
            ordered, distance = _reach(operator)
            near = Near if operator.kind is TokenKind.NEAR else NotNear
            left = near(left, right, distance, ordered, at=left.at)
        return left

    def _negation(self) -> Expr:
        # A loop, so that a thousand NOT in a row are no depth.
        operators: list[Token] = []
        while self._next.kind is TokenKind.NOT:
            operators.append(self._advance())
        expr = self._fielded()
        for operator in reversed(operators):
            expr = Not(expr, at=operator.at)
        return expr

    def _fielded(self) -> Expr:
        if self._next.kind is not TokenKind.FIELD:
            return self._primary()
        prefix = self._advance()
        if self._next.kind in {TokenKind.NOT, TokenKind.FIELD}:
            raise _no_field_of(prefix, self._next)
        return Field(_field_name(prefix), self._primary(), at=prefix.at)

    def _primary(self) -> Expr:
        read_leaf = LEAVES.get(self._next.kind)
        if read_leaf is not None:
            return read_leaf(self._advance())
        if self._next.kind is TokenKind.OPEN:
            self._open_parenthesis()
            expr = self._any_of()
            self._close_parenthesis()
            return expr
        if self._next.kind is TokenKind.AT_LEAST:
            return self._at_least()
        raise self._nothing_here()

    def _at_least(self) -> Expr:
        operator = self._advance()
        self._open_parenthesis()
        parts = [self._any_of()]
        while self._next.kind is TokenKind.COMMA:
            self._advance()
            parts.append(self._any_of())
        self._close_parenthesis()
        return AtLeast(_count(operator, len(parts)), tuple(parts), at=operator.at)

    def _open_parenthesis(self) -> None:
        self._open.append(self._advance())
        if len(self._open) > MAX_DEPTH:
            raise too_deep(self._open[-1].at)

    def _close_parenthesis(self) -> None:
        if self._next.kind is TokenKind.END:
            raise _never_closed(self._open[-1])
        self._open.pop()
        self._advance()

    def _nothing_here(self) -> QueryMistake:
        """Return what is wrong where a term should stand and the next token is none."""
        before, token = self._before, self._next
        # Of two operators in a row, it is the first that lacks something.
        if before is not None and before.kind is not TokenKind.OPEN:
            return _dangling(before)
        if token.kind is TokenKind.END:
            if before is not None:
                return _never_closed(before)
            return QueryMistake("an empty query", offset=0, hint="write a word to look for")
        if token.kind is TokenKind.CLOSE:
            if before is None:
                return _never_opened(token)
            return QueryMistake(
                "nothing between these parentheses", offset=before.at, hint="remove them"
            )
        return QueryMistake(
            f"nothing stands before {excerpt(token.text)}", offset=token.at, hint=_instead(token)
        )


_ENDS_ALL_OF = {TokenKind.OR, TokenKind.CLOSE, TokenKind.COMMA, TokenKind.END}


def too_deep(at: int) -> QueryMistake:
    """Return the mistake of nesting deeper than MAX_DEPTH."""
    return QueryMistake(
        f"nested more than {MAX_DEPTH} deep", offset=at, hint="move parts into vocabularies"
    )


def _never_opened(token: Token) -> QueryMistake:
    return QueryMistake("this parenthesis was never opened", offset=token.at, hint="remove it")


def _never_closed(token: Token) -> QueryMistake:
    return QueryMistake("this parenthesis is never closed", offset=token.at, hint="add a )")


def _no_field_of(prefix: Token, token: Token) -> QueryMistake:
    field = excerpt(prefix.text)
    return QueryMistake(
        f"{field} wants a term or a parenthesis",
        offset=token.at,
        hint=f"write NOT {field}word" if token.kind is TokenKind.NOT else "name one field only",
    )


def _dangling(token: Token) -> QueryMistake:
    return QueryMistake(
        f"nothing stands after {excerpt(token.text)}", offset=token.at, hint=_instead(token)
    )


def _instead(token: Token) -> str:
    match token.kind:
        case TokenKind.FIELD:
            return "write a word or a parenthesis"
        case TokenKind.COMMA:
            return "write a part there, or leave the comma out"
        case _:
            return f'to look for the word itself, quote it: "{excerpt(token.text)}"'


def _field_name(prefix: Token) -> str:
    name = prefix.text.removesuffix(":")
    if name in FIELDS:
        return name
    near = get_close_matches(name.casefold(), FIELDS, n=1)
    raise QueryMistake(
        f"there is no field {excerpt(prefix.text)}",
        offset=prefix.at,
        hint=f"did you mean {near[0]}:?"
        if near
        else f"fields are {', '.join(FIELDS)}; to look for the word, leave the colon out",
    )


def _count(operator: Token, size: int) -> int:
    """Return how many of a list of `size` parts must hold."""
    digits = operator.text.removesuffix("OF").rstrip().lstrip("0") or "0"
    if size == 1:
        raise QueryMistake(
            f"{excerpt(operator.text)} wants a list of several",
            offset=operator.at,
            hint="part them with a comma and a blank: 2 OF (a, b, c)",
        )
    # Lengths first: int() refuses what is thousands of digits long.
    if len(digits) > len(str(size)) or not 0 < int(digits) <= size:
        raise QueryMistake(
            f"{excerpt(operator.text)} cannot be said of a list of {size}",
            offset=operator.at,
            hint=f"from 1 OF to {size} OF",
        )
    return int(digits)


def _reach(operator: Token) -> tuple[bool, int | None]:
    """Return whether order counts, and how many words apart is near; None for one sentence."""
    found = _NEAR.fullmatch(operator.text)
    if found is None:
        upper = operator.text.upper().replace("/S", "/s")
        raise QueryMistake(
            f"{excerpt(operator.text)} does not say how near",
            offset=operator.at,
            hint=f"operators are upper case: {excerpt(upper)}"
            if _NEAR.fullmatch(upper)
            else "NEAR/10: within ten words; ONEAR/10: in this order; NEAR/s: in one sentence",
        )
    ordered, digits = bool(found[1]), found[2]
    if digits is None:
        return ordered, None
    if len(digits) > len(str(MAX_DISTANCE)) or not 0 < int(digits) <= MAX_DISTANCE:
        raise QueryMistake(
            f"{excerpt(operator.text)} is out of range",
            offset=operator.at,
            hint=f"from NEAR/1 (neighbours) to NEAR/{MAX_DISTANCE}",
        )
    return ordered, int(digits)
