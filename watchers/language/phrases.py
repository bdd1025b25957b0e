"""Words that follow one another, looked for in a text, however the text writes them."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from watchers.language.cutting import Place
from watchers.language.passage import Scope
from watchers.language.required_terms import Pieces
from watchers.language.terms import TermWord, fits_wildcard, term_spellings
from watchers.language.tree import Term
from watchers.language.words import exact_form

STEM = 4
"""First letters by which wildcards are told apart; more would mean more sets to build."""


class Phrase:
    """The words of a term that must follow one another, or one word that must be exactly so.

    Compared by identity, so that a scope can remember its places.
    """

    __slots__ = ("_needed", "words")

    def __init__(self, words: tuple[TermWord, ...]) -> None:
        self.words = words
        needed = [word.spellings for word in words if word.spellings]
        # The longest word is likely to be the rarest: it is looked for first.
        self._needed = sorted(needed, key=lambda spellings: -max(map(len, spellings)))

    def places_in(self, scope: Scope) -> list[Place]:
        """Return (first, last) word of each occurrence, worked out once a scope; in no order."""
        places = scope.phrase_places.get(self)
        if places is None:
            places = scope.phrase_places[self] = self._find(scope) if self._may_be_in(scope) else []
        return places

    def _may_be_in(self, scope: Scope) -> bool:
        # Most phrases are in no text at hand: sets tell, before any place is looked at.
        for spellings in self._needed:  # noqa: SIM110  # a generator would cost as much as it asks
            if spellings.isdisjoint(scope.written):
                return False
        return True

    def _find(self, scope: Scope) -> list[Place]:
        opening, *others = self.words
        if opening.pieces:
            words = words_fitting(opening.pieces, scope)
        else:
            words = opening.spellings & scope.distinct
        found: dict[Place, None] = {}
        for first, last in scope.places_of(words):
            if opening.exact and not _is_exactly(opening.exact, first, last, scope):
                continue
            ends = [last]
            for wanted in others:
                ends = [end for before in ends for end in _ends_after(before, wanted, scope)]
            for end in ends:
                if first == end or scope.passage.in_one_sentence(first, end):
                    found[first, end] = None
        return list(found)


def _ends_after(before: int, wanted: TermWord, scope: Scope) -> Iterator[int]:
    """Yield the last position of each way in which `wanted` stands right after `before`."""
    first = before + 1
    number = first - scope.base
    if number >= len(scope.words) or (wanted.glued and not scope.passage.touches(first)):
        return
    ends = [first] if _fits_word(wanted, scope.words[number]) else []
    if scope.respelled:
        others = scope.respelled_from.get(first, ())
        ends += [last for last, word in others if _fits_word(wanted, word)]
    for last in ends:
        if not wanted.exact or _is_exactly(wanted.exact, first, last, scope):
            yield last


def _fits_word(wanted: TermWord, word: str) -> bool:
    return word in wanted.spellings or (bool(wanted.pieces) and fits_wildcard(wanted.pieces, word))


def _is_exactly(pieces: Pieces, first: int, last: int, scope: Scope) -> bool:
    """Return whether the words are written so: not with a hyphen or a blank where it has none."""
    passage = scope.passage
    return all(map(passage.touches, range(first + 1, last + 1))) and fits_wildcard(
        pieces, exact_form(passage.written(first, last))
    )


# Rules share their terms, and each is asked when it is parsed and when its query is compiled.
@lru_cache(maxsize=1 << 14)
def phrases_of(text: str, *, is_exact: bool) -> tuple[Phrase, ...]:
    """Return what a term finds: one phrase for each way to write it."""
    return tuple(map(Phrase, term_spellings(Term(text, is_exact))))


def words_fitting(pieces: Pieces, scope: Scope) -> Iterable[str]:
    """Return the distinct words of the text that a wildcard finds, worked out once a scope.

    `pieces` are what stands between its stars, folded; anything may stand between them.
    """
    words = scope.wildcard_words.get(pieces)
    if words is None:
        stem = pieces[0][:STEM]
        begun = scope.stems(len(stem)).get(stem, ()) if stem else scope.distinct
        words = scope.wildcard_words[pieces] = [
            word for word in begun if fits_wildcard(pieces, word)
        ]
    return words
