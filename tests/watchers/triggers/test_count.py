from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.triggers.known import DAY, HOUR, LONG_AGO, NOW, ago, facts, fired, stories_at
from watchers.triggers.count import CountFigures, CountTrigger

FIVE = CountTrigger(at_least=5, over=DAY)


def test_so_many_stories_trip_it_and_it_says_how_many():
    """The sentence, the numbers, the newest items first."""
    found = FIVE.evaluate(facts(stories=ago(*(n * HOUR for n in range(9)), 2 * DAY)), LONG_AGO)

    assert isinstance(found.fired, CountFigures)
    assert ("count", "9 stories in 24 hours") == (found.fired.kind, found.fired.describe())
    assert (9, 5, DAY) == (found.fired.stories, found.fired.at_least, found.fired.over)
    assert (110, 109, 108, 107, 106) == found.fired.evidence


def test_what_is_older_or_yet_to_come_does_not_count():
    """A date in the future is a mistake of the source."""
    found = FIVE.evaluate(facts(stories=ago(HOUR, HOUR, HOUR, HOUR, DAY, 3 * DAY, -HOUR)), LONG_AGO)

    assert found.fired is None


def test_it_is_told_again_only_after_it_had_calmed_down_to_half():
    """Four does not reset after five; two does."""
    counts = [3, 5, 4, 5, 9, 3, 5, 2, 4, 5]
    moments = [
        facts(now=NOW + n * HOUR, stories=stories_at(*(NOW - m * HOUR / 10 for m in range(of))))
        for n, of in enumerate(counts)
    ]

    assert [1, 9] == [(at - NOW) // HOUR for at, _ in fired(FIVE, moments)]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 400), max_size=60), st.integers(1, 9))
def test_it_never_fires_without_enough_stories_nor_twice_without_a_reset(hours, at_least):
    """Whatever the times: between two firings the count fell to half."""
    trigger = CountTrigger(at_least=at_least, over=DAY)
    came = stories_at(*(NOW + hour * HOUR for hour in hours))
    moments = [
        facts(now=NOW + n * HOUR, stories=tuple(one for one in came if one.came <= NOW + n * HOUR))
        for n in range(420)
    ]
    counts = {known.now: len(known.within(DAY)) for known in moments}
    told = [at for at, _ in fired(trigger, moments)]

    assert all(counts[at] >= at_least for at in told)
    for first, second in pairwise(told):
        assert any(2 * counts[at] <= at_least for at in counts if first < at < second)
