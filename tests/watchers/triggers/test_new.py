from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.triggers.known import DAY, NOW, facts, fired
from watchers.model.names import ItemId
from watchers.model.news import TriggerState
from watchers.triggers.facts import Met
from watchers.triggers.new import NewTrigger

WEAPONS = NewTrigger(of="$weapons", learn=7 * DAY)
LEARNT = TriggerState(began=NOW - 8 * DAY, memory={"met": ["S-400"]})


def met(*names, known=False):
    """Facts of a poll that brought these."""
    return facts(met=[Met(name=name, item=ItemId(n), known=known) for n, name in enumerate(names)])


def test_a_term_never_met_before_is_told_with_its_item():
    """Once, and remembered."""
    state, fired = WEAPONS.ask(LEARNT, met("S-400", "S-500"))

    assert fired is not None
    assert ("for the first time: S-500", (1,)) == (fired.describe(), fired.evidence)
    assert {"met": ["S-400", "S-500"]} == state.memory
    assert (state, None) == WEAPONS.ask(state, met("S-500"))


def test_what_is_met_while_it_learns_is_known_later_and_never_told():
    """The first week of a list is its past."""
    state, fired = WEAPONS.ask(TriggerState(began=NOW - 6 * DAY), met("S-500"))

    assert fired is None
    assert {"met": ["S-500"]} == state.memory


def test_a_source_that_matched_before_is_not_new():
    """Also if that was before the trigger was written."""
    sources = NewTrigger(of="sources", learn=DAY)

    assert sources.ask(LEARNT, met("TASS", known=True))[1] is None
    fired = sources.ask(LEARNT, met("TASS"))[1]
    assert fired is not None
    assert "for the first time from: TASS" == fired.describe()


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=4), max_size=20))
def test_no_name_is_told_twice(polls):
    """Whatever comes in whatever order."""
    moments = [
        facts(now=NOW + n * DAY, met=[Met(name=name, item=ItemId(n)) for name in names])
        for n, names in enumerate(polls)
    ]
    told = [name for _, fired in fired(WEAPONS, moments) for name in fired.names]

    assert len(set(told)) == len(told)
