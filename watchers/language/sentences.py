"""Where one sentence ends and the next begins, erring towards one long sentence."""

import re

import regex

# A full stop ends a sentence only before a blank and something that may begin one. The stop of a
# dotted acronym (U.S.) never does: nobody can say whether it also ends its sentence.
_BREAK = regex.compile(
    r"""
    [。！？!?؟۔।](?=[!?！？。"”’»)\]」』]*+(?:\s|$|[^\W\d_a-z]))
    | (?P<stop>[.…]++)["”’»)\]]*+(?=\s+[^\p{Ll}\s])
    | \n\s*\n
    """,
    regex.VERBOSE,
)
_NO_END = regex.compile(
    r"""(?<![\p{L}\p{M}\p{N}])(?:
    \p{Lu}|[гтдпс]                             # an initial: V. Putin; 2023 г.
    | (?i:mr|mrs|ms|dr|st|prof|gen|lt|col|maj|capt|sgt|adm|cmdr|sen|rep|gov|pres|rev|hon|jr|sr
    | vs|no|nos|inc|corp|ltd|co|approx|est|fig|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec
    | bzw|nr|mme|mlle|им|ул|стр|тыс|млн|млрд|руб|гг|см|проф)
    )$""",
    regex.VERBOSE,
)
_LONGEST_BEFORE = 12  # more letters than any word of _NO_END has


_MAY_END = re.compile(r"[。！？!?؟۔।.…\n]")


def may_break(text: str) -> bool:
    """Say whether a sentence might end in `text`; False is certain."""
    return _MAY_END.search(text) is not None


def breaks(text: str) -> list[int]:
    """Give where sentences end, in order: what starts there or later is another sentence."""
    return [found.end() for found in _BREAK.finditer(text) if not _abbreviates(text, found)]


def _abbreviates(text: str, found: "regex.Match[str]") -> bool:
    if found["stop"] != ".":
        return False
    before = text[max(0, found.start() - _LONGEST_BEFORE) : found.start()]
    return _NO_END.search(before) is not None
