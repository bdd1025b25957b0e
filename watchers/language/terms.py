"""A term's text to the words it asks for, or the reason why it asks for nothing."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice, product, repeat
from typing import NamedTuple

import regex

from watchers.errors import QueryMistake
from watchers.language.parts import HYPHENS, SPACED_NUMBER, may_join, parts_of_term
from watchers.language.spellings import (
    other_spelling,
    plurals,
    same_scale,
    spellings,
    takes_particles,
)
from watchers.language.tree import Term
from watchers.language.words import ALONE, WILD_WORD, exact_form, fold
from watchers.words import excerpt

_STARS_BESIDE_ALONE = regex.compile(rf"(?<={ALONE.pattern})\*+(?!\S)|(?<!\S)\*+(?={ALONE.pattern})")

_MOST_PARTS = 4  # of a name, so that it has eight spellings
_MOST_WAYS = 16  # of a whole term
_WORDS_AND_BLANKS = regex.compile(r"[\p{L}\p{M}\p{N}\s\u200c]+")


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


TermWords = tuple[TermWord, ...]


def term_spellings(term: Term) -> tuple[TermWords, ...]:
    """Return the ways to write a term: for each the words that must follow one another.

    Raises QueryMistake if the term has no words.
    """
    spellings = _spellings(term.text, is_exact=term.exact)
    if spellings is None:
        raise QueryMistake(
            "a * needs letters beside it",
            offset=term.at,
            hint="write pipeline* for any ending, or a NEAR/3 b for words between",
        )
    if not spellings:
        raise _nothing_in(term)
    return spellings


class _Piece(NamedTuple):
    """A word of a term as it is written there."""

    text: str
    glued: bool  # a character that follows another without anything between
    parts: tuple[str, ...]  # what it may be split into


# Rules share their terms, and each is asked when it is parsed and when its query is compiled.
@lru_cache(maxsize=1 << 14)
def _spellings(text: str, *, is_exact: bool) -> tuple[TermWords, ...] | None:
    """Return the ways to write a term; none if it has no words, None for a star without letters."""
    # Most terms are one plain word, and there is one way to write it.
    if text.isascii() and text.isalpha() and text[1:].islower() and not is_exact:
        return (tuple(_term_words([(text, False)], is_exact=False)),)
    # A script without blanks matches inside its runs anyway: a star at the rim says nothing.
    text = _STARS_BESIDE_ALONE.sub("", text)
    names = _names(text)
    pieces = [piece for name in names for piece in name]
    if any(not piece.text.strip("*") for piece in pieces):
        return None
    if is_exact:
        ways = [[(piece.text, piece.glued) for piece in pieces]]
    else:
        ways = [list(chain(*way)) for way in islice(product(*map(_ways, names)), _MOST_WAYS)]
        ways += _without_blanks(names, text)
    words = (tuple(_term_words(way, is_exact=is_exact)) for way in ways)
    return tuple(dict.fromkeys(way for way in words if way))


Name = list[_Piece]
Way = list[tuple[str, bool]]
"""The words of one way to write something, and whether each is glued to the one before."""


def _names(text: str) -> list[Name]:
    """Return the words of a term; what a hyphen joins is one name."""
    names: list[Name] = []
    end, before = 0, ""
    for found in WILD_WORD.finditer(text):
        word, between = found[0], text[end : found.start()]
        alone = ALONE.match(word) is not None
        glued = alone and not between and ALONE.match(before) is not None
        piece = _Piece(word, glued, parts_of_term(word))
        if names and between in HYPHENS and may_join(before, word):
            names[-1].append(piece)
        else:
            names.append([piece])
        end, before = found.end(), word
    return names


def _ways(name: Name) -> list[Way]:
    """Return the ways to write a name, first as it is written: S-400, S 400 and S400."""
    written: Way = [(piece.text, piece.glued) for piece in name]
    parts = [part for piece in name for part in piece.parts]
    if len(parts) == 1:
        return [written]
    ways = [written, [("".join(parts), False)]]
    if len(parts) <= _MOST_PARTS:
        ways += map(_cut_at, repeat(parts), product((False, True), repeat=len(parts) - 1))
    else:
        ways.append([(part, False) for part in parts])
    return ways


def _cut_at(parts: list[str], cuts: Sequence[bool]) -> Way:
    """Return the parts with those joined that no cut parts."""
    words = [parts[0]]
    for part, cut in zip(parts[1:], cuts, strict=True):
        if cut:
            words.append(part)
        else:
            words[-1] += part
    return [(word, False) for word in words]


def _without_blanks(names: list[Name], text: str) -> list[Way]:
    """Return a phrase written as one word, as in a hashtag: none if it is long, or has characters.

    `1 000` is 1000, but no other numbers are one.
    """
    words = [piece.text for name in names for piece in name]
    if not 1 < len(names) <= _MOST_PARTS or not _WORDS_AND_BLANKS.fullmatch(text):
        return []
    if not all(map(may_join, words, words[1:])) and not SPACED_NUMBER.fullmatch(text):
        return []
    return [[("".join(words), False)]]


def _term_words(way: Way, *, is_exact: bool) -> Iterator[TermWord]:
    before = ""
    for text, glued in way:
        if word := _term_word(text, is_exact=is_exact, glued=glued):
            if before[-1:].isdecimal() and not is_exact:
                word = replace(word, spellings=word.spellings | same_scale(fold(text)))
            yield word
        before = text


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
    other = other_spelling(raw)
    others = () if other is None else (other,)
    return TermWord(spellings=frozenset([*spellings(word), *forms, *others]), glued=glued)


_MEANT = {"&": "AND", "&&": "AND", "+": "AND", "|": "OR", "||": "OR", "!": "NOT", "-": "NOT"}


def _is_symbol(character: str) -> bool:
    """Return whether it is an emoji or another sign that people may look for."""
    return unicodedata.category(character) == "So"


def _nothing_in(term: Term) -> QueryMistake:
    meant = _MEANT.get(term.text)
    if any(map(_is_symbol, term.text)):
        return QueryMistake(
            f"{excerpt(term.text)} is no word",
            offset=term.at,
            hint=f"a regex finds it: /{excerpt(re.escape(term.text))}/",
        )
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
