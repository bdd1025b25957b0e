import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.errors import QueryMistake
from watchers.language.parse import parse_query, parse_term
from watchers.language.show import show_query
from watchers.language.tree import (
    And,
    Field,
    Near,
    Not,
    NotNear,
    Or,
    Regex,
    Term,
    Vocabulary,
    references,
    vocabularies_in,
)

A, B, C = Term("a"), Term("b"), Term("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        pytest.param("a", A, id="a word"),
        pytest.param("a b", And((A, B)), id="a blank means AND"),
        pytest.param("a AND b c", And((A, B, C)), id="written and unwritten AND are one"),
        pytest.param("a and b", And((A, Term("and"), B)), id="a small and is a word"),
        pytest.param("a OR b c", Or((A, And((B, C)))), id="AND before OR"),
        pytest.param("(a OR b) c", And((Or((A, B)), C)), id="parentheses"),
        pytest.param("（a OR b） c", And((Or((A, B)), C)), id="full-width parentheses"),
        pytest.param("a AND (b AND c)", And((A, B, C)), id="AND in AND is spread out"),
        pytest.param("(a OR b) OR c", Or((A, B, C)), id="OR in OR is spread out"),
        pytest.param("a NOT b", And((A, Not(B))), id="NOT"),
        pytest.param("NOT NOT a", Not(Not(A)), id="NOT twice"),
        pytest.param("a NEAR/3 b c", And((Near(A, B, 3), C)), id="NEAR before AND"),
        pytest.param(
            "a NEAR/3 b NEAR/s c", Near(Near(A, B, 3), C, None), id="NEAR chains leftwards"
        ),
        pytest.param("a ONEAR/3 b", Near(A, B, 3, ordered=True), id="ONEAR"),
        pytest.param("a ONEAR/s b", Near(A, B, None, ordered=True), id="ONEAR in a sentence"),
        pytest.param("a NOT NEAR/3 b", NotNear(A, B, 3), id="NOT NEAR"),
        pytest.param(
            "a NOT  ONEAR/s b NEAR/2 c",
            Near(NotNear(A, B, None, ordered=True), C, 2),
            id="NOT NEAR chains leftwards",
        ),
        pytest.param("a NOT (b NEAR/3 c)", And((A, Not(Near(B, C, 3)))), id="NOT of a NEAR"),
        pytest.param("a NEAR/3 (b NOT c)", Near(A, And((B, Not(C))), 3), id="NOT inside NEAR"),
        pytest.param("tier:Official", Field("tier", Term("Official")), id="a tier"),
        pytest.param("title:a b", And((Field("title", A), B)), id="a field takes one term"),
        pytest.param("title: a", Field("title", A), id="a blank after a field"),
        pytest.param("title:(a OR b)", Field("title", Or((A, B))), id="a field of a parenthesis"),
        pytest.param("title:a NEAR/3 b", Near(Field("title", A), B, 3), id="field before NEAR"),
        pytest.param("a NOT title:b", And((A, Not(Field("title", B)))), id="field before NOT"),
        pytest.param('"Xi  Jinping"', Term("Xi Jinping"), id="a phrase"),
        pytest.param(
            "“Xi Jinping” «мир»", And((Term("Xi Jinping"), Term("мир"))), id="smart quotes"
        ),
        pytest.param('"AND"', Term("AND"), id="a quoted operator is a word"),
        pytest.param(
            "ANDROID NOTE ORAL NEARBY",
            And(tuple(map(Term, ["ANDROID", "NOTE", "ORAL", "NEARBY"]))),
            id="words that begin like operators",
        ),
        pytest.param("=US", Term("US", exact=True), id="an exact word"),
        pytest.param('="United States"', Term("United States", exact=True), id="an exact phrase"),
        pytest.param(r"/a\/b (c)/", Regex("a/b (c)"), id="a regex with a slash"),
        pytest.param("$country.russia", Vocabulary("country.russia"), id="a vocabulary"),
        pytest.param(
            "天然气 OR нефт*", Or((Term("天然气"), Term("нефт*"))), id="scripts need no quotes"
        ),
        pytest.param("url:https://x.org/a", Field("url", Term("https://x.org/a")), id="an address"),
        pytest.param("10:30", Term("10:30"), id="a time of day is no field"),
        pytest.param("-6.8", Term("-6.8"), id="a negative number"),
        pytest.param("F/35", Term("F/35"), id="a slash before a number"),
        pytest.param("and/or", Term("and/or"), id="a slash inside a word"),
    ],
)
def test_a_query_reads_as_the_language_says(text, tree):
    """Operators bind field, NOT, NEAR, AND, OR, the tightest first."""
    assert tree == parse_query(text)


@pytest.mark.parametrize(
    ("text", "offset", "told"),
    [
        pytest.param("", 0, "empty query", id="nothing"),
        pytest.param(" \n", 0, "empty query", id="only blanks"),
        pytest.param("a ()", 2, "nothing between these parentheses", id="empty parentheses"),
        pytest.param('a ""', 2, "nothing between these quotes", id="empty quotes"),
        pytest.param('a =""', 2, "nothing between these quotes", id="empty exact quotes"),
        pytest.param("a (b", 2, "this parenthesis is never closed", id="unclosed parenthesis"),
        pytest.param(
            "(a (b)", 0, "this parenthesis is never closed", id="unclosed outer parenthesis"
        ),
        pytest.param("a b)", 3, "this parenthesis was never opened", id="unopened parenthesis"),
        pytest.param(")", 0, "this parenthesis was never opened", id="only a closing parenthesis"),
        pytest.param('a "b', 2, "this quote is never closed", id="unclosed quote"),
        pytest.param('a ="b', 2, "this quote is never closed", id="unclosed exact quote"),
        pytest.param("a /b", 2, "this regex is never closed", id="unclosed regex"),
        pytest.param("/a/i", 3, "i stands right after a regex", id="regex with flags"),
        pytest.param("a AND", 2, "nothing stands after AND", id="AND at the end"),
        pytest.param("a OR AND b", 2, "nothing stands after OR", id="two operators"),
        pytest.param("(a OR) b", 3, "nothing stands after OR", id="OR before a parenthesis"),
        pytest.param("a (AND b)", 3, "nothing stands before AND", id="AND after a parenthesis"),
        pytest.param("OR a", 0, "nothing stands before OR", id="OR at the start"),
        pytest.param("a NOT", 2, "nothing stands after NOT", id="NOT at the end"),
        pytest.param("a NEAR/3", 2, "nothing stands after NEAR/3", id="NEAR at the end"),
        pytest.param("title:", 0, "nothing stands after title:", id="a field of nothing"),
        pytest.param("title:NOT a", 6, "wants a term or a parenthesis", id="a field of NOT"),
        pytest.param("title:body:a", 6, "wants a term or a parenthesis", id="a field of a field"),
        pytest.param("title:(a body:b)", 9, "body: inside title:", id="a field inside a field"),
        pytest.param("b titel:a", 2, "no field titel:", id="unknown field"),
        pytest.param("zzz:a", 0, "no field zzz:", id="unknown field without a neighbour"),
        pytest.param("a NEAR/0 b", 2, "out of range", id="NEAR/0"),
        pytest.param("a NEAR/1001 b", 2, "out of range", id="NEAR too far"),
        pytest.param("a NEAR/" + "9" * 5000 + " b", 2, "out of range", id="NEAR without end"),
        pytest.param("a NEAR b", 2, "does not say how near", id="NEAR without a distance"),
        pytest.param("a near/3 b", 2, "does not say how near", id="near in small letters"),
        pytest.param("a NEAR/3 (b c)", 10, "NEAR stands between", id="NEAR an AND"),
        pytest.param("a NEAR/3 (NOT b)", 10, "NEAR stands between", id="NEAR only a NOT"),
        pytest.param("a NEAR/3 (b NOT (c d))", 17, "NEAR stands between", id="NEAR NOT an AND"),
        pytest.param("a NOT NEAR/3 (b NOT c)", 14, "NEAR stands between", id="NOT NEAR a NOT"),
        pytest.param("a NOT NEAR b", 2, "does not say how near", id="NOT NEAR without a distance"),
        pytest.param("NOT NEAR/3 b", 0, "nothing stands before NOT NEAR/3", id="NOT NEAR first"),
        pytest.param("a NOT NEAR/3", 2, "nothing stands after NOT NEAR/3", id="NOT NEAR last"),
        pytest.param("a NOT NEAR/0 b", 2, "out of range", id="NOT NEAR/0"),
        pytest.param("a tier:offical", 7, "there is no tier offical", id="an unknown tier"),
        pytest.param("tier:(wire OR $x)", 14, "takes one word or several", id="a tier of a list"),
        pytest.param("NOT a NEAR/3 b", 0, "NEAR stands between", id="NEAR a NOT"),
        pytest.param(
            "a NEAR/3 title:(b OR NOT c)",
            21,
            "NEAR stands between",
            id="NEAR a NOT in OR in a field",
        ),
        pytest.param("NOT a", 0, "merely lacks something", id="only a NOT"),
        pytest.param("a OR NOT b", 5, "merely lacks something", id="NOT as an alternative"),
        pytest.param("title:(NOT a) NOT b", 7, "merely lacks something", id="NOT and NOT"),
        pytest.param("a *", 2, "needs letters beside it", id="a lone star"),
        pytest.param('"a * b"', 0, "needs letters beside it", id="a lone star in a phrase"),
        pytest.param("天*气", 0, "needs letters beside it", id="a star between characters"),
        pytest.param("a &", 2, "no letter or digit in &", id="another language's AND"),
        pytest.param("...", 0, "no letter or digit in ...", id="a word of dots"),
        pytest.param("a -b", 2, "does not leave words out", id="another language's NOT"),
        pytest.param("a = b", 2, "nothing stands after =", id="an equals sign alone"),
        pytest.param("$Russia", 0, "names no vocabulary", id="a vocabulary in capitals"),
        pytest.param("a $", 2, "names no vocabulary", id="a dollar alone"),
        pytest.param("a /(?=b)/", 2, "cannot be read", id="look-around"),
        pytest.param("a /(/", 2, "cannot be read", id="a bad regex"),
        pytest.param("/\ud800/", 0, "half a character", id="half a character in a regex"),
        pytest.param("a /" + "b" * 1001 + "/", 2, "1000 are the most", id="a long regex"),
        pytest.param("/.{0,900}z/", 0, "too large", id="a large regex"),
        pytest.param("//", 0, "something in every text", id="an empty regex"),
        pytest.param(r"/\pL+/", 0, "something in every text", id="a regex for everything"),
        pytest.param("a" * 10_001, 10_000, "10000 are the most", id="a long query"),
        pytest.param("(" * 101 + "a" + ")" * 101, 100, "more than 100 deep", id="deep parentheses"),
        pytest.param("NOT " * 101 + "a", 400, "more than 100 deep", id="many NOTs"),
        pytest.param("a NEAR/1 " * 101 + "a", 0, "more than 100 deep", id="a long chain of NEAR"),
    ],
)
def test_a_mistake_says_where_and_what(text, offset, told):
    """The offset is that of the piece to change; the message is one short line."""
    with pytest.raises(QueryMistake) as caught:
        parse_query(text)

    assert offset == caught.value.offset
    assert told in caught.value.message
    assert "\n" not in caught.value.message + caught.value.hint
    assert len(caught.value.message) < 120


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        pytest.param("titel:a", "did you mean title:?", id="the nearest field"),
        pytest.param("a near/3 b", "operators are upper case: NEAR/3", id="upper case"),
        pytest.param("a onear/s b", "operators are upper case: ONEAR/s", id="upper case, sentence"),
        pytest.param("$Russia", "did you mean $russia?", id="lower case"),
        pytest.param("a -b", "write NOT b", id="minus means NOT"),
        pytest.param(
            "a W/5 b", 'did you mean NEAR/5? To look for it, quote it: "W/5"', id="within"
        ),
        pytest.param(
            "a PRE/5 b", 'did you mean ONEAR/5? To look for it, quote it: "PRE/5"', id="before"
        ),
        pytest.param(
            "a NOT_NEAR/s b",
            'did you mean NOT NEAR/s? To look for it, quote it: "NOT_NEAR/s"',
            id="NOT NEAR in one word",
        ),
        pytest.param(
            '"a b"~5', 'did you mean NEAR/5? To look for it, quote it: "~5"', id="a tilde"
        ),
        pytest.param("tier:offical", "did you mean tier:official?", id="the nearest tier"),
        pytest.param("tier:x", "tiers are official, wire, major, other", id="the tiers"),
        pytest.param("a NEAR/3 (b c)", "put AND outside: (a NEAR/5 b) AND c", id="AND outside"),
        pytest.param(
            "a NEAR/3 NOT b",
            "write a NOT NEAR/5 b, a NEAR/5 (b NOT c), or (a NEAR/5 b) AND NOT c",
            id="three ways to deny",
        ),
        pytest.param("a || b", "write OR", id="bars mean OR"),
        pytest.param(
            "/a(?!b)/",
            "there is no look-around: combine terms with NEAR or NOT instead",
            id="no look-around",
        ),
        pytest.param("OR", 'to look for the word itself, quote it: "OR"', id="quote it"),
    ],
)
def test_a_hint_says_what_to_write_instead(text, hint):
    """It can be followed without the manual."""
    with pytest.raises(QueryMistake) as caught:
        parse_query(text)

    assert hint == caught.value.hint


def tried(read, text):
    """Give the tree, or the mistake as a value."""
    try:
        return read(text)
    except QueryMistake as mistake:
        return mistake


PIECES = [
    "AND",
    "OR",
    "NOT",
    "NEAR/3",
    "NOT NEAR/3",
    "2 OF (",
    "2 OF",
    "tier:",
    "wire",
    ",",
    "NEAR/s",
    "NEAR",
    "(",
    ")",
    '"',
    "“",
    "*",
    "=",
    "/",
    "\\",
    "$x",
    "title:",
    " ",
    "a",
    "天",
    "-",
    ":",
    "\ud800",
    "\0",
]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=40))
def test_any_text_parses_or_says_why_not(text):
    """Nothing else is ever raised, and a mistake lies within the text."""
    outcome = tried(parse_query, text)

    if isinstance(outcome, QueryMistake):
        assert 0 <= outcome.offset <= len(text)
        assert outcome.message.encode()
    else:
        assert outcome == parse_query(show_query(outcome))


@pytest.mark.parametrize(
    "piece", ["(", "NOT ", "a NEAR/2 ", "title:(", "a AND (b OR ", '"', "/(", "a OR ", "=("]
)
def test_no_repetition_runs_out_of_stack(piece):
    """Ten thousand characters of anything end in a tree or a QueryMistake."""
    text = (piece * 10_000)[:9_990]
    for ending in ("", "a", " a" + ")" * 8):
        outcome = tried(parse_query, text + ending)

        assert not isinstance(outcome, QueryMistake) or outcome.offset <= 10_000


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=20))
def test_any_term_parses_or_says_why_not(text):
    """The same promise as for queries."""
    outcome = tried(parse_term, text)

    if isinstance(outcome, QueryMistake):
        assert 0 <= outcome.offset <= len(text)
    else:
        assert isinstance(outcome, Term | Regex | Vocabulary)


def test_the_mentions_of_vocabularies_are_told_with_their_offsets():
    """A rules file's mistake can point at the one that is unknown."""
    query = parse_query("$russia NEAR/3 $china OR title:($russia)")

    assert [(mention.name, mention.at) for mention in references(query)] == [
        ("russia", 0),
        ("china", 15),
        ("russia", 32),
    ]
    assert vocabularies_in(query) == ("russia", "china")


def test_where_a_term_stands_does_not_make_it_another():
    """Equality is that of meaning and shape."""
    assert parse_query("a OR b") == parse_query("  a   OR  b")
    assert hash(parse_query("a OR b")) == hash(parse_query("  a   OR  b"))
