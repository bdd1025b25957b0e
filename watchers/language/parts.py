"""The parts of a name, which people write with a hyphen, a blank or nothing between them."""

import re
from collections.abc import Iterator

import regex

from watchers.language.words import ALONE, fold

HYPHENS = frozenset("-‐‑‒–־﹣－")
"""What may stand between the parts of one name. A minus sign is none."""

TAGS = frozenset("#＃@")
# Where a capital or a digit begins a part: #OilSanctions, #USAid, S400.
_CAPITAL = regex.compile(
    r"(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})"
)
HALF_SPACE = "\u200c"
"""Parts Persian words where they may have a blank, or nothing."""
_HALF_SPACE = regex.compile(rf"(?<=\p{{Arabic}}{HALF_SPACE})(?=\p{{Arabic}})")
# $17.1bn and 400km are an amount and what it counts. Not 5G, 737MAX or 30MKI: those are names.
_AMOUNT = regex.compile(
    r"""([\p{N}.,'’٫٬]+)
    (?:k|m|mn|mln|mio|bn|bln|tn|trn|tln|b|t|mt|kt|kg|km|ft|mi|mph|kmh|bpd|bcm|bcf|mcm|pc|pct
    |[kmgt]w|[kmgt]wh|[kmgt]b|usd|eur|gbp|rmb|cny|rub|millions?|billions?|trillions?)""",
    regex.VERBOSE | regex.IGNORECASE,
)
# Parts that people write with a hyphen, with a blank or with nothing, and that hardly ever are
# words; and the Persian ones of verbs and plurals.
_PREFIXES = """
anti bi co counter cyber eco ex geo hydro hyper inter intra macro mega micro mid mini mis multi nano
neo non petro post pre pro pseudo quasi re semi sub super trans ultra می نمی
"""
_SUFFIXES = "ها های هایی هایش تر ترین ای"
PREFIXES = frozenset(map(fold, _PREFIXES.split()))
SUFFIXES = frozenset(map(fold, _SUFFIXES.split()))
SPACED_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[ \u00a0\u2007\u2009\u202f]\d{3})+(?!\d)")


def parts_of_word(found: "regex.Match[str]", *, tagged: bool) -> Iterator[tuple[int, int]]:
    """Yield where the words are that a text's word consists of: oil and sanctions of a tag."""
    start, end = found.span()
    word = found[0]
    if tagged:
        for stop in (*(edge.start() for edge in _CAPITAL.finditer(word)), len(word)):
            yield start, found.start() + stop
            start = found.start() + stop
        return
    if amount := _AMOUNT.fullmatch(word):
        yield start, start + amount.end(1)
        start += amount.end(1)
    for edge in _HALF_SPACE.finditer(word) if HALF_SPACE in word else ():
        yield start, found.start() + edge.start()
        start = found.start() + edge.start()
    yield start, end


def may_join(before: str, word: str) -> bool:
    """Return whether neighbours may be one word: not two numbers (2024-25), nor characters."""
    return not (
        (before[-1:].isdecimal() and word[:1].isdecimal())
        or ALONE.match(before)
        or ALONE.match(word)
    )


def parts_of_term(word: str) -> tuple[str, ...]:
    """Return what a word of a term may be split into: S400 into S and 400, OilTax into Oil and Tax.

    A word with a star stays whole: nobody knows what the star stands for.
    """
    if "*" in word:
        return (word,)
    return tuple(part for whole in _HALF_SPACE.split(word) for part in _CAPITAL.split(whole))
