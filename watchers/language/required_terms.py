"""What a text must have before a query can hold for it: a filter, cheap and never too strict.

A key names something that a text has or has not:

- a folded word: the text has it;
- pieces (a tuple of strings): a word of the text consists of them, with anything between;
- `/letters`: a word of the text has them somewhere, or might have before it was cut;
- two characters of a script without blanks, as one string: they follow one another;
- `field:word`: a field that is neither title nor body has the word.

A query can hold in one of several ways. For each there are sets of keys: a text must have one key
of every set. Where a way has no sets, nothing can be said without asking the query. A text that
meets a way may still not match; the filter errs to this side alone.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from itertools import chain
from typing import NamedTuple

from watchers.language.terms import TermWord

Pieces = tuple[str, ...]
Key = str | Pieces
AnyKey = frozenset[Key]
"""Keys of which a text must have one."""


class Proximity(NamedTuple):
    """A key of `left` and one of `right` must stand at most `reach` words apart.

    Neighbours are 1 apart, and one word may have both keys.
    """

    left: AnyKey
    right: AnyKey
    reach: int


class RequiredTerms(NamedTuple):
    """One way for a query to hold: a text must have a key of every set, and these must be close."""

    sets: tuple[AnyKey, ...] = ()
    proximities: tuple[Proximity, ...] = ()


Alternatives = tuple[RequiredTerms, ...]
"""The ways in which a query can hold: a text must meet one of them."""

ALWAYS: Alternatives = (RequiredTerms(),)

_MOST_SETS = 4  # of one way; more of them would spare less than they cost
_MOST_WAYS = 32  # of one query; what has more is asked more often than need be

FIRST_ALONE = "\u0e00"  # Thai is the lowest of the scripts whose characters are words


def is_pair(key: str) -> bool:
    """Return whether a key names two characters that follow one another."""
    return len(key) == 2 and key[0] >= FIRST_ALONE  # noqa: PLR2004


def character_pairs(words: Sequence[str]) -> Iterable[str]:
    """Return the keys of characters that follow one another in a text's folded words."""
    alone = [len(word) == 1 and word >= FIRST_ALONE for word in words]
    return {
        words[at] + words[at + 1] for at in range(len(words) - 1) if alone[at] and alone[at + 1]
    }


def is_letters(key: str) -> bool:
    """Return whether a key names letters somewhere in a word: what a regex leads by."""
    return key.startswith("/")


def keys_of_phrase(phrase: Sequence[TermWord]) -> AnyKey:
    """Return the keys of a phrase of which a text has one: those of its rarest part, by a guess."""
    singles = ["".join(word.spellings) if len(word.spellings) == 1 else "" for word in phrase]
    if pairs := sorted(character_pairs(singles)):
        return frozenset(pairs[-1:])
    return min(map(_of_word, phrase), key=breadth)


def _of_word(word: TermWord) -> AnyKey:
    return frozenset(word.spellings or (word.pieces,))


@lru_cache(maxsize=1 << 12)  # lists of hundreds are asked again and again while rules are read
def breadth(keys: AnyKey) -> float:
    """Guess how many texts have one of `keys`; only to be compared with other guesses."""
    return sum(map(commonness, keys))


def commonness(key: Key) -> float:
    """Guess how common one key is; only to be compared with other guesses."""
    if isinstance(key, str):
        # Rough, and enough: frequencies learned from news spared 4 % (docs/decisions/0006). Pairs
        # of characters are rarest by far; the value of a field is shared by whole sources.
        if is_pair(key):
            return 0.1
        if is_letters(key):
            return 6.0 / len(key)
        return 8.0 if ":" in key else 2.0 / len(key)
    return 6.0 / (1 + sum(map(len, key)))


def required_by_any(parts: Iterable[Alternatives]) -> Alternatives:
    """Return the ways in which one of several parts can hold."""
    ways = tuple(chain.from_iterable(parts))
    # Ways of a single set are one: a key of any of them will do.
    single = [way.sets[0] for way in ways if len(way.sets) == 1 and not way.proximities]
    rest = [way for way in ways if len(way.sets) != 1 or way.proximities]
    united = [RequiredTerms((_united(single),))] if single else []
    return _bounded(_without_stricter([*united, *rest]))


def required_by_all(parts: Iterable[Alternatives]) -> Alternatives:
    """Return the ways in which all of several parts can hold: a way of each, together."""
    # The parts with the fewest ways first: it is the others that are made one when it gets much.
    return reduce(_required_by_both, sorted(parts, key=len), ALWAYS)


def required_by_some(count: int, parts: Sequence[Alternatives]) -> Alternatives:
    """Return the ways in which at least `count` of the parts can hold.

    Whatever parts fail, one of any `len(parts) - count + 1` of them must hold.
    """
    spare = len(parts) - count + 1
    starts = range(0, len(parts) - spare + 1, spare)
    return required_by_all(required_by_any(parts[at : at + spare]) for at in starts)


def required_in_field(field: str, ways: Alternatives) -> Alternatives:
    """Return the ways in which something can hold in one field."""
    if field in {"title", "body"}:  # what they have, the text has
        return ways
    return tuple(RequiredTerms(tuple(_keys_in_field(field, way.sets))) for way in ways)


def _keys_in_field(field: str, sets: Iterable[AnyKey]) -> Iterable[AnyKey]:
    # In another field only whole words are looked up, so a set with a wildcard, letters or a pair
    # of characters cannot be asked for and is left out: the filter gets weaker, not wrong.
    for keys in sets:
        if all(isinstance(key, str) and _is_word(key) for key in keys):
            yield frozenset(f"{field}:{word}" for word in keys)


def _is_word(key: str) -> bool:
    return ":" not in key and not is_letters(key) and not is_pair(key)


def _required_by_both(one: Alternatives, other: Alternatives) -> Alternatives:
    if len(one) * len(other) > _MOST_WAYS:
        other = (_merged(other),)
    return _without_stricter([_together(first, second) for first in one for second in other])


def _together(one: RequiredTerms, other: RequiredTerms) -> RequiredTerms:
    sets = dict.fromkeys((*one.sets, *other.sets))
    proximities = dict.fromkeys((*one.proximities, *other.proximities))
    return RequiredTerms(tuple(sorted(sets, key=breadth)[:_MOST_SETS]), tuple(proximities))


def _without_stricter(ways: Sequence[RequiredTerms]) -> Alternatives:
    """Leave out the ways that ask for all that another one asks for, and more."""
    kept: list[RequiredTerms] = []
    for way in sorted(ways, key=lambda way: len(way.sets) + len(way.proximities)):
        if not any(_is_met_with(other, way) for other in kept):
            kept.append(way)
    return tuple(kept)


def _is_met_with(way: RequiredTerms, stricter: RequiredTerms) -> bool:
    """Return whether every text that meets `stricter` meets `way`, as far as can be seen."""
    return {*way.proximities} <= {*stricter.proximities} and all(
        any(keys <= wider for keys in stricter.sets) for wider in way.sets
    )


def _bounded(ways: Alternatives) -> Alternatives:
    return ways if len(ways) <= _MOST_WAYS else (_merged(ways),)


def _merged(ways: Alternatives) -> RequiredTerms:
    """Return what every way asks for: the union of their narrowest sets, of their second ones..."""
    deepest = max(len(way.sets) for way in ways)
    each = [sorted(way.sets, key=breadth) for way in ways]
    # A way with fewer sets goes on with its last: it must be in every union.
    levels = (_united(sets[min(level, len(sets) - 1)] for sets in each) for level in range(deepest))
    return RequiredTerms(tuple(dict.fromkeys(levels)))


def _united(sets: Iterable[AnyKey]) -> AnyKey:
    return frozenset(chain.from_iterable(sets))
