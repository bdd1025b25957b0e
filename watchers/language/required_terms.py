"""What a text must have before a query can hold for it: a filter, cheap and never too strict.

A key names something that a text has or has not:

- a folded word: the text has it;
- pieces (a tuple of strings): a word of the text consists of them, with anything between;
- two characters of a script without blanks, as one string: they follow one another;
- `field:word`: a field that is neither title nor body has the word.

A query's required terms are sets of keys, of each of which the text must have one key. If there
are none, nothing can be said without asking the query. A text that meets them all may still not
match; the filter errs to this side alone.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from watchers.language.terms import TermWord
from watchers.language.words import fold

Key = str | tuple[str, ...]
AnyKey = frozenset[Key]
"""Keys of which a text must have one."""
RequiredTerms = tuple[AnyKey, ...]
"""Sets of which a text must meet every one."""


class Proximity(NamedTuple):
    """A key of `left` and one of `right` must stand at most `reach` words apart.

    Neighbours are 1 apart, and one word may have both keys.
    """

    left: AnyKey
    right: AnyKey
    reach: int


_MOST_REQUIRED = 4  # sets; more of them would spare less than they cost

FIRST_ALONE = "\u0e00"  # Thai is the lowest of the scripts whose characters are words
_ALONE_KEY = re.compile(rf"[{FIRST_ALONE}-\U0010ffff]")


def character_pairs(words: Sequence[str]) -> Iterable[str]:
    """Return the keys of characters that follow one another in a text's folded words."""
    alone = [len(word) == 1 and word >= FIRST_ALONE for word in words]
    return {
        words[at] + words[at + 1] for at in range(len(words) - 1) if alone[at] and alone[at + 1]
    }


def keys_of_phrase(phrase: Sequence[TermWord]) -> AnyKey:
    """Return the keys of a phrase of which a text has one: those of its rarest part, by a guess."""
    singles = ["".join(word.spellings) if len(word.spellings) == 1 else "" for word in phrase]
    if pairs := sorted(character_pairs(singles)):
        return frozenset(pairs[-1:])
    return min(map(_of_word, phrase), key=breadth)


def _of_word(word: TermWord) -> AnyKey:
    return frozenset(word.spellings or (word.pieces,))


def breadth(keys: AnyKey) -> float:
    """Guess how many texts have one of `keys`; only to be compared with other guesses."""
    return sum(map(commonness, keys))


def commonness(key: Key) -> float:
    """Guess how common one key is; only to be compared with other guesses."""
    if isinstance(key, str):
        # Rough, and enough: frequencies learned from news spared 4 % (docs/decisions/0006). Pairs
        # of characters are rarest by far; the value of a field is shared by whole sources.
        if len(key) == 2 and key[0] >= FIRST_ALONE:  # noqa: PLR2004  # a pair of characters
            return 0.1
        return 8.0 if ":" in key else 2.0 / len(key)
    return 6.0 / (1 + sum(map(len, key)))


def required_by_any(alternatives: Iterable[RequiredTerms]) -> RequiredTerms:
    """Return what is required where one of several must hold.

    That is the union of their narrowest sets, then that of their second ones, and so on.
    """
    each = [sorted(required, key=breadth) for required in alternatives]
    # One alternative that requires nothing may hold for any text.
    if not all(each):
        return ()
    deepest = max(map(len, each))
    # An alternative with fewer sets goes on with its last: it must be in every union.
    return tuple(
        dict.fromkeys(
            frozenset().union(*(required[min(level, len(required) - 1)] for required in each))
            for level in range(deepest)
        )
    )


def required_by_some(count: int, parts: Sequence[RequiredTerms]) -> RequiredTerms:
    """Return what is required where at least `count` of the parts must hold.

    Whatever parts fail, one of any `len(parts) - count + 1` of them must hold.
    """
    spare = len(parts) - count + 1
    return tuple(
        keys
        for start in range(0, len(parts) - spare + 1, spare)
        for keys in required_by_any(parts[start : start + spare])
    )


def required_by_all(parts: Iterable[RequiredTerms]) -> RequiredTerms:
    """Return what is required where all of several must hold: the narrowest sets of all."""
    required = dict.fromkeys(keys for part in parts for keys in part)
    return tuple(sorted(required, key=breadth)[:_MOST_REQUIRED])


def required_in_field(field: str, required: RequiredTerms) -> RequiredTerms:
    """Return what is required where something must hold in one field."""
    if field in {"title", "body"}:  # what they have, the text has
        return required
    # In another field only whole words are looked up, so a set with a wildcard or a pair of
    # characters cannot be asked for and is left out: the filter gets weaker, not wrong.
    return tuple(
        frozenset(f"{field}:{key}" for key in keys if isinstance(key, str))
        for keys in required
        if all(isinstance(key, str) and ":" not in key for key in keys) and not _has_pair(keys)
    )


def _has_pair(keys: AnyKey) -> bool:
    return any(len(key) == 2 and _ALONE_KEY.match(key[0]) is not None for key in keys)  # noqa: PLR2004


# What a regex says literally, and what ends it; anything else in a pattern is too clever for us.
_TOKEN = re.compile(
    r"""(?P<plain>[^\\.^$|?*+()\[\]{}])
    | \\(?P<escaped>[^\w\s])
    | (?P<edge>\\[bBdDsSwWAz]|[.^$])
    | (?P<set>\[\^?\]?(?:\\.|[^\]\\\[])*\])
    | (?P<count>[?*+]\??|\{(?P<least>\d+),?\d*\}\??)
    | (?P<group>\((?:\?:)?(?=[^?*])) | (?P<end>\)) | (?P<or>\|)
    """,
    re.VERBOSE | re.DOTALL,
)
_LETTERS = re.compile(r"[a-z]{3,}|[\u4e00-\u9fff]")


_WRAPPED = re.compile(
    r"\(\?(?:P<here>|-i:)"
    r"((?:[^()|\\\[]|\[[^\]]*\]|\((?!\?)[^()\[]*\))*)"
    r"\)(?![?*{])"
)


def required_by_regex(pattern: str) -> RequiredTerms:
    """Return one set of keys for an RE2 pattern that is read without regard to case, or nothing."""
    # What a group only names, or takes as it is written, is as needed as what stands bare.
    runs = _literals(_WRAPPED.sub(r"\1", _WRAPPED.sub(r"\1", pattern)))
    if runs is None:
        return ()
    keys: set[Key] = set()
    for branch in runs:
        found = [part for run in branch for part in _LETTERS.findall(run.lower())]
        if not found:
            return ()
        longest = max(found, key=lambda part: (part >= "\u4e00", len(part)))
        keys.add(("", fold(longest), ""))
    return (frozenset(keys),)


def _literals(pattern: str) -> list[list[str]] | None:
    """Return, for each alternative at the top, the runs of characters it cannot do without.

    None if the pattern has something in it that this does not understand.
    """
    branches: list[list[str]] = [[""]]
    depth, at = 0, 0
    while at < len(pattern):
        found = _TOKEN.match(pattern, at)
        if found is None:
            return None
        at, kind = found.end(), found.lastgroup
        depth += (kind == "group") - (kind == "end")
        runs = branches[-1]
        if kind == "or" and depth == 0:
            branches.append([""])
        elif depth == 0 and kind in {"plain", "escaped"}:
            runs[-1] += found[kind]
        else:
            # In `colou?r` the count takes back the letter before it; anything else ends a run.
            if depth == 0 and kind == "count" and not _keeps(found):
                runs[-1] = runs[-1][:-1]
            runs.append("")
    return branches


def _keeps(count: re.Match[str]) -> bool:
    """Return whether what is counted must occur at all."""
    if count["least"] is not None:
        return int(count["least"]) > 0
    return count["count"].startswith("+")
