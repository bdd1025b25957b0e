from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.triggers.known import DAY, HOUR, LONG_AGO, NOW, ago, facts
from watchers.model.news import Sighting
from watchers.triggers.sequence import SequenceTrigger

BOTH = SequenceTrigger(of=("drills", "statements"), within=7 * DAY)
ORDERED = BOTH.model_copy(update={"ordered": True})


def read(trigger, drills, statements):
    """Ask about stories of two indicators."""
    return trigger.evaluate(facts(others={"drills": drills, "statements": statements}), LONG_AGO)


def test_both_within_the_time_trip_it_and_it_names_them():
    """Each with a story of its own (they are numbered from the oldest on)."""
    found = read(BOTH, ago(DAY), ago(6 * DAY, 9 * DAY))

    assert found.fired is not None
    assert "“drills” and “statements” within 7 days" == found.fired.describe()
    assert (101, 102) == found.fired.evidence


def test_one_alone_or_one_too_old_does_not():
    """Nor one report that holds for both."""
    other = tuple(replace(one, story=9) for one in ago(8 * DAY))

    assert read(BOTH, ago(DAY), ()).reset
    assert read(BOTH, ago(DAY), other).reset
    assert read(BOTH, ago(DAY), ago(DAY)).reset


def test_order_counts_where_it_is_asked_for():
    """The first indicator first."""
    early, late = ago(5 * DAY), tuple(replace(one, story=9) for one in ago(DAY))

    assert read(ORDERED, early, late).fired is not None
    assert read(ORDERED, late, early).fired is None
    assert read(BOTH, late, early).fired is not None


sighted = st.builds(
    lambda story, hours: Sighting(
        story=story, item=story, came=NOW - hours * HOUR, seen=NOW - hours * HOUR
    ),
    st.integers(1, 4),
    st.integers(0, 200),
)
of_one = st.lists(sighted, max_size=4, unique_by=lambda one: one.story).map(
    lambda seen: sorted(seen, key=lambda one: one.came)
)


@settings(max_examples=150)
@given(st.lists(of_one, min_size=2, max_size=3))
def test_in_any_order_it_trips_exactly_if_each_can_have_its_own_story(seen):
    """Checked against trying every choice."""
    of = tuple("abc"[: len(seen)])
    found = SequenceTrigger(of=of, within=7 * DAY).evaluate(
        facts(others=dict(zip(of, seen, strict=True))), LONG_AGO
    )
    recent = [{one.story for one in each if one.came > NOW - 7 * DAY} for each in seen]
    possible = any(
        all(story in stories for story, stories in zip(chosen, recent, strict=True))
        for chosen in permutations(range(1, 5), len(seen))
    )

    assert possible == (found.fired is not None)
    assert possible != found.reset
