"""A text cut into words, with the words of it that may be written as one.

`S-400` is two words, and the two are also `s400`: one name, however a query writes it. So are a
hashtag (#OilSanctions), a number with blanks in it (1 000), and a word with a part that is none by
itself (anti satellite). What a query makes of its own terms, terms.py says.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from operator import itemgetter
from typing import NamedTuple, TypeVar

import regex

from watchers.language.parts import (
    HALF_SPACE,
    HYPHENS,
    PREFIXES,
    SPACED_NUMBER,
    SUFFIXES,
    TAGS,
    may_join,
    parts_of_word,
)
from watchers.language.spellings import SPELLED_OUT, other_spelling, same_scale
from watchers.language.words import ALONE, WORD, fold

_T = TypeVar("_T")
Place = tuple[int, int]

_MOST_PARTS = 4  # of a name: well-to-do, S-400-2


class Respelled(NamedTuple):
    """A word that the words `first` to `last` of a text, counted from 0, may be written as."""

    first: int
    last: int
    word: str


class CutText(NamedTuple):
    """The folded words of a text, in order, and what some of them may be written as."""

    words: list[str]
    respelled: list[Respelled]


def cut_text(text: str) -> CutText:
    """Cut `text` into as many words as `places_of` finds."""
    chunks = list(map(_chunks.__getitem__, text.split()))
    words = list(chain.from_iterable(chunks))
    # Most texts have nothing of the kind, which the types of their chunks tell cheaply.
    if _Notable not in set(map(type, chunks)):
        return CutText(words, [])
    notable = [(at, chunk) for at, chunk in enumerate(chunks) if isinstance(chunk, _Notable)]
    respelled = list(_respelled_chunks(notable, chunks, words))
    if any(chunk.is_group for _, chunk in notable):
        respelled += _spaced_numbers(text, words)
    return CutText(words, respelled)


def words_of(text: str) -> list[str]:
    """Return the words of `text`, folded, in order; as many as `places_of` finds."""
    return cut_text(text).words


def places_of(text: str) -> list[Place]:
    """Return the offsets [start, end) of each word, one for each of words_of."""
    return [
        (at + start, at + end)
        for chunk in _CHUNK.finditer(text)
        for at in (chunk.start(),)
        for start, end in _chunk_places[chunk[0]]
    ]


_CHUNK = re.compile(r"\S+")
# Without any of these a chunk is cut by WORD alone, and none of its words has another spelling.
_MAY_BE_NOTABLE = re.compile(
    rf"[{''.join(TAGS)}{re.escape(''.join(HYPHENS))}{HALF_SPACE}{SPELLED_OUT}]|\d(?:[A-Za-z]|\.\d{{3}})"
)
_STRETCH = regex.compile(rf"(?:{ALONE.pattern}\p{{M}}*)+|(?:(?!{ALONE.pattern}).)+")
_A_GROUP = re.compile(r"\d{3}(?!\d)")


class _Part(NamedTuple):
    """A word of a chunk; `bonded` to the one before if the two may be written as one."""

    start: int
    end: int
    bonded: bool


def _stretches(chunk: str) -> Iterator[tuple[int, str, bool]]:
    """Yield what a text without blanks consists of, and whether WORD alone can cut it."""
    if not _MAY_BE_NOTABLE.search(chunk):
        yield 0, chunk, True
        return
    # In Chinese a few digits stand among hundreds of characters, of which none is notable.
    for found in _STRETCH.finditer(chunk):
        yield found.start(), found[0], not _MAY_BE_NOTABLE.search(found[0])


def _cut(chunk: str) -> Iterator[_Part]:
    """Yield the words of a stretch."""
    before, tagged = "", False
    end = 0
    for found in WORD.finditer(chunk):
        between = chunk[end : found.start()]
        tagged = between[-1:] in TAGS or (tagged and between == "_")
        bonded = end > 0 and (between in HYPHENS or (tagged and between == "_"))
        for start, stop in parts_of_word(found, tagged=tagged):
            word = chunk[start:stop]
            yield _Part(start, stop, bonded and may_join(before, word))
            before, bonded = word, True
        end = found.end()


_SHORT = 40
_MOST_REMEMBERED = 1 << 15


class _Remembered(dict[str, _T]):
    """What a function returned for short strings; a look-up is all that a known one costs.

    News repeats its words: most chunks between blanks were seen before. Full, it forgets all.
    """

    def __init__(self, function: Callable[[str], _T]) -> None:
        self._function = function

    def __missing__(self, chunk: str) -> _T:
        made = self._function(chunk)
        if len(chunk) < _SHORT:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[chunk] = made
        return made


class _Notable(tuple[str, ...]):  # noqa: SLOT001  # a tuple of any length cannot have slots
    """The words of a chunk of which some may be written otherwise."""

    respelled: tuple[Respelled, ...]
    opens: bool  # its last word may be one with the next chunk's first
    closes: bool  # its first word may be one with the last one before it
    is_group: bool  # of digits, as the second half of 1 000


def _chunk_words(chunk: str) -> tuple[str, ...]:
    words: list[str] = []
    respelled: list[Respelled] = []
    for _, stretch, plain in _stretches(chunk):
        if plain:
            words += map(fold, WORD.findall(stretch))
        else:
            parts = list(_cut(stretch))
            cut = [fold(stretch[part.start : part.end]) for part in parts]
            respelled += _moved(_respelled(stretch, parts, cut), len(words))
            words += cut
    is_group = _A_GROUP.match(chunk) is not None
    # No full stop and no quote stands beside it.
    opens = chunk[-1:].isalpha() and words[-1] in PREFIXES
    closes = chunk[:1].isalpha() and words[0] in SUFFIXES
    if not (respelled or opens or closes or is_group):
        return tuple(words)
    notable = _Notable(words)
    notable.respelled, notable.is_group = tuple(respelled), is_group
    notable.opens, notable.closes = opens, closes
    return notable


def _moved(respelled: Iterable[Respelled], by: int) -> Iterator[Respelled]:
    return (Respelled(first + by, last + by, word) for first, last, word in respelled)


def _respelled(chunk: str, parts: Sequence[_Part], words: Sequence[str]) -> Iterator[Respelled]:
    for first, part in enumerate(parts):
        if (other := other_spelling(chunk[part.start : part.end])) is not None:
            yield Respelled(first, first, other)
        # Of $17.1bn: who asks for 17.1 and for billion asks for both words.
        if part.bonded and words[first - 1][-1:].isdecimal():
            for name in same_scale(words[first]) - {words[first]}:
                yield Respelled(first, first, name)
        joined = words[first]
        for last in range(first + 1, min(first + _MOST_PARTS, len(parts))):
            if not parts[last].bonded:
                break
            joined += words[last]
            yield Respelled(first, last, joined)
    yield from _long_tags(parts, words)


def _long_tags(parts: Sequence[_Part], words: Sequence[str]) -> Iterator[Respelled]:
    """Yield what has too many parts to be joined in every way, and stands there as one word."""
    first = 0
    for after in range(1, len(parts) + 1):
        if after < len(parts) and parts[after].start == parts[after - 1].end:
            continue
        if after - first > _MOST_PARTS and all(part.bonded for part in parts[first + 1 : after]):
            yield Respelled(first, after - 1, "".join(words[first:after]))
        first = after


def _respelled_chunks(
    notable: Iterable[tuple[int, _Notable]],
    chunks: Sequence[tuple[str, ...]],
    words: Sequence[str],
) -> Iterator[Respelled]:
    ends = list(accumulate(map(len, chunks)))
    for at, chunk in notable:
        last = ends[at] - 1
        first = last + 1 - len(chunk)
        yield from _moved(chunk.respelled, first)
        if chunk.opens and at + 1 < len(chunks) and chunks[at + 1]:
            yield Respelled(last, last + 1, words[last] + words[last + 1])
        if chunk.closes and at and chunks[at - 1]:
            yield Respelled(first - 1, first, words[first - 1] + words[first])


def _spaced_numbers(text: str, words: Sequence[str]) -> Iterator[Respelled]:
    numbers = list(SPACED_NUMBER.finditer(text))
    places = places_of(text) if numbers else []
    for number in numbers:
        first = bisect_left(places, number.start(), key=itemgetter(0))
        last = first + len(number[0].split()) - 1
        yield Respelled(first, last, "".join(words[first : last + 1]))


def _places(chunk: str) -> tuple[Place, ...]:
    places: list[Place] = []
    for at, stretch, plain in _stretches(chunk):
        if plain:
            found = ((word.start(), word.end()) for word in WORD.finditer(stretch))
        else:
            found = ((part.start, part.end) for part in _cut(stretch))
        places += [(at + start, at + end) for start, end in found]
    return tuple(places)


_chunks = _Remembered(_chunk_words)
_chunk_places = _Remembered(_places)
