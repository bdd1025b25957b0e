"""Writes the words of dates: what each language calls the months and the days of a week.

    python scripts/date_words.py

CLDR (through Babel) gives both cases of a month's name and its abbreviations. Publishers' software
cuts names to three letters as well: a cut that is one month's alone within its language is
a name too. Words are written as watchers.parse.date_words folds what it reads.
"""

import importlib.util
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from watchers.parse.date_words import WORD, fold  # noqa: E402 - it is found only from the root

WRITTEN = ROOT / "watchers" / "parse" / "date_words.json"
_LANGUAGES = """
    en ru uk be de fr es it pt pl nl tr fa he cs sk sl hr bg bs mk ro hu el sv da no fi et lv lt is
    id ms th hi bn ur ta az kk uz ky ka hy sq ca gl eu sw fil mn
"""
# A language and the locales of it that have months of their own: the Levant and the Maghreb do.
LOCALES = {
    **{code: [code] for code in _LANGUAGES.split()},
    "ar": ["ar", "ar_SY", "ar_DZ", "ar_TN", "ar_MA"],
    "sr": ["sr", "sr_Latn"],
}
# What CLDR lacks and publishers write.
MORE = {"en": {9: "sept"}, "he": {2: "פבר"}}
KINDS = (("months", 1, 13), ("days", 0, 7))
CUT = 3


def main() -> None:
    """Write the file."""
    if importlib.util.find_spec("babel") is None:
        sys.exit("Babel is not here: pip install --require-hashes -r requirements-dev.lock")
    WRITTEN.write_text(written(), encoding="utf-8")
    print(f"{WRITTEN.name} is written: {WRITTEN.stat().st_size // 1000} kB")


def written() -> str:
    """Give the file's text, the same at each call: a line for each list of each language."""
    names = {
        language: [
            [_names(locales, kind, n) for n in range(first, last)] for kind, first, last in KINDS
        ]
        for language, locales in LOCALES.items()
    }
    for language, more in MORE.items():
        for month, word in more.items():
            names[language][0][month - 1].append(word)
    official = {
        (word, at)
        for months, _ in names.values()
        for at, words in enumerate(months)
        for word in words
    }
    blocks = []
    for language, (months, days) in names.items():
        lists = {"months": _with_cuts(months, official), "days": _alone(days)}
        lines = (
            f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in lists.items()
        )
        blocks.append(f" {json.dumps(language)}: {{\n" + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def _names(locales: Iterable[str], kind: str, at: int) -> list[str]:
    found = (name for locale in locales for name in _raw(locale, kind, at))
    # What has figures is read by them.
    worded = (fold(name) for name in found if not any(c.isdigit() for c in name))
    words = ("".join(WORD.findall(name)) for name in worded)
    # One letter is any month's.
    return [*dict.fromkeys(word for word in words if len(word) > 1)]


def _raw(locale: str, kind: str, at: int) -> Iterator[str]:
    import pickle  # of a package that is pinned by its hash

    from babel import localedata

    # Not merged with what it inherits: Babel's languages share that, and reading one changes it.
    # Not by its `load`: that remembers what is not merged, for whoever asks for the whole.
    with Path(localedata.resolve_locale_filename(locale)).open("rb") as file:
        found = pickle.load(file).get(kind, {})  # noqa: S301
    for use in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            names = found.get(use, {}).get(width)
            if isinstance(names, dict) and isinstance(names.get(at), str):
                yield names[at]


def _with_cuts(months: list[list[str]], official: set[tuple[str, int]]) -> list[list[str]]:
    """Add names cut short, but for those that are another month's name in some language."""
    cut = []
    for at, words in enumerate(months):
        others = {word for word, month in official if month != at}
        cut.append(sorted({w[:CUT] for w in words if len(w) > CUT} - others - {*words}))
    return _alone([words + more for words, more in zip(months, cut, strict=True)])


def _alone(lists: list[list[str]]) -> list[list[str]]:
    """Leave out what is two of a language's: without its marks a name may be another's."""
    return [
        [w for w in words if not any(w in other for i, other in enumerate(lists) if i != at)]
        for at, words in enumerate(lists)
    ]


if __name__ == "__main__":
    main()
