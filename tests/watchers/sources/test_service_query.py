"""Queries as search services take them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.language.trees import queries
from watchers.language.parse import parse_query
from watchers.sources.service_query import ServiceLimits, service_query

ROOMY = ServiceLimits(characters=500, words=60)
VOCABULARY = {
    "russia": parse_query("Russia OR Russian* OR Moscow OR Россия OR /russ.*/"),
    "china": parse_query("China OR =PRC OR Chinese"),
}


def asked(query, limits=ROOMY, language="en"):
    """What a service is asked for a query."""
    return service_query(parse_query(query), VOCABULARY, limits, language)


def test_what_must_hold_is_asked_and_alternatives_stand_in_brackets():
    """One term needs no brackets: GDELT refuses them there."""
    assert "oil" == asked("oil")
    assert '"crude oil"' == asked('"crude oil"')
    assert '(oil OR "natural gas") sakhalin' == asked('(oil OR "natural gas") AND Sakhalin')
    assert "(russia OR russian OR moscow) (china OR prc OR chinese)" == asked(
        "$russia NEAR/9 $china"
    )


def test_what_a_service_cannot_be_asked_makes_it_find_more():
    """NOT, distances, regexes and fields of ours are left to our own query."""
    assert "oil" == asked("oil AND NOT gas AND /pip.line/ AND tier:wire")
    assert "oil gas" == asked("oil NEAR/3 gas AND source:wire")
    assert "oil" == asked("oil NOT NEAR/3 olive")
    assert "(oil OR gas OR coal)" == asked("2 OF (oil, gas, coal)")
    assert "oil" == asked("title:oil")
    assert "" == asked("/pip.line/ AND tier:wire")
    assert "" == asked("p*pe")


def test_alternatives_of_several_parts_are_asked_by_what_they_share():
    """Both ways need China, so it is asked; the rest is one of either."""
    query = "($russia AND $china AND oil) OR ($china AND Gazprom)"

    assert "(china OR prc OR chinese) (oil OR gazprom)" == asked(query)


def test_a_way_that_cannot_be_said_is_lost():
    """The service finds less then, and other sources are there for it."""
    assert "oil" == asked("oil OR /gaz.*/")


def test_terms_are_of_the_language_that_is_asked():
    """A Russian edition finds nothing for English words, nor the other way round."""
    assert "россия" == asked("$russia AND $china", language="ru")
    assert "石油" == asked("石油 OR oil", language="zh-Hant")


def test_limits_hold():
    """In turns, so that every group keeps some; what is too short for a service is left out."""
    many = " OR ".join(f"word{n}" for n in range(100))
    few = ServiceLimits(characters=80, words=6)

    assert "(word0 OR word1 OR word2) (a OR bb OR ccc)" == asked(
        f"({many}) AND (a OR bb OR ccc)", few
    )
    assert "ccc" == asked("a OR bb OR ccc", ServiceLimits(characters=80, words=9, shortest_word=3))
    short = ServiceLimits(characters=80, words=9, shortest_phrase=5)
    assert '"f-16a"' == asked('"f-16" OR "f-16a"', short)


def test_a_term_that_another_one_finds_is_not_asked():
    """Whoever asks for China need not ask for China Southern."""
    assert "(china OR prc)" == asked('China OR "China Southern" OR PRC')


def test_groups_that_say_nearly_the_same_are_asked_once():
    """The room is for what is different."""
    assert "(a1 OR b1 OR c1) oil" == asked("(a1 OR b1 OR c1) AND (a1 OR b1 OR c1 OR d1) AND oil")


@settings(max_examples=200)
@given(queries, st.integers(10, 300), st.integers(1, 40))
def test_whatever_is_asked_fits(expr, characters, words):
    """Any query of ours comes to a text within the limits, or to none."""
    names = dict.fromkeys(("russia", "country.russia", "a_b-1"), parse_query("oil OR gas"))
    text = service_query(expr, names, ServiceLimits(characters=characters, words=words), "en")

    assert len(text) <= characters
    assert text.count("(") == text.count(")")
