"""Words and phrases that could tell some items from the others. Pure.

First the grams of a text (its words and short phrases), then which of them are worth trying.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from watchers.language.cutting import places_of
from watchers.language.words import ALONE, fold
from watchers.model.news import Item

MOST = 400
"""How many are given: the others are too rare, or as common elsewhere."""

_COMMON = 0.5  # share of all items: a word of them tells nothing apart
_STOPWORD = 0.15  # share of a language's items: such a word begins and ends no phrase
_ENOUGH = 10  # items: of fewer nothing can be said
_LONGEST = 3
_JOINS = re.compile(r"[\s’'‐‑-]*")  # what may stand between the words of a phrase
_DIGITS = re.compile(r"[\d.,]+")

# Words that mean nothing by themselves, folded: they begin and end no term worth trying.
_ENGLISH = """
a about after all also amid among an and any are as at be been before being between both but by
can could did do does during each first for from further had has have he her here his how if in
into is it its just last may more most new not now of off on one only or other our out over own
said says she should since so some such than that the their them then there these they this
those through to two under until up us very was we were what when where which while who why will
with would year years you your
"""
_GERMAN = """
aber als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen
einer er es fur hat im ist mit nach nicht noch nur oder sein seine seit sich sie sind so uber um
und unter vom von vor war was wegen wie wird zu zum zur
"""
_FRENCH_ITALIAN_SPANISH = """
al alla anche au aux avec ce ces cette che con da dal dalla dans de degli dei del della delle
des di du e ed el ella elle ellos en entre es est esta este et gli ha han il ils in la las le
les leur lo los mais mas muy ne nel nella no non o ont ou par para pas per pero piu plus por
pour que qui sa se ses si sin sobre son sono sont su sul sur sus tra un una une y ya
"""
_POLISH = """
a ale bedzie byl byla bylo co czy dla do go i ich jak jako jego jej jest juz na nad nie o od
oraz po pod podczas przed przez przy sa sie ta tak tego tej ten to tym w we wraz z za ze
"""
_RUSSIAN_UKRAINIAN = """
а без более был была были было быть в во все для до его ее если же з за и из или их й к как ко
между на над не него но о об он она они от по под после при с со та так также то том у уже что
чтобы это этом яка який які є і
"""

_STOPWORDS = frozenset(
    f"{_ENGLISH} {_GERMAN} {_FRENCH_ITALIAN_SPANISH} {_POLISH} {_RUSSIAN_UKRAINIAN}".split()
)

Gram = tuple[str, ...]
"""Folded words that follow one another; two spellings of one phrase are one gram."""


def grams(item: Item) -> dict[Gram, str]:
    """Return each gram of headline and summary, and how it is written there first.

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
    """Yield runs of words that only white space or a hyphen parts, each of one kind of script."""
    places = places_of(text)
    run = [text[start:end] for start, end in places[:1]]
    for (start, before), (at, end) in pairwise(places):
        alone, was_alone = _is_alone(text[at:end]), _is_alone(text[start:before])
        gap = text[before:at]
        # Scripts without blanks: whatever stands between two characters parts them.
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term, the numbers of the items that it is in, and other terms of the very same items."""

    term: str
    where: tuple[int, ...]
    alike: tuple[str, ...] = ()


def candidates(items: Sequence[Item], wanted: AbstractSet[int]) -> list[Candidate]:
    """Return grams of the `wanted` items, those first that are in many of them and few others.

    `wanted` are places in `items`, and so is a candidate's `where`. At most MOST; grams of the very
    same items are one candidate.
    """
    spelled: dict[Gram, str] = {}
    for n in sorted(wanted):
        for gram, written in grams(items[n]).items():
            spelled.setdefault(gram, written)
    where: dict[Gram, list[int]] = {gram: [] for gram in spelled}
    for n, item in enumerate(items):
        for gram in grams(item).keys() & where.keys():
            where[gram].append(n)
    is_stopword = _stopwords(items)
    together: dict[tuple[int, ...], list[str]] = {}
    for gram, found in where.items():
        # What is in half of all items tells nothing apart, whatever is wanted.
        common = len(found) > max(_ENOUGH, _COMMON * len(items))
        if not common and not any(map(is_stopword, (gram[0], gram[-1]))):
            together.setdefault(tuple(found), []).append(spelled[gram])
    made = [_candidate(written, found) for found, written in together.items()]
    return sorted(made, key=lambda candidate: _worth(candidate, wanted), reverse=True)[:MOST]


def _candidate(written: Sequence[str], where: tuple[int, ...]) -> Candidate:
    """Return the shortest phrase as the term; of several as short the one with most letters."""
    ranked = sorted(written, key=lambda term: (len(term.split()), -len(term), term))
    return Candidate(ranked[0], where, tuple(ranked[1:4]))


def _worth(candidate: Candidate, wanted: AbstractSet[int]) -> tuple[float, int, str]:
    """Return by what candidates are ranked, the best the greatest; no two are equal."""
    # The share of its items that are wanted, times how many: neither a word of one item nor one of
    # all of them wins.
    inside = sum(n in wanted for n in candidate.where)
    return inside * inside / len(candidate.where), inside, candidate.term


def _stopwords(items: Sequence[Item]) -> Callable[[str], bool]:
    """Return whether a folded word is one that begins and ends no term.

    Known ones, and those that more than 15 % of the items of a language have.
    """
    counts: Counter[tuple[str, str]] = Counter()
    sizes: Counter[str] = Counter()
    for item in items:
        lang = item.lang or ""
        sizes[lang] += 1
        counts.update((lang, gram[0]) for gram in grams(item) if len(gram) == 1)
    words = {
        word
        for (lang, word), count in counts.items()
        if sizes[lang] >= _ENOUGH and count > _STOPWORD * sizes[lang]
    }
    return (words | _STOPWORDS).__contains__
