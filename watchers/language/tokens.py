"""Text to tokens: what the query language is written in.

Each token takes a whole piece between stops (white space, quotes, parentheses), and the table has
one for whatever is left, so any text at all can be cut. docs/language.md has the grammar.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

QUOTES: Final = '"“”„‟«»＂'

_OPEN, _CLOSE = "(（", ")）"
_STOP = rf"\s{_OPEN}{_CLOSE}{QUOTES}"
_QUOTED = f"[{QUOTES}][^{QUOTES}]*[{QUOTES}]"


class TokenKind(StrEnum):
    """The tokens by the names that the grammar in docs/language.md gives them."""

    OPEN = "OPEN"
    CLOSE = "CLOSE"
    COMMA = "COMMA"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    NOT_NEAR = "NOT_NEAR"
    AT_LEAST = "AT_LEAST"
    FIELD = "FIELD"
    WORD = "WORD"
    QUOTED = "QUOTED"
    EXACT = "EXACT"
    REGEX = "REGEX"
    VOCABULARY = "VOCABULARY"
    NO_LIST = "NO_LIST"  # an AT_LEAST without its list: read to be told, as is the next
    UNCLOSED = "UNCLOSED"
    END = "END"


class Token(NamedTuple):
    """A piece of a query: what it is, how it is written, and its offset in the text."""

    kind: TokenKind
    text: str
    at: int


# Between digits a comma belongs to the number, in a list as anywhere.
_COMMA = r"(?<!\d),|,(?!\d)"
_PIECE = f"[^{_STOP}]"
_AMOUNT = r"\d+(?:[.,]\d+)*(?:k|m|mn|bn|tn)?"  # after a $ no name of a list, but dollars
_PIECE_OF_LIST = rf"(?:[^{_STOP},]|(?<=\d),(?=\d))"


def _table(piece: str) -> dict[TokenKind, str]:
    """Return the pattern of each token, in the order in which they are tried.

    `piece` is a character that does not end a word.
    """
    end = f"(?!{piece})"
    return {
        TokenKind.AT_LEAST: rf"\d+\s*OF(?=\s*[{_OPEN}])",
        TokenKind.NOT_NEAR: rf"NOT\s+O?NEAR(?:/{piece}*)?{end}",
        TokenKind.NO_LIST: rf"\d+\s+OF{end}|\d+\s+of(?=\s*[{_OPEN}])",
        TokenKind.AND: f"AND{end}",
        TokenKind.OR: f"OR{end}",
        TokenKind.NOT: f"NOT{end}",
        # A small near/3 is no word that anybody looks for: it is read to be told.
        TokenKind.NEAR: rf"O?NEAR(?:/{piece}*)?{end}|o?near/(?:\d+|s){end}",
        TokenKind.FIELD: r"[^\W\d_]+:(?!//)",  # "https:" in an address is no field
        TokenKind.QUOTED: _QUOTED,
        TokenKind.EXACT: f"=(?:{_QUOTED}|{piece}+|(?![{QUOTES}]))",
        TokenKind.REGEX: rf"(?s:/(?:\\.|[^/\\])*/{piece}*)",
        TokenKind.VOCABULARY: rf"\$(?!{_AMOUNT}{end}){piece}*",
        TokenKind.UNCLOSED: f"(?s:=?[{QUOTES}].*|/.*)",
        TokenKind.OPEN: f"[{_OPEN}]",
        TokenKind.CLOSE: f"[{_CLOSE}]",
        TokenKind.WORD: rf"\d{{1,3}}(?: \d{{3}})+{end}|{piece}+",  # 1 000 is one number
    }


@cache
def _pattern(*, in_list: bool) -> re.Pattern[str]:
    """Return one regex for all tokens, each a group of its name.

    Only right inside the parentheses of a list does a comma part anything: elsewhere it is text
    that means nothing, so that a pasted headline can be searched for.
    """
    table = {TokenKind.COMMA: _COMMA} | _table(_PIECE_OF_LIST) if in_list else _table(_PIECE)
    return re.compile("|".join(f"(?P<{kind.name}>{pattern})" for kind, pattern in table.items()))


def cut_tokens(text: str) -> Iterator[Token]:
    """Cut `text` into tokens, the last of which is END; only white space is left over."""
    at = 0
    before = TokenKind.END
    lists = [False]  # of the whole and of each open parenthesis: whether its commas part a list
    pattern = _pattern(in_list=False)
    while found := pattern.search(text, at):
        kind = TokenKind[found.lastgroup or ""]
        if kind is TokenKind.OPEN:
            lists.append(before is TokenKind.AT_LEAST)
            pattern = _pattern(in_list=lists[-1])
        elif kind is TokenKind.CLOSE and len(lists) > 1:
            lists.pop()
            pattern = _pattern(in_list=lists[-1])
        yield Token(kind, found[0], found.start())
        at, before = found.end(), kind
    yield Token(TokenKind.END, "", len(text))
