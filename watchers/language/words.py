"""What is one word, when two spellings are the same word, and where a sentence ends.

A word is a run of letters and digits. In scripts written without blanks (Han, kana, Thai, Lao,
Khmer, Myanmar) each character is one. Hyphens and apostrophes part words, but a possessive stays
with its word (China's is China), a dotted acronym is one word (U.S. is US), and so is a number
with its groups (1,000). Which words may be written as one, cutting.py says.
"""

import re
import unicodedata
from functools import lru_cache

import regex

from watchers.language.han import simplified

# Thai, Lao, Khmer and Myanmar without their digits, which make numbers as all others do.
_ALONE = (
    r"\p{Han}\p{Hiragana}\p{Katakana}ー\u0e01-\u0e4f\u0e5a-\u0e5b\u0e81-\u0ecf\u0edc-\u0edf"
    r"\u1780-\u17df\u19e0-\u19ff\u1000-\u103f\u104a-\u108f\u109a-\u109f\uaa60-\uaa7f"
)
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
# Marks within numbers (1’000 is Swiss, the Arabic comma and point have code points of their own)
# and in a Hebrew acronym, before its last letter.
_INSIDE = (
    r"(?:(?<=\p{N})[.,٫٬](?=\p{N})|(?<=\p{N})['’](?=\p{N}{3}(?!\p{N}))"
    r"|(?<=\p{Hebrew})[\"״](?=\p{Hebrew}))"
)
_LONGEST = 100  # characters of one word; what is longer is no word, and would fill the memos

_TEMPLATE = (
    rf"(?V1)[{_ALONE}][\p{{M}}\uff9e\uff9f]*"
    rf"|\p{{L}}\p{{M}}*(?:[.．]\p{{L}}\p{{M}}*)+(?!IN_WORD)[.．]?{_POSSESSIVE}"
    rf"|IN_WORD{{1,{_LONGEST}}}(?:{_INSIDE}IN_WORD{{1,{_LONGEST}}})*{_POSSESSIVE}"
)
WORD = regex.compile(_TEMPLATE.replace("IN_WORD", _IN_WORD))
"""Finds the words of a text. No word reaches across white space."""
WILD_WORD = regex.compile(_TEMPLATE.replace("IN_WORD", _IN_WORD.replace(r"\p{N}", r"\p{N}*", 1)))
"""The same for a query, where a `*` is part of a word."""
ALONE = regex.compile(rf"[{_ALONE}]")
"""A character that is a word by itself."""

_ENDS_POSSESSIVE = re.compile(rf"(?<=.){_APOSTROPHE}[sSｓ]$")
_NO_LETTER = regex.compile(r"[^\p{L}\p{M}\p{N}⁄]")
# A thousand is 1,000 or 1’000, a hundred thousand 1,00,000 in India. Of points there are two: one
# may be a decimal point.
_GROUPED = re.compile(
    r"\d{1,3}(?:([,’'٬])\d{3})(?:\1\d{3})*(?!\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
    r"|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
)
_GROUP_MARK = re.compile(r"[,.’'٬]")
_DECIMAL_COMMA = re.compile(r"(?<=\d)[,٫](?=\d)")
_DIGIT = regex.compile(r"\p{Nd}")
# й, ў and ї are letters of their own, not и, у and і with an ornament.
_DIACRITICS = re.compile("(?<![иу])\u0306|(?<!і)\u0308|[\u0300-\u0305\u0307\u0309-\u036f]")
_HARAKAT = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u0640]"
)
_HAMZA_ON_ALEF = re.compile("(?<=ا)[\u0653-\u0655]")
# What Arabic, Persian and Urdu keyboards have for one letter; ta marbuta often lacks its dots.
_SAME_LETTER = str.maketrans("łøđħıٱىیےکڪةہھ", "lodhiايييككههه") | {
    ord("æ"): "ae",
    ord("œ"): "oe",
}
_FIRST_HAN = "\u3400"


@lru_cache(maxsize=1 << 15)
def fold(word: str) -> str:
    """Return the form in which words are compared.

    NFKC without case, diacritics, harakat and niqqud; digits are ASCII, Chinese is simplified.
    """
    plain = exact_form(word)
    if plain.isascii():
        return plain.lower()
    text = unicodedata.normalize("NFKD", plain.casefold())
    text = _HAMZA_ON_ALEF.sub("", _HARAKAT.sub("", text))
    text = unicodedata.normalize("NFKC", _DIACRITICS.sub("", text))
    text = _DIGIT.sub(_ascii_digit, text.translate(_SAME_LETTER))
    return simplified(text) if text[:1] >= _FIRST_HAN else text


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
    return _GROUP_MARK.sub("", number[0])


def _ascii_digit(digit: "regex.Match[str]") -> str:
    return str(unicodedata.decimal(digit[0]))


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
