"""What a text must have before a query can hold for it: cheap to look up, never too strict.

A key names something that a text has or has not:

- a folded word: the text has it;
- pieces (a tuple of strings): a word of the text consists of them, with anything between;
- two characters of a script without blanks, as one string: they follow one another;
- `field:word`: a field that is neither title nor body has the word.

A need is a set of keys of which the text must have one. A query may have several needs, all of
which must be met; if it has none, nothing can be said without asking it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from watchers.language.terms import TermWord
from watchers.language.words import fold

Key = str | tuple[str, ...]
AnyKey = frozenset[Key]
RequiredTerms = tuple[AnyKey, ...]


class Proximity(NamedTuple):
    """A key of `left` and one of `right` must stand at most `reach` words apart, or together."""

    left: AnyKey
    right: AnyKey
    reach: int


_MOST_REQUIRED = 4
"""More of them would spare less than they cost."""

_FIRST_ALONE = "\u0e00"  # Thai is the lowest of the scripts whose characters are words
_ALONE_KEY = re.compile(rf"[{_FIRST_ALONE}-\U0010ffff]")


def character_pairs(words: Sequence[str]) -> Iterable[str]:
    """Give the keys of characters that follow one another in a text's folded words."""
    alone = [len(word) == 1 and word >= _FIRST_ALONE for word in words]
    return {
        words[at] + words[at + 1] for at in range(len(words) - 1) if alone[at] and alone[at + 1]
    }


def keys_of_phrase(phrase: Sequence[TermWord]) -> AnyKey:
    """Give one need of a phrase: that of the part which is likely to be rarest."""
    singles = ["".join(one.spellings) if len(one.spellings) == 1 else "" for one in phrase]
    if pairs := sorted(character_pairs(singles)):
        return frozenset(pairs[-1:])
    return min(map(_of_word, phrase), key=breadth)


def _of_word(one: TermWord) -> AnyKey:
    return frozenset(one.spellings or (one.pieces,))


def breadth(need: AnyKey) -> float:
    """Guess how many texts meet a need: short words and short pieces are common."""
    return sum(map(commonness, need))


def commonness(key: Key) -> float:
    """Guess how common one key is, compared with others."""
    if isinstance(key, str):
        if len(key) == 2 and key[0] >= _FIRST_ALONE:  # noqa: PLR2004  # a pair of characters
            return 0.1
        return 8.0 if ":" in key else 2.0 / len(key)
    return 6.0 / (1 + sum(map(len, key)))


def required_by_any(alternatives: Iterable[RequiredTerms]) -> RequiredTerms:
    """Give the needs where one of several must hold: their first needs together, their second."""
    each = [sorted(needs, key=breadth) for needs in alternatives]
    if not all(each):
        return ()
    deepest = max(map(len, each))
    return tuple(
        dict.fromkeys(
            frozenset().union(*(needs[min(level, len(needs) - 1)] for needs in each))
            for level in range(deepest)
        )
    )


def required_by_some(count: int, parts: Sequence[RequiredTerms]) -> RequiredTerms:
    """Give the needs where at least `count` of the parts must hold.

    Whatever part fails, one of any `len(parts) - count + 1` of them must hold.
    """
    spare = len(parts) - count + 1
    return tuple(
        need
        for start in range(0, len(parts) - spare + 1, spare)
        for need in required_by_any(parts[start : start + spare])
    )


def required_by_all(parts: Iterable[RequiredTerms]) -> RequiredTerms:
    """Give the needs where all of several must hold: the narrowest of them."""
    needs = dict.fromkeys(need for part in parts for need in part)
    return tuple(sorted(needs, key=breadth)[:_MOST_REQUIRED])


def required_in_field(field: str, needs: RequiredTerms) -> RequiredTerms:
    """Give the needs of what is looked for in one field."""
    if field in {"title", "body"}:  # what they have, the text has
        return needs
    return tuple(
        frozenset(f"{field}:{key}" for key in need if isinstance(key, str))
        for need in needs
        if all(isinstance(key, str) and ":" not in key for key in need) and not _has_pair(need)
    )


def _has_pair(need: AnyKey) -> bool:
    return any(len(key) == 2 and _ALONE_KEY.match(key[0]) is not None for key in need)  # noqa: PLR2004


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
    """Give the need of an RE2 pattern that is read without regard to case, or none."""
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
    """Give, for each alternative at the top, the runs of characters it cannot do without."""
    branches: list[list[str]] = [[""]]
    depth, at = 0, 0
    while at < len(pattern):
        found = _TOKEN.match(pattern, at)
        if found is None:
            return None
        at, kind = found.end(), found.lastgroup
        if kind == "least":
            kind = "count"
        depth += (kind == "group") - (kind == "end")
        runs = branches[-1]
        if kind == "or" and depth == 0:
            branches.append([""])
        elif depth == 0 and kind in {"plain", "escaped"}:
            runs[-1] += found[kind]
        else:
            if depth == 0 and kind == "count" and not _keeps(found):
                runs[-1] = runs[-1][:-1]
            runs.append("")
    return branches


def _keeps(count: re.Match[str]) -> bool:
    """Say whether what is counted must occur at all."""
    if count["least"] is not None:
        return int(count["least"]) > 0
    return count["count"].startswith("+")
