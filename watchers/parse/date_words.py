"""What months and days of the week are called, in the languages that publishers write dates in.

The names are CLDR's: scripts/date_words.py writes them.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~،、。।॰]+")
"""A word of folded text, with the vowel signs that Python's `\\w` leaves out."""

_STRESS = dict.fromkeys(map(ord, "'’ʼ`׳״\"“”\u200c\u200d\u200e\u200f\u00ad"))
# Letters that are one, whichever keyboard wrote them: Turkish i, Persian kaf and ye.
_SAME = str.maketrans({"ı": "i", "ك": "ک", "ي": "ی", "ى": "ی", "‐": "-", "–": "-", "−": "-"})
_ABBREVIATED = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_])")
# The Solar Hijri calendar's, which Iran's publishers date by (CLDR, calendar `persian`).
_SOLAR = """
    فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند
"""


def fold(text: str) -> str:
    """Return `text` as names are compared: digits 0 to 9, no case, no accents, no apostrophes."""
    if not text.isascii():
        kept = (
            str(unicodedata.decimal(c)) if c.isdecimal() else c
            for c in unicodedata.normalize("NFKD", text)
            # Accents and points have a class; the vowel signs of India's scripts are letters.
            if not unicodedata.combining(c)
        )
        text = unicodedata.normalize("NFC", "".join(kept))
    folded = text.casefold().translate(_STRESS).translate(_SAME)
    return _ABBREVIATED.sub("", folded).strip()


@dataclass(frozen=True, slots=True)
class DateWords:
    """Names of months and days: what each is in which languages."""

    months: Mapping[str, Mapping[int, frozenset[str]]]  # 1 is January
    days: Mapping[str, Mapping[int, frozenset[str]]]  # 0 is Monday
    solar: Mapping[str, int]  # 1 is Farvardin

    def month(self, word: str, lang: str | None) -> int | None:
        """Return the month that `word` is, in `lang` if that knows it; None if it may be two."""
        return _one(self.months.get(word, {}), lang)

    def day(self, word: str, lang: str | None) -> int | None:
        """Return the day of the week that `word` is, as `month` does."""
        return _one(self.days.get(word, {}), lang)


@cache
def date_words() -> DateWords:
    """Read the names, once."""
    text = files("watchers.parse").joinpath("date_words.json").read_text(encoding="utf-8")
    languages = json.loads(text)
    return DateWords(
        months=_by_word((lang, 1, each["months"]) for lang, each in languages.items()),
        days=_by_word((lang, 0, each["days"]) for lang, each in languages.items()),
        solar={fold(name): at for at, name in enumerate(_SOLAR.split(), 1)},
    )


def _by_word(
    lists: Iterable[tuple[str, int, list[list[str]]]],
) -> dict[str, dict[int, frozenset[str]]]:
    found: dict[str, dict[int, frozenset[str]]] = {}
    for lang, first, names in lists:
        for at, words in enumerate(names, first):
            for word in words:
                meant = found.setdefault(word, {})
                meant[at] = meant.get(at, frozenset()) | {lang}
    return found


def _one(meant: Mapping[int, frozenset[str]], lang: str | None) -> int | None:
    own = [at for at, languages in meant.items() if lang in languages]
    # Listopad is October in Croatian and November in Czech.
    choice = own or [*meant]
    return choice[0] if len(choice) == 1 else None
