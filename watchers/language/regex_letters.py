"""The letters that a regex cannot do without: what leads texts to it.

A pattern that this does not understand has none, and is asked of every text.
"""

import re

from watchers.language.required_terms import AnyKey, Key
from watchers.language.words import fold

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


def keys_of_regex(pattern: str) -> AnyKey | None:
    """Return the keys of which a text has one where the pattern finds anything, if known.

    The pattern is RE2's, read without regard to case.
    """
    # What a group only names, or takes as it is written, is as needed as what stands bare.
    runs = _literals(_WRAPPED.sub(r"\1", _WRAPPED.sub(r"\1", pattern)))
    if runs is None:
        return None
    keys: set[Key] = set()
    for branch in runs:
        found = [part for run in branch for part in _LETTERS.findall(run.lower())]
        if not found:
            return None
        longest = max(found, key=lambda part: (part >= "\u4e00", len(part)))
        keys.add(f"/{fold(longest)}")
    return frozenset(keys)


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
