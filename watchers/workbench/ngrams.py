"""The words and short phrases of a text that could be terms of a vocabulary. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from watchers.language.words import ALONE, fold, places_of
from watchers.model.news import Item

_LONGEST = 3
_JOINS = re.compile(r"[\s’'‐‑-]*")  # what may stand between the words of a phrase
_DIGITS = re.compile(r"[\d.,]+")

Gram = tuple[str, ...]
"""Folded words that follow one another; two spellings of one phrase are one gram."""


def grams(item: Item) -> dict[Gram, str]:
    """Give each gram of headline and summary, and how it is written there first.

    One to three words; in scripts without blanks two or three characters, since one alone is
    hardly a word. None reaches over a full stop, a comma, or the edge of a field.
    """
    found: dict[Gram, str] = {}
    for text in (item.title, item.summary):
        for run in _runs(text):
            for gram, written in _grams(run):
                found.setdefault(gram, written)
    return found


def _runs(text: str) -> Iterator[list[str]]:
    """Give words that nothing but white space or a hyphen parts, of one kind of script."""
    places = places_of(text)
    run = [text[start:end] for start, end in places[:1]]
    for (start, before), (at, end) in pairwise(places):
        alone, was_alone = _is_alone(text[at:end]), _is_alone(text[start:before])
        gap = text[before:at]
        apart = bool(gap) if alone else not _JOINS.fullmatch(gap)
        if apart or alone != was_alone:
            yield run
            run = []
        run.append(text[at:end])
    yield run


def _grams(run: Sequence[str]) -> Iterator[tuple[Gram, str]]:
    alone = bool(run) and _is_alone(run[0])
    folded = [fold(word) for word in run]
    for length in range(2 if alone else 1, _LONGEST + 1):
        for first in range(len(run) - length + 1):
            gram = tuple(folded[first : first + length])
            if all(gram) and not all(map(_DIGITS.fullmatch, gram)):
                yield gram, ("" if alone else " ").join(run[first : first + length])


def _is_alone(word: str) -> bool:
    return bool(ALONE.match(word))
