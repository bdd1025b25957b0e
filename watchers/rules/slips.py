"""Slips that nobody sees on a screen: odd blanks, and letters that look like others."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches

from watchers.errors import Mistake
from watchers.rules.places import Places

_ODD = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
# In the indentation, or after the colon of a key: anywhere else such a blank is text.
_ODD_BLANK = re.compile(rf"^[ \t-]*(?:[\w.-]+:)?(?P<blank>[{_ODD}])", re.MULTILINE)
_MOST_TOLD = 20

# Cyrillic and Greek letters that nobody tells from Latin ones.
_LOOKS_LIKE = str.maketrans(
    "асеорхуіјѕһԁԛԝвкмнтАВЕКМНОРСТХУІЈЅαοινκρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aceopxyijshdqwbkmhtABEKMHOPCTXYIJSaoivkptuxABEZHIKMNOPTYX",
)


def odd_blanks(text: str, places: Places) -> Iterator[Mistake]:
    """Yield a mistake for each blank that YAML takes for a letter; for a file that has others."""
    found = (one.start("blank") for one in _ODD_BLANK.finditer(text))
    for at, _ in zip(found, range(_MOST_TOLD), strict=False):
        yield places.mistake(
            at,
            f"{_blank_name(text[at])} ({_code(text[at])}) instead of a blank",
            "indent with ordinary blanks; such come with text from a web page or a chat",
        )


def strange_letter(word: str, known: list[str]) -> str:
    """Return a hint at the first letter of `word` that only looks Latin; empty if there is none."""
    plain = word.translate(_LOOKS_LIKE)
    if plain == word or not word.isprintable():
        return ""
    letter = next(a for a, b in zip(word, plain, strict=True) if a != b)
    script = unicodedata.name(letter).split()[0].capitalize()
    near = get_close_matches(plain, known, n=1, cutoff=0.8)
    meant = f": did you mean {near[0]}?" if near else ""
    return f"its {letter} is {script} ({_code(letter)}){meant}"


def _blank_name(blank: str) -> str:
    name = unicodedata.name(blank).lower().replace("no-break space", "no-break blank")
    return f"a {name.replace('space', 'blank')}"


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"
