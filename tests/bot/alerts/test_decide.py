import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.decide import AlreadyTold, as_grave, why_now, why_silent
from bot.model.alerts import Disposition
from bot.model.reasons import Reason
from tests.bot.fakes import NOON
from watchers.model.names import DestinationId, IndicatorId, Severity, SourceId, Status, Tier
from watchers.model.rules import Source
from watchers.model.signals import Burst, Signal, StoryFigures
from watchers.rules.indicators import Indicator


def indicator(name, severity=Severity.NOTABLE, **changes):
    """Give an indicator that the desk hears of."""
    known = {"query": "x", "notify": (DestinationId("desk"),), **changes}
    return Indicator(id=IndicatorId(name), title=name, severity=severity, **known)


ENERGY = indicator("energy")
TRADE = indicator("trade", Severity.MINOR)
DRILLS = indicator("drills", Severity.SERIOUS)
RULES = {one.id: one for one in (ENERGY, TRADE, DRILLS)}
WIRE = Source(id=SourceId("wire"), url="", title="The Wire")
ECHO = Source(id=SourceId("echo"), url="", title="The Echo")
MINISTRY = Source(id=SourceId("mfa"), url="", title="Ministry", tier=Tier.OFFICIAL)


def told_of(*indicators, outlets=("The Wire",), official=False):
    """Say what a destination was told."""
    return AlreadyTold(
        indicators=frozenset(one.id for one in indicators),
        outlets=frozenset(outlets),
        official=official,
    )


@pytest.mark.parametrize(
    ("moved", "source", "before", "burst", "ruling"),
    [
        pytest.param(
            [ENERGY],
            WIRE,
            AlreadyTold(),
            None,
            (Disposition.TELL, Reason.FIRST_REPORT),
            id="the first report",
        ),
        pytest.param(
            [ENERGY],
            WIRE,
            AlreadyTold(),
            Burst.RESURFACED,
            (Disposition.DIGEST, Reason.RESURFACED),
            id="an archive that came up",
        ),
        pytest.param(
            [ENERGY],
            ECHO,
            told_of(ENERGY),
            None,
            (Disposition.FOLD, Reason.ANOTHER_REPORT),
            id="a second outlet of something notable",
        ),
        pytest.param(
            [DRILLS],
            ECHO,
            told_of(DRILLS),
            None,
            (Disposition.TELL, Reason.CONFIRMED),
            id="a second outlet of something serious",
        ),
        pytest.param(
            [DRILLS],
            WIRE,
            told_of(DRILLS),
            None,
            (Disposition.FOLD, Reason.ANOTHER_REPORT),
            id="the same outlet again",
        ),
        pytest.param(
            [DRILLS],
            MINISTRY,
            told_of(DRILLS, outlets=("The Wire", "The Echo")),
            None,
            (Disposition.TELL, Reason.OFFICIAL),
            id="the first official source",
        ),
        pytest.param(
            [DRILLS],
            MINISTRY,
            told_of(DRILLS, outlets=("The Wire", "Other Ministry"), official=True),
            None,
            (Disposition.FOLD, Reason.ANOTHER_REPORT),
            id="a second official source",
        ),
        pytest.param(
            [DRILLS],
            WIRE,
            told_of(ENERGY),
            None,
            (Disposition.TELL, Reason.MORE_SEVERE),
            id="a more severe indicator",
        ),
        pytest.param(
            [TRADE],
            WIRE,
            told_of(ENERGY),
            None,
            (Disposition.FOLD, Reason.ANOTHER_INDICATOR),
            id="a less severe indicator",
        ),
        pytest.param(
            [ENERGY],
            WIRE,
            told_of(indicator("gone")),
            None,
            (Disposition.FOLD, Reason.ANOTHER_INDICATOR),
            id="what was told has left the rules",
        ),
    ],
)
def test_a_ruling_has_its_reason(moved, source, before, burst, ruling):
    """Each row of the decision, with its nearest no."""
    ruled = why_now(moved, source, before, RULES, burst=burst)

    assert ruling == (ruled.disposition, ruled.reason)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([ENERGY, TRADE, DRILLS]), st.sampled_from([WIRE, ECHO, MINISTRY])
        ),
        min_size=1,
        max_size=30,
    )
)
def test_a_story_pings_at_most_five_times(reports):
    """Once, then for each of two more severe indicators, an official source, a second outlet."""
    told: set[Indicator] = set()
    outlets: list[str] = []
    official, pings = False, 0
    for moved, source in reports:
        before = told_of(*told, outlets=outlets, official=official) if told else AlreadyTold()
        pings += why_now([moved], source, before, RULES, burst=None).disposition is Disposition.TELL
        told.add(moved)
        outlets.append(source.name)
        official = official or source.tier is Tier.OFFICIAL

    assert 1 <= pings <= 5


@pytest.mark.parametrize(
    ("known", "muted", "reason"),
    [
        pytest.param(ENERGY, (), None, id="somebody hears of it"),
        pytest.param(ENERGY, (ENERGY.id,), Reason.MUTED, id="muted"),
        pytest.param(indicator("energy", status=Status.TRIAL), (), Reason.ON_TRIAL, id="on trial"),
        pytest.param(indicator("energy", notify=()), (), Reason.NOBODY_ASKED, id="nobody asked"),
        pytest.param(indicator("other"), (), Reason.RULE_GONE, id="no longer in the rules"),
    ],
)
def test_silence_has_its_reason(known, muted, reason):
    """Why was I not told? always has an answer."""
    assert reason == why_silent(IndicatorId("energy"), {known.id: known}, muted)


def test_the_trigger_that_fired_may_have_a_severity_of_its_own():
    """It overrules the indicator's; without one the indicator stays as it is."""
    fired = Signal(at=NOON, figures=StoryFigures(severity=Severity.CRITICAL))
    plain = Signal(at=NOON, figures=StoryFigures())

    assert Severity.CRITICAL is as_grave(TRADE, fired).severity
    assert TRADE == as_grave(TRADE, plain)
