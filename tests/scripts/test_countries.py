"""The countries' words: the committed file is what the script writes, and words decline rightly."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from watchers.language.parse import parse_query, parse_term
from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.rules.vocabularies import terms_by_language

SCRIPTS = Path(__file__).parents[2] / "scripts"


def load(name):
    """Import a script, which is no package."""
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


forms = load("country_forms")
regexes = load("country_regexes")
countries = load("countries")


def test_the_committed_file_is_what_the_script_writes():
    """Nobody edits countries.json; two runs write the same."""
    pytest.importorskip("babel", reason="Babel is not here: it comes with requirements-dev.lock")

    written = countries.written()

    assert written == countries.WRITTEN.read_text(encoding="utf-8")
    assert written == countries.written()


def test_a_line_stands_for_each_language_of_each_country():
    """So that a change of one word is a change of one line."""
    text = countries.WRITTEN.read_text(encoding="utf-8")

    assert len(json.loads(text)["countries"]) * len(countries.LANGUAGES) == text.count('\n  "')


@pytest.mark.parametrize(
    ("language", "name", "some"),
    [
        ("ru", "Россия", {"Россия", "России", "Россию", "Россией"}),
        ("ru", "Израиль", {"Израиля", "Израилю", "Израилем", "Израиле"}),
        ("ru", "Китай", {"Китая", "Китаю", "Китаем", "Китае"}),
        ("ru", "Северная Корея", {"Северной Кореи", "Северную Корею", "Северной Кореей"}),
        ("ru", "Шри-Ланка", {"Шри-Ланки", "Шри-Ланкой"}),
        ("ru", "Баку", {"Баку"}),
        ("uk", "Росія", {"Росії", "Росію", "Росією"}),
        ("uk", "Мексика", {"Мексики", "Мексиці", "Мексику"}),
        ("uk", "Північна Корея", {"Північної Кореї", "Північній Кореї", "Північну Корею"}),
        ("uk", "Берлін", {"Берліна", "Берліну", "Берліном", "Берліні"}),
        ("pl", "Kanada", {"Kanady", "Kanadzie", "Kanadę", "Kanadą"}),
        ("pl", "Bruksela", {"Brukseli", "Brukselę", "Brukselą"}),
        ("pl", "Korea Północna", {"Korei Północnej", "Koreę Północną", "Koreą Północną"}),
        ("pl", "Pakistan", {"Pakistanu", "Pakistanowi", "Pakistanem", "Pakistanie"}),
        ("pl", "Sri Lanka", {"Sri Lanki", "Sri Lance"}),
        ("de", "Polen", {"Polens"}),
        ("de", "Laos", {"Laos"}),
        ("fr", "Russie", {"Russie"}),
    ],
)
def test_a_name_is_declined(language, name, some):
    """Enough of the grammar for the names there are."""
    assert some <= set(forms.declined(language, name))


@pytest.mark.parametrize(
    ("language", "word", "expected"),
    [
        ("en", "Iraqi", ["Iraqi", "Iraqis"]),
        ("en", "Japanese", ["Japanese"]),
        ("de", "Russe", ["Russe", "Russen", "Russin", "Russinnen"]),
        ("de", "Iraner", ["Iraner", "Iranern", "Iranerin", "Iranerinnen"]),
        ("fr", "iranien", ["iranien", "iraniens", "iranienne", "iraniennes"]),
        ("fr", "chinois", ["chinois", "chinoise", "chinoises"]),
        ("es", "iraní", ["iraní", "iraníes", "iranís"]),
        ("es", "alemán", ["alemán", "alemanes", "alemana", "alemanas"]),
        ("es", "turco", ["turco", "turcos", "turca", "turcas"]),
        ("it", "polacco", ["polacco", "polacchi", "polacca", "polacche"]),
        ("it", "britannico", ["britannico", "britannici", "britannica", "britanniche"]),
        ("it", "belga", ["belga", "belgi", "belghe"]),
        ("ar", "روس", ["روسي", "روسية", "روسيين", "روسيون"]),
    ],
)
def test_a_people_has_its_forms(language, word, expected):
    """Number and gender, as the language has them."""
    assert expected == forms.people(language, word)


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("{!North |South }Korea{!town}", "Korea", ["Korea"]),
        ("{!North |South }Korea{!town}", "in Korea, again", ["Korea"]),
        ("{!North |South }Korea{!town}", "north Korea", []),
        ("{!North |South }Korea{!town}", "Northern Korea", ["Korea"]),
        ("{!North |South }Korea{!town}", "Koreatown", []),
        ("{!North |South }Korea{! town}", "Korea town", []),
        ("{!North |South }Korea{! town}", "Korea to", ["Korea"]),
        ("{!North |South }Korea{!town}", "Korean", []),
        ("{!Нова }Гвінея{!}", "Гвінея", ["Гвінея"]),
        ("{!Нова }Гвінея{!}", "Нова Гвінея", []),
    ],
)
def test_a_word_is_found_in_no_company_that_is_refused(term, text, expected):
    """The regex looks behind and ahead, and counts only the word as found."""
    query = compile_query(parse_query("$x"), {"x": parse_term(regexes.in_company(term, "ru"))})

    evidence = query.find_evidence(read_passage({"title": text}))

    assert expected == ([text[s.start : s.end] for s in evidence.spans] if evidence else [])


def test_a_regex_too_long_for_the_language_is_told():
    """At the desk of who writes the table, not at a user's."""
    with pytest.raises(ValueError, match="a regex of"):
        regexes.in_company(
            "{!" + "|".join(f"{n} very long company {n}" for n in range(99)) + "}x", "en"
        )


def test_folded_terms_unfold():
    """What the file shortens as `Ира|н|на` is whole again."""
    assert {"Иран", "Ирана", "Ираном", "Тегеране"} <= set(terms_by_language("iran")["ru"])
