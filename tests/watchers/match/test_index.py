"""The index finds what asking every query finds: the same matches, in the same order."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.spelling import PLATFORMS
from tests.watchers.language.test_oracle import LISTS
from tests.watchers.language.test_oracle import queries as oracle_queries
from tests.watchers.language.test_oracle import texts as oracle_texts
from tests.watchers.language.trees import queries, vocabulary
from watchers.errors import QueryMistake
from watchers.language.parse import parse_query
from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.language.regex_letters import keys_of_regex
from watchers.language.tree import And, Or, Regex, Term
from watchers.match.index import Index
from watchers.model.names import IndicatorId
from watchers.model.news import Match
from watchers.rules.load import load_rules

PIECES = (
    *("a", "b", "c", "China", "China's", "U.S.", "Russia-China", "pipe", "pipeline", "biogas"),
    *(
        "deion",
        "deviation",
        "Кремль",
        "нефть",
        "нефтяной",
        "天然气",
        "天",
        "气",
        "الصين",
        "러시아는",
    ),
    *("AT&T", "title", "x", "1.5", "x y z", "oil", "gas", "say", "oily", "a/b", "10:30", ".", "K"),
    *("🆐x", "㎏", "\ud800", "e\u0301", "x" * 130, "minus", "NEAR", "official", "中俄", "击中俄"),
    *("S-400", "S400", "S", "400", "#OilGas", "oil-gas", "$17.1bn", "1", "000", "1.000", "氣", "ü"),
    *("re", "ue", "#ABcDeFgHi1jK", "https://oil.example/gas", "-", "=", "a-b-c"),
)
texts = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.lists(
    st.sampled_from(PIECES), max_size=6
).map("".join)
lists = vocabulary(
    {"russia": ["a", "$country.russia"], "country.russia": ["天", "/b/"], "a_b-1": ["c"]}
)


def numbered(asked):
    """Give each query an indicator, in their order."""
    return {IndicatorId(f"i{n}"): query for n, query in enumerate(asked)}


def asked_one_by_one(asked, fields):
    """Give the matches without an index."""
    passage = read_passage(fields)
    return tuple(
        Match(indicator=name, evidence=evidence)
        for name, query in asked.items()
        if (evidence := query.find_evidence(passage)) is not None
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(queries, min_size=1, max_size=8), texts, texts, st.sampled_from(["wire", ""]))
def test_the_index_finds_what_asking_each_query_finds(exprs, title, body, tier):
    """All kinds of terms and operators, in all scripts, in all fields."""
    asked = numbered(compile_query(expr, lists) for expr in exprs)
    fields = {"title": title, "body": body, "tier": tier, "lang": "zh-TW", "url": body}
    fields |= {"author": title, "category": (title, body), "source": "a b"}

    assert asked_one_by_one(asked, fields) == Index(asked).find_matches(read_passage(fields))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(oracle_queries, min_size=1, max_size=10),
    st.lists(st.tuples(oracle_texts, oracle_texts), min_size=1, max_size=4),
)
def test_one_index_serves_many_texts(exprs, pairs):
    """What it remembers of one text does not mislead it in the next."""
    asked = numbered(
        compile_query(And((Or((Term("z"), Term("a"))), expr)), LISTS) for expr in exprs
    )
    index = Index(asked)
    for title, body in pairs:
        fields = {"title": title, "body": f"z {body}"}

        assert asked_one_by_one(asked, fields) == index.find_matches(read_passage(fields))


def test_a_language_is_found_by_its_script_too():
    """The second word of a phrase is one of the field, though alone it names no language."""
    asked = numbered(compile_query(parse_query(query)) for query in ("lang:zh-Hant", "lang:Hant"))

    (match,) = Index(asked).find_matches(read_passage({"lang": "zh-Hant-TW"}))

    assert "i0" == match.indicator


@pytest.mark.parametrize(
    ("title", "found"),
    [
        pytest.param("中俄签天然气", True, id="one word between"),
        pytest.param("中俄今日签署天然气", False, id="four words between"),
        pytest.param("中国、俄国、天气", False, id="no two that follow one another"),
    ],
)
def test_phrases_without_blanks_are_told_near_from_far(title, found):
    """Of a script without blanks the index knows pairs of characters, and where they stand."""
    index = Index(numbered([compile_query(parse_query("中俄 NEAR/2 天然气"))]))

    assert found == bool(index.find_matches(read_passage({"title": title})))


def test_more_words_than_it_remembers_change_no_answer():
    """What it forgot is worked out once more."""
    listed = " OR ".join(f"w{n}" for n in range(20))
    asked = numbered(
        compile_query(parse_query(query)) for query in ("gas*", "w7", "w70000", f"({listed}) w9*")
    )
    index = Index(asked)
    fields = {"title": "gasoline", "body": " ".join(f"w{n}" for n in range(70_000))}

    expected = asked_one_by_one(asked, fields)
    assert 3 == len(expected)
    assert expected == index.find_matches(read_passage(fields))
    assert expected == index.find_matches(read_passage(fields))


patterns = st.lists(
    st.sampled_from(
        [
            *("oil", "gas", "a", r"\.", r"\d+", "[abc]", "(oil)", "(?:gas|oil)", ".", "x?", "y*"),
            *("(oil|gas)?", "((a|b)oil)", "(", ")", "нефть", "(Кремль|й)", "(say|)", "(x y|z)*"),
            *(
                "s+",
                "s{0,2}",
                "s{2}",
                "^",
                "$",
                r"\b",
                "|",
                "中俄",
                "气",
                r"\/",
                " ",
                r"\pL",
                "(?i)x",
            ),
        ]
    ),
    min_size=1,
    max_size=6,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(patterns, texts)
def test_a_regex_never_finds_anything_where_its_keys_are_missing(pattern, text):
    """What is taken for its literal part really is one."""
    try:
        asked = numbered([compile_query(Regex(pattern))])
    except QueryMistake:
        return
    fields = {"title": text}

    assert asked_one_by_one(asked, fields) == Index(asked).find_matches(read_passage(fields))


@pytest.mark.parametrize(
    ("pattern", "keys"),
    [
        pytest.param("gas.*line", {"/line"}, id="the longest"),
        pytest.param("oil|gas", {"/oil", "/gas"}, id="alternatives"),
        pytest.param("(oil|gas)", {"/oil", "/gas"}, id="alternatives inside"),
        pytest.param("(oil|gas)?s", None, id="alternatives that may lack"),
        pytest.param("x((oil|coal)s|gas)+", {"/oil", "/coal", "/gas"}, id="groups in groups"),
        pytest.param("x(oil|)", None, id="a group that may be nothing"),
        pytest.param("(oil|gas)(pipe)lines", {"/lines"}, id="the rarest of several"),
        pytest.param("(Киев|[зЗ]апад) ?: 中", {"/中"}, id="Chinese beside Cyrillic"),
        pytest.param("Киев|йод", {"/киев", "/йод"}, id="Cyrillic"),
        pytest.param("gass?", {"/gas"}, id="a letter that may lack"),
        pytest.param("ga(s|z)pipe", {"/pipe"}, id="after a group"),
        pytest.param("oils{0,3}", {"/oil"}, id="a count from nothing"),
        pytest.param("oils{1,3}", {"/oils"}, id="a count from one"),
        pytest.param(r"\bSU-?\d\d", {"/su"}, id="two letters"),
        pytest.param(r"\bS-?\d\d", None, id="too short"),
        pytest.param(r"[^击]中俄", {"/中"}, id="Chinese"),
        pytest.param("(?s)oil.gas", None, id="flags"),
        pytest.param("oil|..", None, id="an alternative without letters"),
        pytest.param(r"\Qoil\E", None, id="what is too clever"),
        pytest.param("[[:alpha:]]oil", None, id="a class of a class"),
    ],
)
def test_the_literal_part_of_a_regex_is_what_it_requires(pattern, keys):
    """Or nothing, and it is always asked."""
    assert keys == keys_of_regex(pattern)


@pytest.mark.parametrize(
    ("query", "required"),
    [
        pytest.param("oil AND gas*", [[{"oil", "oils"}, {("gas", "")}]], id="AND"),
        pytest.param("oil OR gas*", [[{"oil", "oils", ("gas", "")}]], id="OR"),
        pytest.param("oil NOT gas", [[{"oil", "oils"}]], id="NOT"),
        pytest.param("(oil AND coal) OR gas*", [[{("gas", "")}],
                     [{"oil", "oils"}, {"coal", "coals"}]], id="an AND in OR"),
        pytest.param("(oil AND coal) OR oil", [[{"oil", "oils"}]], id="an AND that asks for more"),
        pytest.param("(=a NEAR/3 =b) OR (=c NEAR/s =d)", [[{"a"}, {"b"}], [{"c"}, {"d"}]],
                     id="a NEAR in OR"),
        pytest.param("=a AND (=b OR =c =d)", [[{"a"}, {"b"}], [{"a"}, {"c"}, {"d"}]],
                     id="OR in AND"),
        pytest.param("oil NOT NEAR/3 gas", [[{"oil", "oils"}]], id="NOT NEAR"),
        pytest.param("2 OF (=a, =b, =c)", [[{"a", "b"}]], id="two of three"),
        pytest.param("3 OF (=a, =b, =c)", [[{"a"}, {"b"}, {"c"}]], id="three of three"),
        pytest.param('"the =pipelines"', [[{"pipelines"}]], id="the longest word of a phrase"),
        pytest.param("天然气", [[{"然气"}]], id="a pair of characters"),
        pytest.param("title:oil", [[{"oil", "oils"}]], id="title"),
        pytest.param("lang:zh", [[{"lang:zh"}]], id="another field"),
        pytest.param("url:oil*", [[]], id="a wildcard in another field"),
        pytest.param("url:/o.l/ OR =a", [[]], id="nothing at all, in one of two ways"),
    ],
)  # fmt: skip
def test_a_query_says_what_it_requires(query, required):
    """For each way to hold there are sets of keys, of each of which the text must have one."""
    found = [way.sets for way in compile_query(parse_query(query)).alternatives]

    assert in_order(required) == in_order(found)


def in_order(ways):
    """Give ways to hold in an order of their own, whatever that of their parts."""
    return sorted(sorted(sorted(map(repr, keys)) for keys in sets) for sets in ways)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(" AND ".join(f"(=a{n} OR =b{n} =c{n})" for n in range(7)), id="AND of ORs"),
        pytest.param(" AND ".join(
            "({})".format(" OR ".join(f"={one}{n} NEAR/2 =c{n}" for n in range(9))) for one in "ab"
        ), id="AND of two long ORs"),
        pytest.param(" OR ".join(f"(=a{n} =b{n})" for n in range(40)), id="OR of ANDs"),
    ],
)  # fmt: skip
def test_a_query_of_very_many_ways_is_filed_under_fewer(query):
    """Then they ask for less, and no text that matches is passed over."""
    asked = numbered([compile_query(parse_query(query))])
    fields = {"title": " ".join(f"a{n} b{n} c{n}" for n in range(40))}

    assert 32 >= len(asked[IndicatorId("i0")].alternatives)
    assert asked_one_by_one(asked, fields) == Index(asked).find_matches(read_passage(fields)) != ()


def test_a_query_that_requires_nothing_is_always_asked():
    """No word of a text leads to it."""
    index = Index(
        numbered([compile_query(parse_query("gas")), compile_query(parse_query("/o.l/"))])
    )
    (match,) = index.find_matches(read_passage({"title": "Oil"}))

    assert (match.indicator,) == index.always


def test_only_queries_that_could_hold_are_asked():
    """The words of each side are there for the second, and far apart for the third."""
    texts = ("oil AND gas*", "oil AND coal", "oil NEAR/2 coal", "(ore NEAR/2 tin) OR (oil coal)")
    index = Index(numbered(compile_query(parse_query(text)) for text in texts))
    passage = read_passage({"title": "Oil is not, or not yet, as dear as coal"})

    assert ("i1", "i3") == index.candidates(passage)
    assert ("i1", "i3") == tuple(match.indicator for match in index.find_matches(passage))


def test_the_shipped_rules_are_found_by_the_index(shared, request):
    """Over all labelled news; none of them has to be asked always."""
    rules = load_rules(request.config.rootpath / "rules.yaml", PLATFORMS)
    index = rules.index
    lines = (shared / "indicators-dev.jsonl").read_text(encoding="utf-8").splitlines()

    for item in map(json.loads, lines):
        fields = {"title": item["title"], "body": item["summary"], "lang": item["lang"]}
        assert asked_one_by_one(rules.queries, fields) == index.find_matches(read_passage(fields))
    assert index.always == ()
