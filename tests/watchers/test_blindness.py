from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.watchers.newsroom import HOUR, START, Newsroom
from watchers.blindness import Dark, all_dark, changes, dark_since
from watchers.errors import SourceAway
from watchers.model.names import IndicatorId, SourceId
from watchers.model.signals import BlindFigures, SeesAgainFigures
from watchers.pipeline import record_failure
from watchers.rules.load import read_rules
from watchers.storage.sources import SourceState

WIRE, TASS, GAS = SourceId("wire"), SourceId("tass"), IndicatorId("gas")
RULES = "indicators:\n  gas: {query: gas}\n  ours: {query: 'gas AND source:tass'}\n"


def failing(source=WIRE, *, since=START):
    """A source that fails since then."""
    return SourceState(source=source, failures=3, failing_since=since, last_new=START)


def silent(source=WIRE, *, last_new=START, rhythm=3600):
    """A source that can be read, had something new then, and should have it each hour."""
    return SourceState(source=source, last_new=last_new, first_look=START, rhythm=rhythm)


@pytest.mark.parametrize(
    ("state", "after", "expected"),
    [
        pytest.param(failing(), HOUR, START, id="fails"),
        pytest.param(silent(), 25 * HOUR, START, id="silent for a day"),
        pytest.param(silent(), 23 * HOUR, None, id="silent for a night"),
        pytest.param(silent(rhythm=86_400), 25 * HOUR, None, id="a daily"),
        pytest.param(silent(rhythm=None), 999 * HOUR, None, id="nobody knows its rhythm"),
        pytest.param(silent(last_new=None), 25 * HOUR, START, id="nothing since the first look"),
        pytest.param(SourceState(source=WIRE), 99 * HOUR, None, id="never looked at"),
    ],
)
def test_a_source_is_dark_while_it_fails_or_is_silent(state, after, expected):
    """Dark is what shows nothing; what is not known is not said."""
    assert expected == dark_since(state, START + after)


def test_one_source_that_is_seen_is_sight_enough():
    """All must be dark, and the last of them for an hour."""
    now = START + 30 * HOUR
    late = failing(since=now - HOUR / 2)

    assert Dark(since=START, failing=1, silent=1) == all_dark([failing(), silent(TASS)], now)
    assert all_dark([failing(), silent(TASS, last_new=now)], now) is None
    assert all_dark([failing(), late], now) is None
    assert all_dark([], now) is None


@given(st.lists(st.booleans(), max_size=30))
def test_blind_and_seeing_are_said_in_turns(history):
    """Whatever fails and comes back, each change is said once and nothing is said twice."""
    blind: dict[IndicatorId, datetime] = {}
    said = []
    for hour, dark in enumerate(history):
        now = START + hour * HOUR
        found = Dark(since=now - HOUR, failing=1, silent=0) if dark else None
        for signal in changes({GAS: found}, blind, now):
            said.append(type(signal.figures))
            if isinstance(signal.figures, BlindFigures):
                blind[GAS] = signal.figures.since
            else:
                del blind[GAS]

    turns = [BlindFigures, SeesAgainFigures] * len(said)
    assert turns[: len(said)] == said
    assert (len(said) % 2 == 1) == bool(history and history[-1])


def fail(newsroom, source, *, after=timedelta(0)):
    """Let a poll of a source fail, some time later."""
    newsroom.now += after
    away = SourceAway("it does not answer")
    newsroom._caused(
        lambda c: record_failure(c, newsroom.rules.sources[source], away, newsroom.now)
    )


def sight(caused):
    """Say who went blind or sees, in the order in which it was said."""
    return [
        (signal.kind, signal.indicator)
        for signal in caused
        if isinstance(signal.figures, BlindFigures | SeesAgainFigures)
    ]


def test_an_indicator_goes_blind_with_the_last_of_its_own_sources(database):
    """One that asks for a source sees through that alone; it is said once, also after a restart."""
    newsroom = Newsroom(database, RULES)

    fail(newsroom, "tass", after=HOUR)
    by_tass = sight(newsroom.tick(after=2 * HOUR))
    fail(newsroom, "wire")
    by_both = sight(newsroom.tick(after=2 * HOUR))
    again = sight(newsroom.tick(after=HOUR))
    newsroom.poll("nothing much", source="wire")
    back = sight(newsroom.tick())

    assert [("blind", "ours")] == by_tass
    assert [("blind", "gas")] == by_both
    assert [] == again
    assert [("sees-again", "gas")] == back


def test_an_indicator_that_left_the_rules_is_forgotten(database):
    """If it comes back, and its sources are dark still, that is said anew."""
    newsroom = Newsroom(database, RULES)
    fail(newsroom, "tass", after=HOUR)
    newsroom.tick(after=2 * HOUR)
    newsroom.use("indicators:\n  gas: {query: gas}\n  ours: {query: gas, status: off}\n")
    gone = sight(newsroom.tick(after=HOUR))
    newsroom.use(RULES)

    assert [] == gone
    assert [("blind", "ours")] == sight(newsroom.tick(after=HOUR))


def test_silence_that_nobody_could_hear_is_no_news(database):
    """While its own sources are dark an indicator is not said to be silent, and is afterwards."""
    rules = (
        "indicators:\n  gas: {query: gas}\n"
        "  ours: {query: 'gas AND source:tass', triggers: [{silence: 2d}]}\n"
    )
    newsroom = Newsroom(database, rules)
    fail(newsroom, "tass", after=HOUR)
    newsroom.tick(after=2 * HOUR)
    newsroom.poll("nothing much", source="wire", after=90 * HOUR)
    blind = [signal.kind for signal in newsroom.tick(after=HOUR)]
    newsroom.poll("nothing much", source="tass")
    seeing = [signal.kind for signal in newsroom.tick(after=HOUR)]

    assert [] == blind
    assert "silence" in seeing


def test_a_series_is_what_its_indicator_sees_through():
    """Numbers are no news: an indicator of a series alone hears nothing of any feed."""
    rules = read_rules(
        "sources:\n  wire: https://w.example/f\n  oil: {series: https://o.example/oil.csv}\n"
        "indicators:\n  price: {triggers: [{number: {series: oil, above: 100}}]}\n"
        "  gas: {query: gas}\n"
        "  off: {query: gas, status: off}\n",
        "rules.yaml",
    )

    assert frozenset({"oil"}) == rules.seen_through(IndicatorId("price"))
    assert frozenset({"wire"}) == rules.seen_through(GAS)
    assert frozenset() == rules.seen_through(IndicatorId("off"))
