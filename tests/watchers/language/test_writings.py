"""One name however people write it: with a hyphen, a blank or nothing, in any script."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.language.trees import ask
from watchers.language.addresses import without_addresses
from watchers.language.cutting import Respelled, cut_text, places_of, words_of
from watchers.language.han import simplified
from watchers.language.words import fold


@pytest.mark.parametrize(
    ("query", "title", "found"),
    [
        pytest.param("Su-57", "Su57, Su-57 and Su 57", ["Su57", "Su-57", "Su 57"], id="hyphen"),
        pytest.param("Su57", "Su57, Su-57 and Su 57", ["Su57", "Su-57", "Su 57"], id="nothing"),
        pytest.param('"Su 57"', "Su57, Su-57 and Su 57", ["Su57", "Su-57", "Su 57"], id="blank"),
        pytest.param("su‑57", "Su–57", ["Su–57"], id="other hyphens"),
        pytest.param("Su-57", "Su 570 and Su 5 7", None, id="another number"),
        pytest.param("anti-tank", "antitank or anti tank", ["antitank", "anti tank"], id="anti"),
        pytest.param("antitank", "anti-tank or anti tank", ["anti-tank", "anti tank"], id="joined"),
        pytest.param("antitank", "anti. Tank", None, id="a full stop parts a name"),
        pytest.param("pre-war", "prewars", ["prewars"], id="plural of the joined word"),
        pytest.param("e-mail", "Emails", ["Emails"], id="a letter"),
        pytest.param("anti-ship-missile", "antiship missile", ["antiship missile"], id="partly"),
        pytest.param("antishipmissile", "anti-ship-missile", ["anti-ship-missile"], id="three"),
        pytest.param("a-b-c-d-e", "abcde", ["abcde"], id="five parts joined"),
        pytest.param("a-b-c-d-e", "a b c d e", ["a b c d e"], id="five parts apart"),
        pytest.param("a-b-c-d-e", "ab cde", None, id="five parts, not in every way"),
        pytest.param('"Su-57 sale"', "Su57 sales", ["Su57 sales"], id="in a phrase"),
        pytest.param('"antitank mine"', "anti-tank mines", ["anti-tank mines"], id="phrase, text"),
        pytest.param('"oil field"', "oilfields", ["oilfields"], id="a phrase in one word"),
        pytest.param("airstrike", "an air strike", None, id="of any two words one is not made"),
        pytest.param('"Siberia, power"', "siberiapower", None, id="a comma parts a phrase"),
        pytest.param("2024-25", "202425", None, id="two numbers"),
        pytest.param("pro-Ru*", "proRussian pro-Russian", ["proRussian", "pro-Russian"], id="star"),
        pytest.param("antit*", "anti-tank", ["anti-tank"], id="a star and the text's hyphen"),
        pytest.param("=resign", "re-sign", None, id="exact knows no hyphen"),
        pytest.param("=re-sign", "resign", None, id="and no joining"),
        pytest.param("=re-sign", "re-sign", ["re-sign"], id="exact as written"),
        pytest.param('="17bn deal"', "a 17bn deal", ["17bn deal"], id="an exact amount"),
        pytest.param('="17bn deal"', "a 17 bn deal", None, id="not with a blank"),
        pytest.param('="the Deal"', "the deal", None, id="exact in its second word"),
        pytest.param("Su-57 NEAR/1 sale", "Su57 sale", ["Su57", "sale"], id="near"),
        pytest.param("Su57 NEAR/1 sale", "Su-57 sale", ["Su-57", "sale"], id="near, the text's"),
        pytest.param("Su57 NEAR/1 sale", "Su-57 big sale", None, id="too far"),
        pytest.param("l’Ukraine", "l Ukraine", ["l Ukraine"], id="an apostrophe is none"),
    ],
)
def test_hyphen_blank_or_nothing_are_one(query, title, found):
    """Both ways, with the whole name as evidence."""
    assert found == ask(query, title)


@pytest.mark.parametrize(
    ("query", "title", "found"),
    [
        pytest.param('"oil sanctions"', "#OilSanctions", ["OilSanctions"], id="a tag as words"),
        pytest.param("oilsanctions", "#OilSanctions", ["OilSanctions"], id="a tag as one"),
        pytest.param("#OilSanctions", "new oil sanctions", ["oil sanctions"], id="a tag asked for"),
        pytest.param("sanctions", "#OilSanctions", ["Sanctions"], id="a part of a tag"),
        pytest.param("#Brics2030", "BRICS 2030", ["BRICS 2030"], id="a digit begins a part"),
        pytest.param('"oil embargo"', "#oil_embargo", ["oil_embargo"], id="a line in a tag"),
        pytest.param("=OilSanctions", "#OilSanctions", ["OilSanctions"], id="exact"),
        pytest.param("aid", "#USAid", ["Aid"], id="capitals before a capital"),
        pytest.param("embassy", "@PolishEmbassy", ["Embassy"], id="a handle"),
        pytest.param("donald", "McDonald", None, id="no other word is split"),
        pytest.param("OilSanctions", "oil sanctions", ["oil sanctions"], id="a term without #"),
        pytest.param(
            "thelongesttagofallnews", "#TheLongestTagOfAllNews", ["TheLongestTagOfAllNews"],
            id="a tag of many parts",
        ),
        pytest.param("x", "a_b#x_y-z", ["x"], id="lines outside a tag"),
    ],
)  # fmt: skip
def test_tags_are_their_words_and_one_word(query, title, found):
    """CamelCase parts a hashtag or a handle, and nothing else."""
    assert found == ask(query, title)


@pytest.mark.parametrize(
    ("query", "title", "found"),
    [
        pytest.param("250", "٢٥٠ و ۲۵۰ २५०", ["٢٥٠", "۲۵۰", "२५०"], id="digits of other scripts"),
        pytest.param("25", "ปี๒๕ ២៥ ၂၅ ໒໕", ["๒๕", "២៥", "၂၅", "໒໕"], id="where letters are words"),
        pytest.param("٢٥٠", "250", ["250"], id="and in the query"),
        pytest.param("17.1", "$17.1bn", ["17.1"], id="an amount without its unit"),
        pytest.param('"17.1 billion"', "$17.1bn", ["17.1bn"], id="a scale spelled out"),
        pytest.param("17.1bn", "17.1 billion", ["17.1 billion"], id="a scale cut short"),
        pytest.param('"17,1 billion"', "17.1bn", ["17.1bn"], id="a decimal comma"),
        pytest.param("bn", "a billion", None, id="a scale without a number"),
        pytest.param("17.1 billion", "$17.1bn", ["17.1bn"], id="without quotes"),
        pytest.param("$17.1bn", "17.1 billion", ["17.1 billion"], id="with its sign"),
        pytest.param("25 000", "25,000", ["25,000"], id="a blank without quotes"),
        pytest.param("25 0000", "250000", None, id="no group"),
        pytest.param("400km", "400 km", ["400 km"], id="a unit"),
        pytest.param("5", "5G", None, id="a name with a digit is no amount"),
        pytest.param("25000", "25,000", ["25,000"], id="a comma"),
        pytest.param("25000", "25 000 people", ["25 000"], id="a blank"),
        pytest.param("25000", "25\u202f000", ["25\u202f000"], id="a narrow blank"),
        pytest.param("25000", "25’000", ["25’000"], id="an apostrophe"),
        pytest.param("25000", "٢٥٬٠٠٠", ["٢٥٬٠٠٠"], id="an Arabic mark"),
        pytest.param("2500000", "25,00,000", ["25,00,000"], id="Indian groups"),
        pytest.param("25000", "25.000", ["25.000"], id="one point may be one of thousands"),
        pytest.param("25.000", "25.000", ["25.000"], id="or of a decimal"),
        pytest.param('"25 000"', "25000", ["25000"], id="a blank in the query"),
        pytest.param('"25 00"', "2500", None, id="no group of thousands"),
        pytest.param("2020100", "in 2020 100 people", None, id="a year before a number"),
        pytest.param("25000000", "25 000 000bn", ["25 000 000"], id="with a unit"),
        pytest.param("1250", "0.125 1.2500", None, id="no other point"),
        pytest.param("=250", "٢٥٠", None, id="exact digits"),
    ],
)
def test_a_number_is_found_as_people_type_it(query, title, found):
    """Groups, scales, units, digits of any script."""
    assert found == ask(query, title)


@pytest.mark.parametrize(
    ("query", "title", "found"),
    [
        pytest.param("石油", "輸入石油, 鐵路", ["石油"], id="the same in both"),
        pytest.param("铁路", "中國鐵路", ["鐵路"], id="a simplified term"),
        pytest.param("鐵路", "中国铁路", ["铁路"], id="a traditional term"),
        pytest.param("=铁路", "中國鐵路", None, id="exact"),
        pytest.param("München", "Muenchen, Munchen", ["Muenchen", "Munchen"], id="umlaut"),
        pytest.param("Muenchen", "München", ["München"], id="umlaut in the text"),
        pytest.param("Alborg", "Ålborg, Aalborg", ["Ålborg"], id="a term without a ring"),
        pytest.param("Strasse", "Straße", ["Straße"], id="sharp s"),
        pytest.param("=Muenchen", "München", None, id="exact letters"),
        pytest.param("סוכר", "הסוכר ובסוכר וכשהסוכר", ["הסוכר", "ובסוכר", "וכשהסוכר"], id="Hebrew"),
        pytest.param("הצבא", "לצבא ושבצבא, הצבא", ["לצבא", "ושבצבא", "הצבא"], id="in the"),
        pytest.param("סוכר", "סוכרים", None, id="a Hebrew ending"),
        pytest.param("צהל", 'צה״ל, צה"ל', ["צה״ל", 'צה"ל'], id="a Hebrew acronym"),
        pytest.param("שלום", "שָׁלוֹם", ["שָׁלוֹם"], id="Hebrew points"),
        pytest.param("سكر", "والسكر بسكر للسكر", ["والسكر", "بسكر", "للسكر"], id="Arabic"),
        pytest.param("مدرسة", "مدرسه", ["مدرسه"], id="ta marbuta"),
        pytest.param("الأردن", "الاردن", ["الاردن"], id="alef"),
        pytest.param("مصطفى", "مصطفي", ["مصطفي"], id="alef maqsura"),
        pytest.param("کتاب", "كتاب", ["كتاب"], id="Persian kaf"),
        pytest.param("سكر", "ســـكر", ["ســـكر"], id="tatweel"),
        pytest.param("می‌رود", "می‌رود میرود", ["می‌رود", "میرود"], id="half-space"),
        pytest.param("می‌رود", "او می رود", ["می رود"], id="half-space as a blank"),
        pytest.param("میرود", "او می رود", ["می رود"], id="nothing as a blank"),
        pytest.param("کتاب‌ها", "کتاب ها", ["کتاب ها"], id="a Persian plural"),
        pytest.param("کتابها", "کتاب ها", ["کتاب ها"], id="a Persian plural joined"),
        pytest.param('"می رود"', "میرود", ["میرود"], id="blank as nothing"),
        pytest.param("می رود", "می‌رود", ["می‌رود"], id="two words in one"),
        pytest.param("=می‌رود", "می‌رود", ["می‌رود"], id="half-space, exact"),
        pytest.param("هسته‌ای", "هسته ای", ["هسته ای"], id="a half-space before an ending"),
        pytest.param("क्‌ष", "क्‌ष", ["क्‌ष"], id="a joiner in another script"),
    ],
)  # fmt: skip
def test_letters_that_are_one_are_one(query, title, found):
    """Chinese, umlauts, Hebrew, Arabic, Persian."""
    assert found == ask(query, title)


def test_a_list_finds_a_place_once_whatever_the_spelling():
    """Two spellings of one place are one run."""
    assert ["München"] == ask("(munchen OR muenchen) NEAR/s oil OR munchen OR muenchen", "München")
    assert None is ask("munchen NEAR/3 muenchen", "München")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("see https://tass.com/oil now", "see now", id="a link"),
        pytest.param("(https://a.example/b_(c)).", "( ).", id="parentheses"),
        pytest.param("at www.a.example, WWW.b.example!", "at , !", id="without a scheme"),
        pytest.param("write a.b@c.example.", "write .", id="a mailbox"),
        pytest.param("link：https://a.example/x中文", "link： 中文", id="what follows in Chinese"),
        pytest.param("@agency 3 @ 5", "@agency 3 @ 5", id="no mailbox"),
        pytest.param("Booking.com", "Booking.com", id="a name"),
        pytest.param("https://", "https://", id="nothing of an address"),
    ],
)
def test_addresses_are_no_words(text, left):
    """Every character keeps its place."""
    assert len(text) == len(without_addresses(text))
    assert left == re.sub(" +", " ", without_addresses(text))


def test_an_address_is_looked_into_only_in_its_field():
    """Neither words nor regexes find what stands in a link of a summary."""
    address = "https://tass.example/oil"

    assert None is ask("oil OR /tass/", body=f"see {address}")
    assert ["oil"] == ask("url:oil", url=address)


def test_a_language_has_no_other_spelling():
    """What follows its hyphen is no part of it."""
    assert None is ask("lang:zhtw", lang="zh-TW")
    assert ["zh"] == ask("lang:zh", lang="zh-TW")


def test_chinese_keeps_its_length():
    """A character for a character, so that offsets stay."""
    text = "".join(map(chr, range(0x4E00, 0xA000)))

    assert len(text) == len(simplified(text))
    assert simplified(text) == simplified(simplified(text)) or "薴" in text


words = st.text("abxyz", min_size=2, max_size=4)
parts = st.lists(words, min_size=1, max_size=3)
joints = st.sampled_from(["-", "", "‑"])


@settings(max_examples=200)
@given(parts, st.lists(joints, min_size=3, max_size=3), st.booleans())
def test_a_name_is_found_in_each_writing(name, between, numbered):
    """Whatever stands between its parts in the query or in the text, of a hyphen and nothing."""
    name = [*name, "57"] if numbered else name
    hyphens = "-".join(name)
    written = "".join(part + mark for part, mark in zip(name, between, strict=False))
    written += "" if len(name) < 4 else name[3]
    written = written.rstrip("-‑")

    assert ask(hyphens, f"the {written} is") == [written]
    assert ask(written, f"the {hyphens} is") == [hyphens]


pieces = st.sampled_from(
    [
        *("#", "@", "_", "-", " ", "A", "b", "Cd", "1", "000", ".", ",", "bn", "'s", "anti", "ها"),
        *("天", "氣", "ü", "U.S.", "\u200c", "٤", "’", "https://", "ß", "x" * 50),
    ]
)


@settings(max_examples=400)
@given(st.lists(pieces, max_size=20).map("".join))
def test_what_is_joined_is_in_the_text(text):
    """Each range lies within the text's words, and spells them in order."""
    cut = cut_text(text)
    places = places_of(text)

    assert words_of(text) == [fold(text[start:end]) for start, end in places]
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    for first, last, word in cut.respelled:
        assert 0 <= first <= last < len(cut.words)
        assert first == last or "".join(cut.words[first : last + 1]) == word
    assert len(cut.respelled) <= 4 * len(cut.words)


def test_a_long_tag_is_one_word_too():
    """A regex looks for its letters in words, so whatever stands there as one word is one."""
    assert Respelled(0, 5, "aabbccddeeff") in cut_text("#AaBbCcDdEeFf").respelled
