"""Text to words and sentences: what is one word, and when two spellings are the same word.

A word is a run of letters and digits. In scripts written without blanks (Han, kana, Thai, Lao,
Khmer, Myanmar) each character is one. Hyphens and apostrophes part words, but a possessive stays
with its word (China's is China) and a dotted acronym is one word (U.S. is US).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeVar

import regex

_T = TypeVar("_T")

_ALONE = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー"
# Invisible joiners inside a word, and the blocks of symbols that NFKC turns into letters.
_JOINERS = r"\u00ad\u200b-\u200d\u2060"
_SYMBOLS = (
    r"\u20a8\u2100-\u214f\u249c-\u24e9\u3196-\u319f\u3200-\u33ff"
    r"\U0001f110-\U0001f16c\U0001f190\U0001f200-\U0001f251"
)
# U+02BC is a letter to Unicode and an apostrophe to those who type it.
_IN_WORD = rf"[[\p{{L}}\p{{M}}\p{{N}}{_JOINERS}{_SYMBOLS}]--[{_ALONE}\u02bc]]"
_APOSTROPHE = "['’‘ʼ＇`]"
_POSSESSIVE = rf"(?:{_APOSTROPHE}[sSｓ](?!IN_WORD))?"
_LONGEST = 100  # characters of one word; what is longer is no word, and would fill the memos

_TEMPLATE = (
    rf"(?V1)[{_ALONE}][\p{{M}}\uff9e\uff9f]*"
    rf"|\p{{L}}\p{{M}}*(?:[.．]\p{{L}}\p{{M}}*)+(?!IN_WORD)[.．]?{_POSSESSIVE}"
    rf"|IN_WORD{{1,{_LONGEST}}}(?:(?<=\p{{N}})[.,](?=\p{{N}})IN_WORD{{1,{_LONGEST}}})*{_POSSESSIVE}"
)
WORD = regex.compile(_TEMPLATE.replace("IN_WORD", _IN_WORD))
"""Finds the words of a text. No word reaches across white space."""
WILD_WORD = regex.compile(_TEMPLATE.replace("IN_WORD", _IN_WORD.replace(r"\p{N}", r"\p{N}*", 1)))
"""The same for a query, where a `*` is part of a word."""
ALONE = regex.compile(rf"[{_ALONE}]")
"""A character that is a word by itself."""

_ENDS_POSSESSIVE = re.compile(rf"(?<=.){_APOSTROPHE}[sSｓ]$")
_NO_LETTER = regex.compile(r"[^\p{L}\p{M}\p{N}⁄]")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
# й, ў and ї are letters of their own, not и, у and і with an ornament.
_DIACRITICS = re.compile("(?<![иу])\u0306|(?<!і)\u0308|[\u0300-\u0305\u0307\u0309-\u036f]")
_HARAKAT = re.compile("[\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u0640]")
_HAMZA_ON_ALEF = re.compile("(?<=ا)[\u0653-\u0655]")
_SAME_LETTER = str.maketrans("łøđħıٱىیک", "lodhiاييك") | {ord("æ"): "ae", ord("œ"): "oe"}

_SHORT = 40
_MOST_REMEMBERED = 1 << 15
_CHUNK = re.compile(r"\S+")


def words_of(text: str) -> list[str]:
    """Return the words of `text`, folded, in order; as many as WORD finds."""
    return [word for chunk in text.split() for word in _chunk_words[chunk]]


def places_of(text: str) -> list[tuple[int, int]]:
    """Return the offsets [start, end) of each word, one for each of words_of."""
    return [
        (at + start, at + end)
        for chunk in _CHUNK.finditer(text)
        for at in (chunk.start(),)
        for start, end in _chunk_places[chunk[0]]
    ]


def _places(chunk: str) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in WORD.finditer(chunk))


def _split(chunk: str) -> tuple[str, ...]:
    return tuple(map(fold, WORD.findall(chunk)))


class _Remembered(dict[str, _T]):
    """What a function returned for short strings; a look-up is all that a known one costs.

    News repeats its words: most chunks between blanks were seen before. Full, it forgets all.
    """

    def __init__(self, function: Callable[[str], _T]) -> None:
        self._function = function

    def __missing__(self, chunk: str) -> _T:
        made = self._function(chunk)
        if len(chunk) < _SHORT:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[chunk] = made
        return made


_chunk_words = _Remembered(_split)
_chunk_places = _Remembered(_places)


@lru_cache(maxsize=1 << 15)
def fold(word: str) -> str:
    """Return the form in which words are compared: NFKC, no case, no diacritics, no harakat."""
    plain = exact_form(word)
    if plain.isascii():
        return plain.lower()
    text = unicodedata.normalize("NFKD", plain.casefold())
    text = _HAMZA_ON_ALEF.sub("", _HARAKAT.sub("", text))
    text = unicodedata.normalize("NFKC", _DIACRITICS.sub("", text))
    return text.translate(_SAME_LETTER)


def exact_form(word: str) -> str:
    """Return a word as an exact term compares it: NFKC with case and diacritics, US for U.S."""
    word = _ENDS_POSSESSIVE.sub("", word)
    if word.isascii() and word.isalpha():
        return word
    word = unicodedata.normalize("NFKC", word)
    if word[-1:].isnumeric() or word[:1].isnumeric():
        return _DECIMAL_COMMA.sub(".", _GROUPED.sub(_without_groups, word))
    letters: str = _NO_LETTER.sub("", word)
    return letters


def _without_groups(number: re.Match[str]) -> str:
    return number[0].replace(",", "").replace(".", "")


# Arabic writes its "and, so, in, like, for, the" onto the next word, in this order.
_AND_SO = ("", "و", "ف")
_IN_LIKE_FOR = ("", "ب", "ك", "ل")
_THE = "ال"
_FOR_THE = "لل"  # what ل and ال become together


def spellings(word: str) -> Iterator[str]:
    """Yield the folded words that say the folded `word`: itself, and in Arabic with proclitics."""
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


_SHORTEST_NOUN = 3
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
    """Return whether a sentence might end in `text`; False is certain, and cheap."""
    return _MAY_END.search(text) is not None


def sentence_breaks(text: str) -> list[int]:
    """Return offsets in `text`, ascending: what starts at or after one is in a later sentence.

    Errs towards one long sentence.
    """
    return [found.end() for found in _BREAK.finditer(text) if not _abbreviates(text, found)]


def _abbreviates(text: str, found: "regex.Match[str]") -> bool:
    if found["stop"] != ".":
        return False
    before = text[max(0, found.start() - _LONGEST_BEFORE) : found.start()]
    return _NO_END.search(before) is not None
