"""Tokens that are terms by themselves to leaves of the tree, each with the slips it invites."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Final

from watchers.errors import QueryMistake
from watchers.language.regexes import compile_regex
from watchers.language.terms import term_spellings
from watchers.language.tokens import QUOTES, Token, TokenKind
from watchers.language.tree import Expr, Regex, Term, Vocabulary
from watchers.words import excerpt

_NAME = re.compile(r"[a-z0-9._-]+")
_FOREIGN = re.compile(r"(?:([A-Z][A-Z_-]{0,9})/|~)(\d{1,4}|s)")
_MINUS = re.compile(r"[-–−!](?=[^\W\d])")


def make_term(text: str, *, at: int, exact: bool = False) -> Term:
    """Return a term that asks for at least one word. Raises QueryMistake if it asks for none."""
    term = Term(text, exact, at=at)
    term_spellings(term)
    return term


def _quoted(token: Token) -> Expr:
    return make_term(token.text[1:-1], at=token.at)


def _word(token: Token) -> Expr:
    text = token.text
    if minus := _MINUS.match(text):
        raise QueryMistake(
            f"{minus[0]} does not leave words out",
            offset=token.at,
            hint=f"write NOT {excerpt(text[1:])}",
        )
    if foreign := _foreign_near(text):
        raise QueryMistake(
            f"{excerpt(text)} is no operator here",
            offset=token.at,
            hint=f'did you mean {foreign}? To look for it, quote it: "{excerpt(text)}"',
        )
    return make_term(text, at=token.at)


def _foreign_near(word: str) -> str | None:
    """Return what NEAR is called here, for what other languages call it, and for slips."""
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


def _exact(token: Token) -> Expr:
    text = token.text[1:]
    if not text:
        raise QueryMistake(
            "nothing stands after =",
            offset=token.at,
            hint='write =US or ="United States", without a blank',
        )
    return make_term(text.strip(QUOTES), at=token.at, exact=True)


def _regex(token: Token) -> Expr:
    pattern, _, rest = token.text[1:].rpartition("/")
    if rest:
        raise QueryMistake(
            f"{excerpt(rest)} stands right after a regex",
            offset=token.at + len(token.text) - len(rest),
            hint=r"write \/ for a slash inside it; it needs no flags: case never counts",
        )
    regex = Regex(pattern, at=token.at)
    compile_regex(regex.pattern, at=regex.at)
    return regex


def _vocabulary(token: Token) -> Expr:
    name = token.text[1:]
    if _NAME.fullmatch(name):
        return Vocabulary(name, at=token.at)
    lower = name.lower()
    raise QueryMistake(
        f"{excerpt(token.text)} names no vocabulary",
        offset=token.at,
        hint=f"did you mean ${excerpt(lower)}?"
        if _NAME.fullmatch(lower)
        else "a name is made of a-z 0-9 . _ -, like $country.russia",
    )


def _no_list(token: Token) -> Expr:
    upper, written = excerpt(token.text.upper()), excerpt(token.text)
    raise QueryMistake(
        f"{written} wants a list",
        offset=token.at,
        hint=f'write {upper} (a, b, c); to look for the words, quote them: "{written}"',
    )


def _unclosed(token: Token) -> Expr:
    what, closer = ("regex", "/") if token.text.startswith("/") else ("quote", '"')
    raise QueryMistake(f"this {what} is never closed", offset=token.at, hint=f"add a {closer}")


LEAVES: Final[Mapping[TokenKind, Callable[[Token], Expr]]] = {
    TokenKind.WORD: _word,
    TokenKind.QUOTED: _quoted,
    TokenKind.EXACT: _exact,
    TokenKind.REGEX: _regex,
    TokenKind.VOCABULARY: _vocabulary,
    TokenKind.NO_LIST: _no_list,
    TokenKind.UNCLOSED: _unclosed,
}
"""Reads each token that is a term; each function raises QueryMistake where it is none."""
