from dataclasses import replace
from functools import partial

import pytest

from tests.watchers.workbench.samples import RULES, labelled, line
from watchers.model.names import IndicatorId, SourceId
from watchers.model.news import Item
from watchers.rules.load import read_rules
from watchers.workbench.candidates import candidates
from watchers.workbench.figures import Counts
from watchers.workbench.score import score
from watchers.workbench.terms import TermChange, terms

# "crude" is in three missed items of three stories and in one that moves nothing; "film" is in
# both false alarms and in nothing else; "Beijing" finds only what is false.
ITEMS = (
    line("a", "Russia sells oil to China", "energy"),
    line("b", "Crude from Russia to China", "energy"),
    line("c", "China buys crude of Russia", "energy"),
    line("d", "Russia ships crude to China", "energy"),
    line("e", "Crude jokes"),
    line("f", "Film on gas: Russia, Beijing"),
    line("g", "Film on oil: Moscow, Beijing"),
    line("h", "Rain in China"),
    line("i", "Snow in Russia"),
)
ENERGY = IndicatorId("energy")
most = partial(terms, RULES, most=50)


@pytest.fixture(scope="module")
def found():
    """The advice on the items above."""
    return most(ENERGY, labelled(*ITEMS))


def test_the_figures_now_are_those_counted_by_hand(found):
    """Right a; false f and g; missed b, c and d."""
    assert Counts(1, 2, 3) == found.counts
    assert 9 == found.items


def test_a_term_is_tried_where_it_stands(found):
    """In $energy "crude" finds all three; the joke is not near Russia and China."""
    first = found.add[0]

    assert ("crude", "$energy", Counts(4, 2, 0)) == (
        first.term.casefold(),
        first.where,
        first.after,
    )
    assert (4, 4, False) == (first.items, first.stories, first.thin)
    assert 1 == [one.term.casefold() for one in found.add].count("crude")


def test_a_term_that_only_false_alarms_have_is_advised_against(found):
    """AND NOT film."""
    first = found.exclude[0]

    assert {"Film", "Beijing"} <= {first.term, *first.alike}
    assert (TermChange.EXCLUDE, Counts(1, 0, 3)) == (first.change, first.after)


def test_a_term_that_only_hurts_is_advised_to_be_taken_out(found):
    """And whose list it is, since others read it too."""
    first = found.remove[0]

    assert ("Beijing", "$china", Counts(1, 0, 3)) == (first.term, first.where, first.after)
    assert ("drills",) == first.also


def test_a_term_of_few_stories_is_marked():
    """Three items of one story are one proof."""
    items = [replace(one, story="s1") for one in labelled(*ITEMS[:5])]

    assert all(one.thin for one in most(ENERGY, items).add)


def test_only_what_raises_f1_is_advised_and_the_best_comes_first(found):
    """Ranked by what it gains."""
    for advice in (found.add, found.exclude, found.remove):
        gains = [one.gain for one in advice]
        assert gains == sorted(gains, reverse=True)
        assert all(gain > 0 for gain in gains)


def test_an_advice_followed_gives_the_figures_promised(found):
    """The rules with the first advice in them, scored anew."""
    first = found.add[0]
    text = """
vocabulary: {russia: [Russia, Moscow], china: [China, Beijing], energy: [oil, gas, TERM]}
sources: {wire: "https://wire.example/rss"}
indicators: {energy: {query: $russia NEAR/6 $china AND $energy}}
"""
    changed = read_rules(text.replace("TERM", first.term), "rules.yaml")

    assert first.after == score(changed, labelled(*ITEMS), worst=0).tally.micro


def test_doubtful_items_are_left_out():
    """A term that only they have is no advice."""
    lines = [line(f"d{n}", "Russia mazut China", "energy", doubtful=True) for n in range(4)]

    assert () == most(ENERGY, labelled(ITEMS[0], *lines)).add


def test_terms_of_the_very_same_items_are_one_candidate():
    """The shortest is shown, the others beside it; no little word begins a term."""
    texts = ["the joint patrol", "the joint patrol", "rain", "the sun", "snow"]
    items = [Item(source=SourceId("s"), aliases=(), title=t) for t in texts]
    (found,) = candidates(items, {0, 1})

    assert ("patrol", (0, 1), ("joint", "joint patrol")) == (found.term, found.where, found.alike)


def test_the_shared_items_give_advice_in_bounded_time(shared):
    """On real news, for an indicator that misses a good deal."""
    text = (shared / "indicators-dev.jsonl").read_text(encoding="utf-8").splitlines()[:250]
    rules = read_rules(
        """
sources: {wire: "https://wire.example/rss"}
vocabulary: {ru: [$country.russia, Putin], cn: [$country.china, Xi]}
indicators: {energy-flows: {query: $ru NEAR/12 $cn AND (oil OR film)}}
""",
        "rules.yaml",
    )
    found = terms(rules, IndicatorId("energy-flows"), labelled(*text), most=5)

    assert found.add
    assert any("gas" in one.term.casefold() for one in found.add)
