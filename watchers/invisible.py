"""Characters that hide in text: unseen ones, controls, and those that turn the text around them.

One table for all text that strangers write: feeds, names of people, questions, rules. What is
cleaned on its way in may meet a platform by another way, so all cleaners, the feeds' and each
platform's, call `strip_invisible`.
"""

import re
import unicodedata
from collections.abc import Iterable

import regex

MOST_MARKS = 4  # combining marks on one letter: Hebrew and Thai need three, "Zalgo" dozens

_SPACED = ((0x09, 0x0D), (0x1C, 0x1F), (0x85, 0x85), (0x2028, 0x2029))  # ends of lines, to someone
_SURROGATES = ((0xD800, 0xDFFF),)  # halves of characters: no encoding takes them
_DROPPED = (
    *((0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F)),  # C0, DEL, C1: ESC, BEL, CSI, OSC
    # Default_Ignorable_Code_Point (DerivedCoreProperties.txt), less the joiners, which some
    # scripts need, and variation selectors, which emoji need: at most MOST_MARKS of those stay.
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180E, 0x180E), (0x200B, 0x200B), (0x200E, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F)),
    *((0x3164, 0x3164), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A)),
    (0xFDD0, 0xFDEF),  # noncharacters, and below the last two of each plane
    *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)),
)
_TAGS = ((0xE0000, 0xE007F),)  # a whole alphabet that nobody sees


def _each(ranges: Iterable[tuple[int, int]]) -> Iterable[int]:
    return (code for first, last in ranges for code in range(first, last + 1))


SURROGATES = dict.fromkeys(_each(_SURROGATES), "\ufffd")
"""For str.translate: each half of a character becomes the replacement character."""

_TABLE = {**dict.fromkeys(_each(_DROPPED), ""), **dict.fromkeys(_each(_SPACED), " "), **SURROGATES}

# Flags of regions spell their name in tag characters and end with the cancel tag (UTS 51).
_TAG = regex.compile(r"(\U0001F3F4[\U000E0020-\U000E007E]{1,8}\U000E007F)|[\U000E0000-\U000E007F]")
# Joiners shape Persian and Indic words and tie emoji together. Between Latin letters they only
# hide a word from who looks for it.
_J = r"[\u200C\u200D]"
_SHAPED = r"[[\p{L}\p{So}\p{Sk}]--[\p{Latin}\p{Greek}\p{Cyrillic}]]"
_JOINER = regex.compile(rf"(?V1)(?<!{_SHAPED}\p{{M}}*){_J}+|{_J}+(?!{_SHAPED}|\p{{M}})")
_MARKS = regex.compile(rf"(\p{{M}}(?:{_J}*\p{{M}}){{{MOST_MARKS - 1}}})(?:{_J}*\p{{M}})+")

ACTING = re.compile(
    "["
    + "".join(
        f"\\U{first:08x}-\\U{last:08x}"
        for first, last in (*_DROPPED, *_SPACED, *_SURROGATES, *_TAGS)
        if last > 0x7E  # noqa: PLR2004 - JSON escapes the others by itself
    )
    + "]"
)
"""Finds what `strip_invisible` takes out or replaces, above ASCII; in flags as well."""


def strip_invisible(text: str) -> str:
    """Return `text` as one line, in NFC, of what can be seen and stays where it stands.

    Ends of lines and tabs become a space each, halves of characters U+FFFD; of combining marks
    four on a letter stay. The same twice changes nothing. Takes time linear in the text.
    """
    text = text.translate(_TABLE)
    if text.isascii():
        return text
    # Tags go first: those that they keep apart are put in order and composed.
    text = unicodedata.normalize("NFC", _TAG.sub(r"\1", text))
    text = _MARKS.sub(r"\1", text)
    if "\u200c" in text or "\u200d" in text:
        # What a joiner kept apart may be one character when it is gone.
        text = unicodedata.normalize("NFC", _JOINER.sub("", text))
    return text
