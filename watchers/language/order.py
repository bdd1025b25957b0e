"""Which terminal may follow which, and what to tell people about those that may not."""

from collections.abc import Iterable, Iterator
from typing import Final

from watchers.errors import QueryMistake
from watchers.language.brief import brief
from watchers.language.terminals import Token
from watchers.language.terminals import token as terminal

MAX_DEPTH: Final = 100

_BINARY = {"_AND", "_OR", "NEAR", "NOT_NEAR", "_COMMA"}
_WAITING = _BINARY | {"NOT", "FIELD", "_OPEN"}  # after these something must come


class Order:
    """Watches the terminals go by and says what cannot stand where it stands.

    What gets through is a sentence of the grammar, so the parser itself never fails.
    """

    always_accept: Iterable[str] = ()

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Pass the terminals on; raises QueryMistake."""
        unclosed: list[Token] = []
        before: Token | None = None
        for cut in stream:
            # A comma is told as it was written.
            token = cut if cut.type != "_COMMA" else terminal(",", "_COMMA", offset_of(cut))
            _check_pair(before, token)
            if token.type == "_OPEN":
                unclosed.append(token)
                if len(unclosed) > MAX_DEPTH:
                    raise too_deep(offset_of(token))
            elif token.type == "_CLOSE":
                if not unclosed:
                    raise QueryMistake(
                        "this parenthesis was never opened",
                        offset=offset_of(token),
                        hint="remove it",
                    )
                unclosed.pop()
            yield token
            before = token
        if before is None:
            raise QueryMistake("an empty query", offset=0, hint="write a word to look for")
        if before.type in _WAITING - {"_OPEN"}:
            raise _dangling(before)
        if unclosed:
            raise QueryMistake(
                "this parenthesis is never closed", offset=offset_of(unclosed[-1]), hint="add a )"
            )


def _check_pair(before: Token | None, token: Token) -> None:
    if before is not None and before.type not in _WAITING:
        return
    if token.type == "_CLOSE" and before is not None:
        if before.type != "_OPEN":
            raise _dangling(before)
        raise QueryMistake(
            "nothing between these parentheses", offset=offset_of(before), hint="remove them"
        )
    if token.type in _BINARY:
        if before is not None and before.type != "_OPEN":
            raise _dangling(before)
        raise QueryMistake(
            f"nothing stands before {brief(token)}",
            offset=offset_of(token),
            hint=_instead(token),
        )
    if before is not None and before.type == "FIELD" and token.type in {"NOT", "FIELD"}:
        raise QueryMistake(
            f"{brief(before)} wants a term or a parenthesis",
            offset=offset_of(token),
            hint=f"write NOT {brief(before)}word" if token.type == "NOT" else "name one field only",
        )


def _dangling(token: Token) -> QueryMistake:
    return QueryMistake(
        f"nothing stands after {brief(token)}", offset=offset_of(token), hint=_instead(token)
    )


def _instead(token: Token) -> str:
    match token.type:
        case "FIELD":
            return "write a word or a parenthesis"
        case "_COMMA":
            return "write a part there, or leave the comma out"
        case _:
            return f'to look for the word itself, quote it: "{brief(token)}"'


def too_deep(at: int) -> QueryMistake:
    """Make the mistake of nesting deeper than MAX_DEPTH."""
    return QueryMistake(
        f"nested more than {MAX_DEPTH} deep", offset=at, hint="move parts into vocabularies"
    )


def offset_of(token: Token) -> int:
    """Give where a terminal starts."""
    return token.start_pos
