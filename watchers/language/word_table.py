"""What the words of a text bring, by numbers: worked out once a text, for all who ask for terms.

Who asks for terms gives the keys of these (watchers.language.required_terms) a number. A text then
has a set of numbers: those that one of its words or pairs of characters brings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from watchers.language.required_terms import (
    FIRST_ALONE,
    Key,
    Pieces,
    character_pairs,
    is_letters,
    is_pair,
)
from watchers.language.terms import fits_wildcard

if TYPE_CHECKING:
    from watchers.language.found_runs import SpanPattern
    from watchers.language.lexicon import TermList
    from watchers.language.matchers import Matcher
    from watchers.language.phrases import Phrase

_T = TypeVar("_T")
Numbers = frozenset[int]
"""Keys by their numbers: sets of small integers meet without touching any text."""


_GRAM = 3  # letters of a wildcard's longest piece by which words find it
_MOST_ROUTES = 1 << 16  # words remembered; news has fewer that come back
# A word this long may be half of one that was cut: a regex might match over the cut.
_CUT = 20


class NumberedTerms(NamedTuple):
    """The numbers of a list of terms."""

    whole: int  # a text without it has none of the terms
    words: int  # brought by words that are terms, or fit wildcards
    phrases: Mapping[int, Sequence["Phrase"]]  # by what a text must have before one can stand in it
    patterns: Mapping[int, Sequence["SpanPattern"]]  # likewise


class WordTable:
    """Which numbers the keys of a text bring. Its answers never change. Several threads may ask.

    `always` are the numbers that every text has; `lists` the numbers of each list of terms. `ways`
    has parts of queries: a text must have all numbers of one of its ways before a part can hold.
    """

    def __init__(
        self,
        numbers_of: Mapping[Key, Sequence[int]],
        *,
        always: Iterable[int] = (),
        lists: Mapping["TermList", NumberedTerms] | None = None,
        ways: Mapping["Matcher", Sequence[Numbers]] | None = None,
    ) -> None:
        self.lists = lists or {}
        of_words = frozenset(numbered.words for numbered in self.lists.values())
        self._routes = _Routes(numbers_of)
        self.word_numbers = _WordNumbers(self._routes, of_words)
        self.ways = ways or {}
        self._always = frozenset(always)
        # A key of two characters is no word of any text: it is looked for beside the words.
        self._pairs = {
            key: numbers
            for key, numbers in numbers_of.items()
            if isinstance(key, str) and is_pair(key)
        }

    def numbers_in(self, words: Sequence[str], distinct: frozenset[str]) -> set[int]:
        """Return the numbers that the words of a text bring; `distinct` are each of them once."""
        numbers: set[int] = set(self._always)
        numbers.update(*map(self._routes.__getitem__, distinct))
        # Only a text in a script without blanks has pairs: its highest word tells.
        if self._pairs and max(distinct, default="") >= FIRST_ALONE:
            pairs = self._pairs.keys() & character_pairs(words)
            numbers.update(*map(self._pairs.__getitem__, pairs))
        return numbers


class FoundTerms:
    """What of a table one text has, worked out when it is asked for."""

    def __init__(self, table: WordTable, words: Sequence[str], distinct: frozenset[str]) -> None:
        self._table = table
        self._words = words
        self._distinct = distinct

    @cached_property
    def numbers(self) -> set[int]:
        """The numbers that the text has."""
        return self._table.numbers_in(self._words, self._distinct)

    def numbered_terms(self, list_: "TermList") -> NumberedTerms | None:
        """Return the numbers of a list of terms; None if it is not in the table."""
        return self._table.lists.get(list_)

    def may_match(self, part: "Matcher") -> bool:
        """Return whether a part of a query might hold; False is certain, and cheap."""
        ways = self._table.ways.get(part)
        if ways is None:
            return True
        numbers = self.numbers
        for way in ways:  # noqa: SIM110  # a generator would cost as much as what it asks
            if way <= numbers:
                return True
        return False

    def of_numbers(self, by_number: Mapping[int, Sequence[_T]]) -> list[_T]:
        """Return what is filed under the numbers that the text has."""
        if not by_number:
            return []
        # Numbers that are filed are few, and sets of integers meet at once.
        return [each for n in self.numbers.intersection(by_number) for each in by_number[n]]

    @cached_property
    def words(self) -> dict[int, list[str]]:
        """The words of the text that are terms of a list, by its number of words; in no order."""
        words: dict[int, list[str]] = {}
        of_lists = self._table.word_numbers
        for word in self._distinct:
            for number in of_lists[word]:
                if number in words:
                    words[number].append(word)
                else:
                    words[number] = [word]
        return words


class _Routes(dict[str, tuple[int, ...]]):
    """The numbers that a word alone brings, worked out when it is first met. Full, it forgets."""

    def __init__(self, numbers_of: Mapping[Key, Sequence[int]]) -> None:
        self._numbers_of = numbers_of
        # What most wildcards are, a beginning, is looked up by the first letters of a word; others
        # by the first letters of their longest piece: a word is tried with those alone whose
        # letters are somewhere in it.
        self._beginnings: dict[str, Key] = {}
        self._grams: dict[str, list[tuple[Pieces, Key]]] = {}
        self._letters: list[str] = []
        for key in numbers_of:
            if isinstance(key, tuple):
                self._file(key, key)
            elif is_letters(key):
                self._letters.append(key)
                self._file(("", key[1:], ""), key)
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})
        self._gram_lengths = sorted({len(gram) for gram in self._grams})

    def _file(self, pieces: Pieces, key: Key) -> None:
        if len(pieces) == 2 and not pieces[1]:  # noqa: PLR2004  # a beginning and its star
            self._beginnings[pieces[0]] = key
        else:
            self._grams.setdefault(max(pieces, key=len)[:_GRAM], []).append((pieces, key))

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= _MOST_ROUTES:
            self.clear()
        found: list[Key] = [word] if word in self._numbers_of else []
        begun = (word[:length] for length in self._lengths if length <= len(word))
        found.extend(self._beginnings[each] for each in begun if each in self._beginnings)
        found.extend(self._inner_keys(word))
        # Lists share their terms, and a word may be brought by several keys of one list.
        route = tuple(dict.fromkeys(number for key in found for number in self._numbers_of[key]))
        self[word] = route
        return route

    def _inner_keys(self, word: str) -> Iterator[Key]:
        grams = {
            word[at : at + length]
            for length in self._gram_lengths
            for at in range(len(word) - length + 1)
        }
        for gram in self._grams.keys() & grams:
            for pieces, key in self._grams[gram]:
                if fits_wildcard(pieces, word):
                    yield key
        # Words are cut at a length, and a regex may match over the cut: better asked in vain.
        if len(word) >= _CUT:
            yield from self._letters


class _WordNumbers(dict[str, tuple[int, ...]]):
    """Those of the numbers that a word brings that say which lists have it. Full, it forgets."""

    def __init__(self, routes: _Routes, wanted: Numbers) -> None:
        self._routes = routes
        self._wanted = wanted

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= _MOST_ROUTES:
            self.clear()
        route = self[word] = tuple(each for each in self._routes[word] if each in self._wanted)
        return route


NO_TERMS: Final = WordTable({})
"""A table of nothing."""
