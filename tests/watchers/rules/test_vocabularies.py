import json
import re
from functools import cache
from pathlib import Path

import pytest

from watchers.language.parse import parse_query, parse_term
from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.language.tree import Or
from watchers.rules.vocabularies import terms_by_language, terms_by_name

LANGUAGES = {"en", "ru", "zh", "uk", "de", "fr", "es", "pl", "it", "ar", "nl"}
THIRTY = [
    "russia",
    "china",
    "ukraine",
    "united-states",
    "united-kingdom",
    "france",
    "germany",
    "india",
    "japan",
    "south-korea",
    "north-korea",
    "iran",
    "israel",
    "turkey",
    "taiwan",
    "poland",
    "belarus",
    "kazakhstan",
    "saudi-arabia",
    "pakistan",
    "brazil",
    "south-africa",
    "syria",
    "egypt",
    "italy",
    "spain",
    "canada",
    "australia",
    "vietnam",
    "indonesia",
]
HEADLINES = [
    [part.strip() for part in line.split("|")]
    for line in (Path(__file__).with_name("headlines.txt").read_text(encoding="utf-8").splitlines())
    if line and not line.startswith("#")
]
# Names that hold another country's, for a reason. Two countries in one Chinese word are both.
EXCUSED = {
    ("china", "russia"): "Russo-Chinese",
    ("ukraine", "russia"): "Russo-Ukrainian",
    ("united-states", "russia"): "Russo-American",
    ("russia", "north-korea"): "俄朝",
    ("united-states", "india"): "美印",
    ("united-states", "japan"): "美日",
    ("united-states", "south-korea"): "美韩",
    ("russia", "belarus"): "روسيا البيضاء, and Wit-Russisch: a word of one language sees no other",
    ("spain", "trinidad-and-tobago"): "Port of Spain",
    ("china", "european-union"): "中欧领导人",
    ("georgia", "russia"): "Russo-Georgian",
    ("japan", "russia"): "Russo-Japanese",
    ("turkey", "russia"): "Russo-Turkish",
    ("india", "pakistan"): "印巴",
    ("israel", "palestine"): "巴以",
    ("japan", "south-korea"): "日韩",
    ("north-korea", "south-korea"): "朝韩",
    ("pakistan", "india"): "印巴",
    ("palestine", "israel"): "巴以",
    ("south-korea", "japan"): "日韩",
    ("south-korea", "north-korea"): "朝韩",
}


def countries():
    """Every country, once, however many names it has."""
    by_terms: dict[tuple[str, ...], str] = {}
    for name, terms in terms_by_name().items():
        if name.startswith("country."):
            by_terms.setdefault(terms, name.removeprefix("country."))
    return list(by_terms.values())


@cache
def query(name):
    """Compile what $name stands for."""
    terms = tuple(parse_term(term) for term in terms_by_name()[name])
    return compile_query(parse_query(f"${name}"), {name: Or(terms)})


def holds(name, title):
    """Give what $name finds in a headline, None for nothing."""
    return query(name).find_evidence(read_passage({"title": title}))


def found(name, title):
    """Give the words of a headline that are the evidence for $name."""
    return [title[span.start : span.end] for span in holds(name, title).spans]


def test_every_term_of_every_vocabulary_parses():
    """A term that does not would fail at a user's first mention."""
    for terms in terms_by_name().values():
        assert len(set(terms)) == len(terms)
        for term in terms:
            parse_term(term)


def test_every_country_has_every_language():
    """Members of the United Nations, and the six beside them that the news names as often."""
    assert len(countries()) == 193 + len(
        ["hong-kong", "kosovo", "palestine", "taiwan", "vatican-city", "european-union"]
    )
    for country in countries():
        by_language = terms_by_language(country)

        assert by_language.keys() == LANGUAGES
        # Dutch is an extra, and may say nothing that another language does not say already.
        assert [x for x in LANGUAGES - {"nl"} if not by_language[x]] == [], country


def test_names_are_english_lower_case_and_hyphenated():
    """They are typed by people, into queries."""
    names = terms_by_name()

    assert [name for name in names if not re.fullmatch(r"(country|group)\.[a-z0-9-]+", name)] == []


@pytest.mark.parametrize(
    ("other", "country"),
    [
        ("us", "united-states"),
        ("usa", "united-states"),
        ("uk", "united-kingdom"),
        ("uae", "united-arab-emirates"),
        ("drc", "dr-congo"),
        ("dprk", "north-korea"),
        ("burma", "myanmar"),
        ("eu", "european-union"),
        ("czech-republic", "czechia"),
    ],
)
def test_a_usual_other_name_is_the_country(other, country):
    """An analyst who types $country.uk is not sent to a manual."""
    assert terms_by_name()[f"country.{other}"] == terms_by_name()[f"country.{country}"]


@pytest.mark.parametrize(
    ("group", "count"), [("g7", 7), ("eu", 27), ("nato", 32), ("sco", 10), ("brics", 10)]
)
def test_a_group_is_its_members(group, count):
    """All their terms, and nothing else."""
    terms = set(terms_by_name()[f"group.{group}"])

    members = [c for c in countries() if set(terms_by_name()[f"country.{c}"]) <= terms]

    assert count == len(members)
    assert terms == {t for c in members for t in terms_by_name()[f"country.{c}"]}


@pytest.mark.parametrize(
    ("country", "title"),
    [(country, title) for country, _, title in HEADLINES if not title.startswith("!")],
)
def test_a_country_is_found(country, title):
    """In its languages and inflections, by its capital and its seat of government."""
    assert holds(f"country.{country}", title)


@pytest.mark.parametrize(
    ("country", "title"),
    [(country, title[1:]) for country, _, title in HEADLINES if title.startswith("!")],
)
def test_a_trap_is_not_the_country(country, title):
    """What only looks like it."""
    assert not holds(f"country.{country}", title)


def test_the_thirty_that_matter_most_are_tried_in_every_language():
    """A headline each, beside Dutch, which is an extra."""
    tried = {(country, language) for country, language, title in HEADLINES if title[0] != "!"}

    wanted = {(country, language) for country in THIRTY for language in LANGUAGES - {"nl"}}

    assert set() == wanted - tried


def test_no_country_is_found_in_the_name_of_another():
    """Niger in Nigeria, Guinea in Papua New Guinea, 印度 in 印度尼西亚; the excused are listed."""
    known = countries()
    overlaps = {}
    for country in known:
        names = {
            term.strip("=").replace("*", "")
            for terms in terms_by_language(country).values()
            for term in terms
            if not term.startswith("/")
        }
        passage = read_passage({"title": " \n\n".join(sorted(names))})
        for other in known:
            if other != country and query(f"country.{other}").find_evidence(passage):
                overlaps[other, country] = sorted(names)

    assert set(overlaps) <= set(EXCUSED), overlaps


@pytest.mark.parametrize("pair", EXCUSED, ids="-in-".join)
def test_no_overlap_is_excused_in_vain(pair):
    """What no longer overlaps leaves the list."""
    other, country = pair
    words = {t.strip("=*") for ts in terms_by_language(country).values() for t in ts}

    assert any(holds(f"country.{other}", word) for word in words if not word.startswith("/"))


def test_evidence_is_the_word_without_its_company():
    """A regex has to look at the neighbours; nobody wants to read them."""
    assert ["Moscow"] == found("country.russia", "Talks in Moscow are over")
    assert ["中"] == found("country.china", "今日中俄元首通电话")
    assert ["俄"] == found("country.russia", "今日中俄元首通电话")
    assert ["中国"] == found("country.china", "据中国外交部消息")


def test_two_countries_in_one_chinese_word_are_near_each_other():
    """中俄 is China beside Russia, not one word that is both."""
    exprs = {
        name: Or(tuple(map(parse_term, terms_by_name()[f"country.{name}"])))
        for name in ("russia", "china")
    }
    near = compile_query(parse_query("$china NEAR/3 $russia"), exprs)

    assert near.find_evidence(read_passage({"title": "今日中俄元首通电话"}))


def test_the_file_stays_small():
    """It is read at the first mention of a built-in name, by every command that loads rules."""
    import watchers.rules.vocabularies as package

    file = Path(package.__file__).with_name("countries.json")

    assert file.stat().st_size < 400_000
    assert {"others", "groups", "countries"} == json.loads(file.read_text("utf-8")).keys()
