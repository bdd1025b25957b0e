"""Writes the built-in vocabularies of countries: names from CLDR, the other words from tables.

    python scripts/countries.py

CLDR (through Babel) gives what each language calls a country, and its capital where a time zone is
named after it. Adjectives, peoples, other capitals and seats of government stand in country_words/,
a file for each language and a line for each country:

    poland: !city, polnisch*, =Polen, @Warschau, ~Pole

A term is written as in a rules file. Beside that: `@` gives every case, `~` every form of a people,
`Stem|a|b` is Stema and Stemb, `!name`, `!city` and `!hant` leave out what CLDR has, and
`{!North }Korea{!town}` is Korea with none of this before and after it (`|` parts several).
"""

import importlib.util
import itertools
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from country_forms import declined, people
from country_regexes import in_company, word_of

FOLDER = Path(__file__).resolve().parent
WORDS = FOLDER / "country_words"
WRITTEN = FOLDER.parent / "watchers" / "rules" / "vocabularies" / "countries.json"
LANGUAGES = ("en", "ru", "zh", "uk", "de", "fr", "es", "pl", "it", "ar", "nl")
_SEPARATED = re.compile(r"\s*(/[^/]*/|[^,]+)(?:,|$)")


def main() -> None:
    """Write the file."""
    if importlib.util.find_spec("babel") is None:
        sys.exit("Babel is not here: pip install --require-hashes -r requirements-dev.lock")
    WRITTEN.write_text(written(), encoding="utf-8")
    print(f"{WRITTEN.name} is written: {WRITTEN.stat().st_size // 1000} kB")


def written() -> str:
    """Give the file's text, the same at each call: a line for each language of each country."""
    index = table("index")
    tables = {language: table(language) for language in LANGUAGES}
    for language, lines in tables.items():
        if unknown := lines.keys() - index.keys():
            sys.exit(f"{language}.txt: the index knows no {', '.join(sorted(unknown))}")
    groups = table("groups")
    others = {other: name for name, (_, _, *rest) in index.items() for other in rest}
    blocks = [
        f" {json.dumps(name)}: {{\n"
        + ",\n".join(
            f"  {json.dumps(language)}: {_line(terms)}"
            for language, terms in terms_of(name, row, tables).items()
        )
        + "\n }"
        for name, row in index.items()
    ]
    opening = f'"others": {_line(others)},\n"groups": {_line(groups)},\n"countries": {{\n'
    return "{\n" + opening + ",\n".join(blocks) + "\n}\n}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def table(name: str) -> dict[str, list[str]]:
    """Read `word: term, term` lines; two for one word, or no colon, is the end."""
    read: dict[str, list[str]] = {}
    for line in (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        key, colon, rest = line.partition(": ")
        if not colon or key in read:
            sys.exit(f"{name}.txt: what is this line for? {line}")
        read[key] = [term.strip() for term in _SEPARATED.findall(rest)]
    return read


def terms_of(
    name: str, row: list[str], tables: dict[str, dict[str, list[str]]]
) -> dict[str, list[str]]:
    """Give a country's terms by language, shortened as `Ира|н|на|ну`."""
    own = {language: lines.get(name, []) for language, lines in tables.items()}
    made = {
        language: [
            *(declined(language, word) for word in from_cldr(language, row, terms)),
            *(_forms(language, term) for term in terms if not term.startswith("!")),
        ]
        for language, terms in own.items()
    }
    # Guinea must not be found in Papua New Guinea because Spanish has the word without a regex,
    # nor what English wants in capitals alone be found in small ones because German has it plain.
    company = {word_of(term) for terms in own.values() for term in terms if "{!" in term}
    folded = {_plain(word) for word in company}
    exact = {term[1:].casefold() for term in own["en"] if term.startswith("=")}
    bold = {
        language: [
            [
                term
                for term in group
                if _plain(term) not in folded
                and term.lstrip("=") not in company
                and term.casefold() not in exact
            ]
            for group in groups
        ]
        for language, groups in made.items()
    }
    return {
        language: [_short(group) for group in _needed(language, groups)]
        for language, groups in bold.items()
    }


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def from_cldr(language: str, row: list[str], own: Iterable[str]) -> Iterator[str]:
    """Give the names of a territory and its capital that CLDR has and the table does not refuse."""
    from babel import Locale

    territory, zone, *_ = row
    for locale in (language, "zh_Hant") if language == "zh" else (language,):
        if locale == "zh_Hant" and "!hant" in own:
            continue
        known = Locale.parse(locale)
        if "!name" not in own or locale == "zh_Hant":
            yield from _spelled(language, known.territories[territory])
        if zone != "-" and "!city" not in own:
            # What has no other name in a language is called as the zone is.
            there = zone.rpartition("/")[2].replace("_", " ")
            yield from _spelled(language, known.time_zones.get(zone, {}).get("city", there))


def _spelled(language: str, word: str) -> list[str]:
    word = word.replace("\u00ad", "").replace("’", "'").replace("ʼ", "'")
    return [word, word.replace("ґ", "г").replace("Ґ", "Г")] if language == "uk" else [word]


def _forms(language: str, term: str) -> list[str]:
    match term[0]:
        case "@":
            return declined(language, term[1:])
        case "~":
            return people(language, term[1:])
    if "{!" in term or (language == "zh" and "[" in term):
        return [in_company(term.strip("/"), language)]
    stem, *endings = term.split("|")
    return [stem + end for end in endings] if endings and term[0] != "/" else [term]


def _needed(language: str, groups: Iterable[list[str]]) -> Iterator[list[str]]:
    """Leave out what stands there twice, what a wildcard finds, and in Chinese what says more."""
    said: set[str] = set()
    groups = list(groups)
    every = [term for group in groups for term in group]
    stems = tuple(term[:-1].casefold() for term in every if term.endswith("*") and " " not in term)
    for group in groups:
        kept = [
            term
            for term in dict.fromkeys(group)
            if term not in said
            and not (term[-1] != "*" and term[0].isalpha() and _begins(term, stems))
            and not (language == "zh" and _holds_other(term, every))
        ]
        said.update(kept)
        if kept:
            yield kept


def _begins(term: str, stems: tuple[str, ...]) -> bool:
    return " " not in term and "-" not in term and term.casefold().startswith(stems)


def _holds_other(term: str, every: list[str]) -> bool:
    return any(other != term and other[0] not in "/=" and other in term for other in every)


def _short(group: list[str]) -> str:
    if len(group) == 1:
        return group[0]
    alike = itertools.takewhile(lambda letters: len(set(letters)) == 1, zip(*group, strict=False))
    stem = "".join(letters[0] for letters in alike)
    return "|".join([stem, *(term[len(stem) :] for term in group)])


if __name__ == "__main__":
    main()
