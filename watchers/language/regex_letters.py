"""The letters that a regex cannot do without: what leads texts to it.

A pattern that this does not understand has none, and is asked of every text.
"""

import re
from dataclasses import dataclass, field

from watchers.language.required_terms import AnyKey, Key, breadth
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
_LETTERS = re.compile(r"[a-z]{2,}|[а-яёєіїґў]{2,}|[\u4e00-\u9fff]")


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
    pattern = _WRAPPED.sub(r"\1", _WRAPPED.sub(r"\1", pattern))
    groups = [_Group()]
    at = 0
    while at < len(pattern):
        found = _TOKEN.match(pattern, at)
        if found is None:
            return None
        at = found.end()
        _take(found, groups)
    return groups[0].keys()


@dataclass(slots=True)
class _Group:
    """The alternatives of a group, or of the whole pattern, as far as they were read."""

    done: list[AnyKey | None] = field(default_factory=list)  # of each alternative before this one
    runs: list[str] = field(default_factory=lambda: [""])  # characters that this cannot do without
    needed: list[AnyKey | None] = field(default_factory=list)  # by each group in it
    after_group: bool = False

    def end_alternative(self) -> None:
        """Settle what the alternative needs: the rarest of what it cannot do without."""
        found = (part for run in self.runs for part in _LETTERS.findall(run.lower()))
        sets = [frozenset[Key]([f"/{fold(part)}"]) for part in found]
        sets += [keys for keys in self.needed if keys is not None]
        self.done.append(min(sets, key=_commonness, default=None))
        self.runs, self.needed, self.after_group = [""], [], False

    def keys(self) -> AnyKey | None:
        """Return the keys of which each alternative needs one; None if one needs none."""
        self.end_alternative()
        known = [keys for keys in self.done if keys is not None]
        return frozenset().union(*known) if len(known) == len(self.done) else None


def _commonness(keys: AnyKey) -> float:
    # A Chinese character says more than a few letters do.
    return breadth(keys) if any(key[1] < "\u4e00" for key in keys) else 0.0


def _take(found: re.Match[str], groups: list[_Group]) -> None:
    """Take a token of the pattern; the innermost group that is open comes last."""
    group, kind = groups[-1], found.lastgroup
    if kind in {"plain", "escaped"}:
        group.runs[-1] += found[kind]
    elif kind == "group":
        groups.append(_Group())
    elif kind == "or":
        group.end_alternative()
    elif kind == "end":
        groups.pop()
        groups[-1].needed.append(group.keys())
    elif kind == "count" and not _keeps(found):
        # In `colou?r` the count takes back the letter before it, after a group the whole group.
        if group.after_group:
            group.needed[-1] = None
        else:
            group.runs[-1] = group.runs[-1][:-1]
    # Anything but a character ends a run.
    if kind not in {"plain", "escaped", "or"}:
        group.runs.append("")
    groups[-1].after_group = kind == "end"


def _keeps(count: re.Match[str]) -> bool:
    """Return whether what is counted must occur at all."""
    if count["least"] is not None:
        return int(count["least"]) > 0
    return count["count"].startswith("+")
