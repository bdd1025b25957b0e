"""Each operator and each script beside its nearest no."""

import pytest

from tests.watchers.language.trees import ask
from watchers.language.parse import parse_query
from watchers.language.passage import read_passage
from watchers.language.query import compile_query


@pytest.mark.parametrize(
    ("query", "title", "found"),
    [
        pytest.param("china", "CHINA wins", ["CHINA"], id="case"),
        pytest.param("chin", "Prigoschin and China", None, id="a word is no part of a word"),
        pytest.param("china", "China's, Chin", ["China's"], id="possessive"),
        pytest.param("china", "CHINA’S turn", ["CHINA’S"], id="possessive with a curly apostrophe"),
        pytest.param("China's", "China", ["China"], id="possessive in the query"),
        pytest.param("russians", "the Russians' plan", ["Russians"], id="possessive of a plural"),
        pytest.param("russia china", "Russia, China", ["Russia", "China"], id="AND"),
        pytest.param("russia china", "Russia, Chin", None, id="AND with one missing"),
        pytest.param("russia OR china", "China", ["China"], id="OR"),
        pytest.param("a OR b OR (c d)", "b c a", ["b", "a"], id="OR shows what holds"),
        pytest.param("russia OR china", "Chin", None, id="OR of nothing"),
        pytest.param("a NOT b", "a c", ["a"], id="NOT"),
        pytest.param("a NOT b", "a b", None, id="NOT of what is there"),
        pytest.param("a NOT (b c)", "a b", ["a"], id="NOT of what is half there"),
        pytest.param(
            '"georgia tech" NOT NEAR/3 georgia',
            "Georgia Tech",
            ["Georgia Tech"],
            id="NOT NEAR of a part of what is found",
        ),
        pytest.param(
            "(a ONEAR/3 b) NOT NEAR/5 b", "a x b", ["a", "b"], id="NOT NEAR of one side of a NEAR"
        ),
        pytest.param(
            'x NEAR/2 (a OR "p q r s")',
            "p q r s w a w w w w " + "x w a w w w " * 8,
            ["x", "a"] * 8,
            id="NEAR of many, where a long phrase elsewhere makes it look far back",
        ),
        pytest.param('"china \u0640 gas"', "China gas", ["China gas"], id="a tatweel is no word"),
        pytest.param(
            '(a NOT (x OR "p q r s")) ONEAR/2 b',
            "p q r s w w x w w a b",
            ["a", "b"],
            id="NOT in ONEAR of what is too far before",
        ),
        pytest.param(
            '(a NOT (x OR "p q r s")) ONEAR/2 b',
            "p q r s w w w w x a b",
            None,
            id="NOT in ONEAR of what is near before",
        ),
        pytest.param("NOT NOT a", "a", [], id="an absence of an absence shows nothing"),
        pytest.param('"natural gas"', "natural gas, Gas natural", ["natural gas"], id="phrase"),
        pytest.param('"natural gas"', "natural big gas", None, id="phrase with a gap"),
        pytest.param(
            '"gas russia"', "It is gas. Russia too", None, id="phrase over a sentence end"
        ),
        pytest.param('"St. Petersburg"', "St. Petersburg", ["St. Petersburg"], id="abbreviation"),
        pytest.param(
            "russia-china",
            "Russia–China, Russia China",
            ["Russia–China", "Russia China"],
            id="a hyphenated word is a phrase",
        ),
        pytest.param("china", "Russia-China", ["China"], id="hyphens part words"),
        pytest.param(
            "pipe*", "pipes Pipeline pipe pip", ["pipes", "Pipeline", "pipe"], id="any ending"
        ),
        pytest.param("*gas", "Biogas gas gases", ["Biogas", "gas"], id="any beginning"),
        pytest.param(
            "de*ion", "deviation deion den ion dion", ["deviation", "deion"], id="any middle"
        ),
        pytest.param("*a*b*c*", "xaxbxcx axcxb ac", ["xaxbxcx"], id="several stars"),
        pytest.param("aba*ba", "abaxba aba abba", ["abaxba"], id="pieces do not overlap"),
        pytest.param(
            '"exercis* jointly"',
            "exercising jointly",
            ["exercising jointly"],
            id="wildcard in a phrase",
        ),
        pytest.param('"exercis* jointly"', "exercising together", None, id="and its no"),
        pytest.param('"joint exercis*"', "joint", None, id="a phrase past the end"),
        pytest.param("US", "U.S. and us", ["U.S.", "us"], id="acronyms lose their dots"),
        pytest.param("U.S.A.", "the USA", ["USA"], id="also in the query"),
        pytest.param("=US", "U.S. and US", ["U.S.", "US"], id="exact"),
        pytest.param("=US", "told us", None, id="exact in another case"),
        pytest.param("=US", "the U.S.'s", ["U.S.'s"], id="exact possessive"),
        pytest.param("=Pékin", "pékin Pekin Pékin", ["Pékin"], id="exact diacritics"),
        pytest.param("=US*", "USA usa", ["USA"], id="exact with a wildcard"),
        pytest.param(
            '="United States"',
            "the united states, the United States",
            ["United States"],
            id="exact phrase",
        ),
        pytest.param("1.5", "1.5 and 1,5 and 15", ["1.5", "1,5"], id="decimal points and commas"),
        pytest.param("240000", "240,000 and 1.240.000", ["240,000"], id="digit groups"),
        pytest.param("5", "5G", None, id="a number is no part of a word"),
        pytest.param("pekin łódź", "Pékin, LODZ", ["Pékin", "LODZ"], id="diacritics"),
        pytest.param("елка", "Ёлка", ["Ёлка"], id="ё is е"),
        pytest.param("мои", "мой", None, id="й is not и"),
        pytest.param("россия", "РОССИЯ", ["РОССИЯ"], id="Cyrillic case"),
        pytest.param("россия", "России", None, id="Cyrillic endings need a star"),
        pytest.param("росси*", "в Россию", ["Россию"], id="Cyrillic with a star"),
        pytest.param("天然气", "俄罗斯天然气出口", ["天然气"], id="Chinese inside a run"),
        pytest.param("天然气", "天然 气", None, id="Chinese characters apart"),
        pytest.param('"天然 气"', "天然 气", ["天然 气"], id="a phrase of Chinese words"),
        pytest.param("中俄", "击中，俄", None, id="Chinese over a comma"),
        pytest.param("天然*", "天然气", ["天然"], id="a star at the rim of characters"),
        pytest.param("ロシア", "はロシアの", ["ロシア"], id="kana"),
        pytest.param("กิน", "ฉันกินข้าว", ["กิน"], id="Thai"),
        pytest.param("러시아", "러시아는 북러시아", ["러시아는"], id="Korean with a particle"),
        pytest.param("=러시아", "러시아는", None, id="exact Korean"),
        pytest.param("الصين", "قال للصين وبالصين", ["للصين", "وبالصين"], id="Arabic proclitics"),
        pytest.param("صين", "والصين", ["والصين"], id="Arabic article"),
        pytest.param("صين", "حصين", None, id="an Arabic word inside another"),
        pytest.param("روسيا", "رُوسِيَا", ["رُوسِيَا"], id="harakat"),
        pytest.param("امريكا", "أمريكا وامريكي", ["أمريكا"], id="alef forms"),
        pytest.param("ایران", "ايران", ["ايران"], id="Persian ya"),
        pytest.param("cafe", "un cafe\u0301.", ["cafe\u0301"], id="combining marks"),
        pytest.param("finance", "x ﬁnance", ["ﬁnance"], id="ligature"),
        pytest.param("us 5", "ＵＳ ５", ["ＵＳ", "５"], id="full width"),
        pytest.param("strasse", "Straße", ["Straße"], id="a letter that folds to two"),
        pytest.param("kg", "㎏", ["㎏"], id="a symbol that is letters"),
        pytest.param("russia", "rus\u00adsia", ["rus\u00adsia"], id="soft hyphen"),
        pytest.param("/gas.*ne/", "a GASOLINE", ["GASOLINE"], id="regex"),
        pytest.param("/oil|gas/", "gasoline", ["gas"], id="regex inside a word"),
        pytest.param("/oil|gas/", "coal", None, id="regex that finds nothing"),
        pytest.param("/fin/", "x ﬁnd", ["ﬁn"], id="regex over a ligature"),
        pytest.param("/i/", "xﬁ", ["ﬁ"], id="regex in half a ligature"),
        pytest.param(r"/\$\d+/", "$17 bn", ["$17"], id="regex beside words"),
        pytest.param(r"/\b/ OR a", "a", ["a"], id="a regex finds no empty place"),
        pytest.param("/\ufffd/", "a\ud800", ["\ud800"], id="regex on half a character"),
        pytest.param(r"/\bx|y/", "x", ["x"], id="regex with an edge"),
    ],
)
def test_a_term_finds_words_and_no_parts_of_words(query, title, found):
    """What is shown are pieces of the text as given."""
    shown = ask(query, title)

    assert (found and sorted(found)) == (shown and sorted(shown))


NEAR_TEXT = "China and the big Russia. Moscow sells gas"


@pytest.mark.parametrize(
    ("query", "held"),
    [
        pytest.param("china NEAR/4 russia", True, id="four words apart"),
        pytest.param("china NEAR/3 russia", False, id="not three"),
        pytest.param("russia NEAR/4 china", True, id="either order"),
        pytest.param("china ONEAR/4 russia", True, id="in order"),
        pytest.param("russia ONEAR/4 china", False, id="out of order"),
        pytest.param("russia NEAR/1 moscow", True, id="neighbours over a sentence end"),
        pytest.param("china NEAR/s russia", True, id="in one sentence"),
        pytest.param("russia NEAR/s moscow", False, id="in two sentences"),
        pytest.param("china ONEAR/s russia", True, id="in order in one sentence"),
        pytest.param("russia ONEAR/s china", False, id="out of order in one sentence"),
        pytest.param(
            "(russia NEAR/1 moscow) NEAR/s gas", False, id="a pair in two sentences is in none"
        ),
        pytest.param("gas NEAR/s (russia NEAR/1 moscow)", False, id="nor on the right side"),
        pytest.param("china NEAR/9 china", False, id="a word is not near itself"),
        pytest.param("china NEAR/9 chin*", False, id="nor under another name"),
        pytest.param("china NEAR/4 russia NEAR/3 gas", True, id="a chain"),
        pytest.param("china NEAR/4 russia NEAR/2 gas", False, id="a broken chain"),
        pytest.param("(china NEAR/4 russia) NEAR/1 big", True, id="between the two"),
        pytest.param("(china NEAR/4 russia) ONEAR/1 big", False, id="between is not after"),
        pytest.param("(china NEAR/4 russia) NEAR/9 russia", False, id="one of the two"),
        pytest.param('"the big" NEAR/1 (russia OR ukraine)', True, id="phrases and OR"),
        pytest.param("china NEAR/3 (russia OR the NEAR/1 big)", True, id="NEAR in OR"),
        pytest.param("title:china NEAR/4 russia", True, id="a field"),
        pytest.param("/ch.na/ NEAR/4 russia", True, id="a regex"),
        pytest.param("/ch.na/ NEAR/3 russia", False, id="a regex too far"),
        pytest.param("$ru NEAR/4 china", True, id="a vocabulary"),
        pytest.param("$ru NEAR/3 china", False, id="a vocabulary too far"),
    ],
)
def test_near_counts_words(query, held):
    """Neighbours are one word apart; two words that are near are two words."""
    assert held == (ask(query, NEAR_TEXT, lists={"ru": ["Russia", "Ukraine"]}) is not None)


DENIED = (
    "bank of the river is far, so the bank of China stands alone today near the Yellow River Bank"
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("bank NOT NEAR/3 river", ["bank"], id="only the one without a neighbour"),
        pytest.param("bank NOT NEAR/5 river", None, id="each has a neighbour"),
        pytest.param("bank NOT ONEAR/3 river", ["bank", "Bank"], id="none follows"),
        pytest.param('bank NOT NEAR/1 "river bank"', ["bank", "bank"], id="part of a phrase"),
        pytest.param("bank NOT NEAR/10 ban*", None, id="other places of a word are neighbours"),
        pytest.param("yellow NOT NEAR/9 yell*", ["Yellow"], id="a word is not its own neighbour"),
        pytest.param("river NOT NEAR/s ocean", ["river", "River"], id="nothing to be near to"),
        pytest.param("river NOT NEAR/s bank", None, id="in one sentence"),
        pytest.param(
            "bank NOT NEAR/3 river NEAR/2 china", ["bank", "China"], id="its places count further"
        ),
        pytest.param("bank NEAR/2 (of NOT river)", ["bank", "of", "bank", "of"], id="NOT inside"),
        pytest.param("bank NEAR/3 (of NOT river)", ["bank", "of"], id="NOT inside, further"),
        pytest.param("(of NOT river) NEAR/3 bank", ["bank", "of"], id="NOT inside, the other way"),
        pytest.param("bank ONEAR/4 (of NOT river)", ["bank", "of"], id="NOT inside, in order"),
        pytest.param(
            "(bank NOT the) ONEAR/2 of", ["bank", "of"], id="what precedes is denied in order"
        ),
        pytest.param("of NEAR/1 (bank NOT (the OR china))", None, id="NOT one of several"),
    ],
)
def test_what_is_denied_counts_only_where_it_is_near(query, found):
    """NOT NEAR, and NOT inside NEAR, look at places, not at the text as a whole."""
    shown = ask(query, DENIED)

    assert (found and sorted(found)) == (shown and sorted(shown))


def test_near_shows_only_the_pairs_that_are_near():
    """An occurrence far from the other side is no evidence."""
    found = ask("china NEAR/2 russia", "China a b c China and Russia d e f Russia")

    assert found == ["China", "Russia"]


def test_near_and_words_cross_from_title_to_body_but_phrases_and_sentences_do_not():
    """The two are one running text with a sentence's end between."""
    assert ask("natural NEAR/1 gas", "x natural", "gas y") == ["gas", "natural"]
    assert ask("natural gas", "x natural", "gas y") == ["gas", "natural"]
    assert ask('"natural gas"', "x natural", "gas y") is None
    assert ask("natural NEAR/s gas", "x natural", "gas y") is None


FIELDS = {
    "title": "A title",
    "body": "Some body",
    "author": "Ann Lee",
    "url": "https://tass.com/world/oil-1",
    "source": "BBC News",
    "lang": "zh-TW",
    "tier": "wire",
    "category": ("World news", "Energy"),
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("title:title", ["title"], id="title"),
        pytest.param("title:body", None, id="not in the title"),
        pytest.param("body:body", ["body"], id="body"),
        pytest.param("body:title", None, id="not in the body"),
        pytest.param('author:"ann lee"', ["Ann Lee"], id="author"),
        pytest.param("ann", None, id="no field is title and body only"),
        pytest.param("url:tass.com", ["tass.com"], id="url"),
        pytest.param("url:oil", ["oil"], id="a word of a url"),
        pytest.param("source:(bbc news)", ["BBC", "News"], id="source"),
        pytest.param("category:energy", ["Energy"], id="the second category"),
        pytest.param(
            'category:"news energy"', ["news\nEnergy"], id="categories follow one another"
        ),
        pytest.param("lang:zh", ["zh"], id="language"),
        pytest.param("tier:WIRE", ["wire"], id="tier"),
        pytest.param("tier:(official OR wire)", ["wire"], id="one of two tiers"),
        pytest.param("tier:official", None, id="another tier"),
        pytest.param("lang:zh-tw", ["zh-TW"], id="language and region"),
        pytest.param("lang:tw", None, id="a region is no language"),
        pytest.param("author:/an+ l/", ["Ann L"], id="regex in a field"),
        pytest.param("body:/title/", None, id="regex not in a field"),
        pytest.param(
            "title:title NEAR/1 body:some", ["title", "Some"], id="near across title and body"
        ),
        pytest.param("source:news NEAR/1000 author:ann", None, id="other fields are never near"),
        pytest.param("source:(bbc NEAR/s news)", ["BBC", "News"], id="a sentence in a field"),
        pytest.param("title:(title NOT body)", ["title"], id="NOT in a field"),
    ],
)
def test_a_field_is_looked_at_alone(query, found):
    """A field prefix replaces title and body."""
    shown = ask(query, **FIELDS)

    assert (found and sorted(found)) == (shown and sorted(shown))


def test_a_field_that_is_missing_holds_nothing():
    """Items lack authors and categories all the time."""
    passage = read_passage({"title": "a"})

    assert compile_query(parse_query("author:a OR url:/a/")).find_evidence(passage) is None
    assert compile_query(parse_query("title:a NOT author:a")).find_evidence(passage) is not None


def test_evidence_is_cut_fairly():
    """Twenty spans at most, and every part of an AND has one."""
    found = ask("china AND gas", "China " * 50 + "and gas")

    assert len(found) == 20
    assert "gas" in found


def test_spans_that_touch_are_one():
    """Neighbouring characters are shown as one piece."""
    assert ask("中 俄", "a中俄b") == ["中俄"]


def test_a_text_of_nothing_but_matches_takes_no_time():
    """Pairs are counted up to a cap: 100 million of them would take minutes."""
    passage = read_passage({"body": "a b " * 5_000})
    query = compile_query(parse_query("(a NEAR/1000 b) NEAR/1000 (b NEAR/s a) AND /a/"))

    assert query.find_evidence(passage) is not None
