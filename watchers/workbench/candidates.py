"""Words and phrases that could tell some items from the others. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from watchers.model.news import Item
from watchers.workbench.fillers import FUNCTION_WORDS
from watchers.workbench.ngrams import Gram, grams

MOST = 400
"""How many are given: the others are too rare, or as common elsewhere."""

_COMMON = 0.5  # share of all items: a word of them tells nothing apart
_FILLER = 0.15  # share of a language's items: such a word begins and ends no phrase
_ENOUGH = 10  # items: of fewer nothing can be said


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term, the numbers of the items that it is in, and other terms of the very same items."""

    term: str
    where: tuple[int, ...]
    alike: tuple[str, ...] = ()


def candidates(items: Sequence[Item], wanted: AbstractSet[int]) -> list[Candidate]:
    """Give the grams of the wanted items, those first that are in many of them and few others.

    Grams of the very same items are one candidate.
    """
    spelled: dict[Gram, str] = {}
    for n in sorted(wanted):
        for gram, written in grams(items[n]).items():
            spelled.setdefault(gram, written)
    where: dict[Gram, list[int]] = {gram: [] for gram in spelled}
    for n, item in enumerate(items):
        for gram in grams(item).keys() & where.keys():
            where[gram].append(n)
    is_filler = _fillers(items)
    together: dict[tuple[int, ...], list[str]] = {}
    for gram, found in where.items():
        common = len(found) > max(_ENOUGH, _COMMON * len(items))
        if not common and not any(map(is_filler, (gram[0], gram[-1]))):
            together.setdefault(tuple(found), []).append(spelled[gram])
    made = [_candidate(written, found) for found, written in together.items()]
    return sorted(made, key=lambda one: _worth(one, wanted), reverse=True)[:MOST]


def _candidate(written: Sequence[str], where: tuple[int, ...]) -> Candidate:
    """Choose the shortest of several; of two words the longer one, which says more."""
    ranked = sorted(written, key=lambda one: (len(one.split()), -len(one), one))
    return Candidate(ranked[0], where, tuple(ranked[1:4]))


def _worth(one: Candidate, wanted: AbstractSet[int]) -> tuple[float, int, str]:
    """Grow with the wanted items it is in, shrink with the others."""
    inside = sum(n in wanted for n in one.where)
    return inside * inside / len(one.where), inside, one.term


def _fillers(items: Sequence[Item]) -> Callable[[str], bool]:
    """Tell the words that every text of a language is full of: they begin and end no term."""
    counts: Counter[tuple[str, str]] = Counter()
    sizes: Counter[str] = Counter()
    for item in items:
        lang = item.lang or ""
        sizes[lang] += 1
        counts.update((lang, gram[0]) for gram in grams(item) if len(gram) == 1)
    words = {
        word
        for (lang, word), count in counts.items()
        if sizes[lang] >= _ENOUGH and count > _FILLER * sizes[lang]
    }
    return (words | FUNCTION_WORDS).__contains__
