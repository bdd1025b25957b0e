"""How else a word of a query is written in texts: plurals, proclitics, umlauts, amounts."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product

from watchers.language.words import fold

# What is spelled out where a letter cannot be typed: München is Muenchen, Ålborg Aalborg.
_SPELLED_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
    | {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
SPELLED_OUT = "äöüøåÄÖÜØÅ\u0308\u030a"
"""One of these is in each text of which other_spelling gives one, or a digit."""
# 1.000 is a thousand in Berlin and one in London: it is found as either.
_ONE_POINT = re.compile(r"([1-9]\d{0,2})\.(\d{3})")


def other_spelling(written: str) -> str | None:
    """Return the folded word that `written` may also be: Muenchen for München, 1000 for 1.000."""
    if point := _ONE_POINT.fullmatch(written):
        return point[1] + point[2]
    if written.isascii():
        return None
    plain = unicodedata.normalize("NFC", written)
    spelled = plain.translate(_SPELLED_OUT)
    return None if spelled == plain else fold(spelled)


_SHORTEST_NOUN = 3
_SCALES = (
    ("thousand", "k"),
    ("million", "m", "mn", "mln", "mio"),
    ("billion", "bn", "bln", "b"),
    ("trillion", "tn", "trn", "tln"),
)
_SAME_SCALE = {name: frozenset(names) for names in _SCALES for name in names}


def same_scale(word: str) -> frozenset[str]:
    """Return how else the folded `word` is written after a number: billion for bn."""
    return _SAME_SCALE.get(word, frozenset())


# Arabic writes its "and, so, in, like, for, the" onto the next word, in this order.
_AND_SO = ("", "و", "ف")
_IN_LIKE_FOR = ("", "ب", "ك", "ل")
_THE = "ال"
_FOR_THE = "لل"  # what ل and ال become together

# Hebrew does the same with "and", then "that, when", then "from, in, to, like" and "the".
_HEBREW = tuple(
    "".join(parts)
    for parts in product(("", "ו"), ("", "ש", "כש"), ("", "ה", "ב", "ל", "כ", "מ", "מה"))
)


_HEBREW_THE = "ה"
_INTO_THE = ("ב", "ל", "כ")


def spellings(word: str) -> Iterator[str]:
    """Yield the folded words that say the folded `word`: itself, and with proclitics.

    These are written onto the next word in Arabic and in Hebrew.
    """
    if all("\u05d0" <= letter <= "\u05ea" for letter in word):
        yield from (before + word for before in _HEBREW)
        # "In the" is written as "in" is: what begins with "the" loses it.
        if word[0] == _HEBREW_THE and len(word) > _SHORTEST_NOUN:
            yield from (before + word[1:] for before in _HEBREW if before.endswith(_INTO_THE))
        return
    yield word
    if not all("\u0600" <= letter <= "\u06ff" for letter in word):
        return
    stem = word.removeprefix(_THE)
    definite = stem != word
    for first in _AND_SO:
        for second in _IN_LIKE_FOR:
            if not (definite and second == "ل"):
                yield first + second + word
            if not definite and second != "ل":
                yield first + second + _THE + word
        yield first + _FOR_THE + stem


_PLURALS = (
    # Ending, letters of it that go, what comes instead; the first that fits_wildcard.
    ("man", 2, ("en", "ans")),  # servicemen, Germans
    ("child", 0, ("ren",)),
    ("ife", 2, ("ves",)),  # lives
    ("lf", 1, ("ves", "fs")),  # halves, gulfs
    ("ss", 0, ("es",)),  # businesses
    ("is", 2, ("es",)),  # crises
    ("us", 0, ("es",)),  # viruses
    ("as", 0, ("es",)),  # gases
    ("s", 0, ()),  # already a plural, or none of ours
    ("x", 0, ("es",)),
    ("z", 0, ("es",)),
    ("sh", 0, ("es",)),
    ("ch", 0, ("es", "s")),  # speeches, monarchs
    ("ay", 0, ("s",)),
    ("ey", 0, ("s",)),
    ("oy", 0, ("s",)),
    ("uy", 0, ("s",)),
    ("y", 1, ("ies", "ys")),  # refineries; the Kennedys
    ("o", 0, ("es", "s")),  # embargoes, cargos
    ("", 0, ("s",)),
)


def plurals(word: str) -> Iterator[str]:
    """Yield the plurals that English would make of the folded `word`, were it a noun."""
    if len(word) < _SHORTEST_NOUN or not (word.isascii() and word.isalpha()):
        return
    gone, instead = next((n, new) for end, n, new in _PLURALS if word.endswith(end))
    stem = word[: len(word) - gone]
    for ending in instead:
        yield stem + ending


def takes_particles(word: str) -> bool:
    """Return whether endings grow onto the word in its script: Hangul, where 러시아는 is 러시아."""
    return bool(word) and all("가" <= letter <= "힣" for letter in word)
