"""A term's text to the words it asks for, or the reason why it asks for nothing."""

import re
from dataclasses import dataclass
from functools import lru_cache

import regex

from watchers.errors import QueryMistake
from watchers.language.tree import Term
from watchers.language.words import (
    ALONE,
    WILD_WORD,
    exact_form,
    fold,
    plurals,
    spellings,
    takes_particles,
)
from watchers.words import excerpt

_STARS_BESIDE_ALONE = regex.compile(rf"(?<={ALONE.pattern})\*+(?!\S)|(?<!\S)\*+(?={ALONE.pattern})")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermWord:
    """One word that a term wants at its place.

    A text's folded word fits if it is one of `spellings`, or, where `pieces` are set, if it
    consists of them with anything between. `exact` are such pieces for the unfolded word.
    """

    spellings: frozenset[str] = frozenset()
    pieces: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    glued: bool = False  # nothing may stand between the word before and this one


def term_words(term: Term) -> tuple[TermWord, ...]:
    """Return the words that must follow one another. Raises QueryMistake if there are none."""
    words = _words(term.text, is_exact=term.exact)
    if words is None:
        raise QueryMistake(
            "a * needs letters beside it",
            offset=term.at,
            hint="write pipeline* for any ending, or a NEAR/3 b for words between",
        )
    if not words:
        raise _nothing_in(term)
    return words


# Rules share their terms, and each is asked when it is parsed and when its query is compiled.
@lru_cache(maxsize=1 << 14)
def _words(text: str, *, is_exact: bool) -> tuple[TermWord, ...] | None:
    """Return the words of a term, none if it has none, None if it has a star without letters."""
    # A script without blanks matches inside its runs anyway: a star at the rim says nothing.
    text = _STARS_BESIDE_ALONE.sub("", text)
    words: list[TermWord] = []
    alone_until = -1
    for found in WILD_WORD.finditer(text):
        raw, alone = found[0], bool(ALONE.match(found[0]))
        if not raw.strip("*"):
            return None
        if word := _term_word(raw, is_exact=is_exact, glued=alone and found.start() == alone_until):
            words.append(word)
        alone_until = found.end() if alone else -1
    return tuple(words)


def _term_word(raw: str, *, is_exact: bool, glued: bool) -> TermWord | None:
    if "*" in raw:
        pieces = re.split(r"\*+", raw)
        return TermWord(
            pieces=tuple(map(fold, pieces)),
            exact=tuple(map(exact_form, pieces)) if is_exact else (),
        )
    word = fold(raw)
    if not word:
        return None
    if is_exact:
        return TermWord(spellings=frozenset({word}), exact=(exact_form(raw),), glued=glued)
    if takes_particles(word):
        return TermWord(pieces=(word, ""))
    # Letters with marks are another language's, with plurals of its own; Frances is not two France.
    forms = plurals(word) if raw.isascii() and not raw[0].isupper() else ()
    return TermWord(spellings=frozenset([*spellings(word), *forms]), glued=glued)


_MEANT = {"&": "AND", "&&": "AND", "+": "AND", "|": "OR", "||": "OR", "!": "NOT", "-": "NOT"}


def _nothing_in(term: Term) -> QueryMistake:
    meant = _MEANT.get(term.text)
    return QueryMistake(
        f"no letter or digit in {excerpt(term.text)}"
        if term.text
        else "nothing between these quotes",
        offset=term.at,
        hint=f"write {meant}" if meant else "write a word, or leave it out",
    )


def fits_wildcard(pieces: tuple[str, ...], word: str) -> bool:
    """Return whether `word` is made of `pieces` with anything between; linear in its length."""
    first, *rest = pieces
    if not rest:
        return word == first
    last = rest.pop()
    end = len(word) - len(last)
    if not (word.startswith(first) and word.endswith(last)) or end < len(first):
        return False
    at = len(first)
    for piece in rest:
        at = word.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True
