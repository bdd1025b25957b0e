"""Slips that nobody sees on a screen: odd blanks, letters that look like others, secrets."""

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

# What platforms call secrets, as GitHub and others scan for it.
_SECRET = re.compile(
    r"""
    \bxox[a-z]-[\w-]{8,} | \bxapp-[\w-]{8,} | \b[MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{27,}  # of bots
    | https://hooks\.[\w.]+/services/[\w/]+ | https://[\w.]+/api/webhooks/[\w/-]+  # of channels
    | \bgh[pousr]_\w{30,} | \bgithub_pat_\w{30,} | \bsk-[\w-]{20,} | \bAKIA[0-9A-Z]{16}\b
    | (?<=[?&])(?:access_token|api_?key|apikey|auth|key|password|secret|token)=[^&\s"'#]{8,}
    | -----BEGIN\ [A-Z ]*PRIVATE\ KEY-----
    """,
    re.VERBOSE | re.IGNORECASE,
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


def secret_places(text: str) -> Iterator[tuple[int, int]]:
    """Yield where something stands that looks like a secret."""
    for found in _SECRET.finditer(text):
        yield found.span()


def without_secrets(text: str) -> str:
    """Return `text` with stars for what looks like a secret, a star for a character."""
    return _SECRET.sub(lambda found: found[0][:4] + "*" * (len(found[0]) - 4), text)


def _blank_name(blank: str) -> str:
    name = unicodedata.name(blank).lower().replace("no-break space", "no-break blank")
    return f"a {name.replace('space', 'blank')}"


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"
