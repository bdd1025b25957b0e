import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.language.tree import Term
from watchers.model.names import SourceId
from watchers.model.news import Item
from watchers.workbench.candidates import grams


def item(title, summary=""):
    """An item."""
    return Item(source=SourceId("s"), aliases=(), title=title, summary=summary)


@pytest.mark.parametrize(
    ("title", "terms"),
    [
        ("Joint drill", {"Joint", "drill", "Joint drill"}),
        ("a, b", {"a", "b"}),
        ("中俄联", {"中俄", "俄联", "中俄联"}),
        ("中 俄", set()),
        ("天然气LNG", {"天然", "然气", "天然气", "LNG"}),
        ("Russia-China", {"Russia", "China", "Russia China"}),
        ("25 1.5 ton", {"ton", "1.5 ton", "25 1.5 ton"}),
        ("", set()),
    ],
)
def test_words_and_phrases_of_a_text(title, terms):
    """One to three words; two or three characters where there are no blanks."""
    assert terms == set(grams(item(title)).values())


def test_no_phrase_reaches_over_the_edge_of_a_field():
    """The last word of a headline has nothing to do with the first of the summary."""
    assert "b c" not in grams(item("a b", "c d")).values()


def test_two_spellings_are_one_gram():
    """As the language sees it: case and accents make no difference."""
    assert 1 == len(grams(item("CAFÉ", "Cafe’s, café")))


@settings(max_examples=100)
@given(st.text("abcÉ中俄气 .,-’'sكتاب러시아", max_size=30), st.text("ab 中俄.", max_size=20))
def test_every_gram_is_a_term_that_holds_for_its_text(title, summary):
    """What is advised can be pasted into a vocabulary and finds what it was taken from."""
    passage = read_passage({"title": title, "body": summary})

    assert [] == [
        written
        for written in grams(item(title, summary)).values()
        if not compile_query(Term(written)).matches(passage)
    ]
