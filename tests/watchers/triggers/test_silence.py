from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.triggers.known import DAY, HOUR, NOW, ago, facts, fired, stories_at
from watchers.triggers.silence import SilenceTrigger

FORTNIGHT = SilenceTrigger(over=14 * DAY)


def test_a_fortnight_without_a_story_trips_it():
    """It names the last one, and shows it."""
    found = FORTNIGHT.evaluate(facts(stories=ago(15 * DAY, 40 * DAY)), NOW - 99 * DAY)

    assert found.fired is not None
    assert "no story for 15 days; none since 27 February 2026" == found.fired.describe()
    assert (102,) == found.fired.evidence


def test_before_the_trigger_began_there_was_no_silence():
    """A rule added today is not told of the past."""
    assert FORTNIGHT.evaluate(facts(stories=ago(90 * DAY)), NOW - 13 * DAY).fired is None

    found = FORTNIGHT.evaluate(facts(), NOW - 14 * DAY)
    assert found.fired is not None
    assert "no story for 14 days; none since watching began" == found.fired.describe()


def test_blindness_is_no_silence():
    """While no source is read nobody knows."""
    known = facts(stories=ago(15 * DAY), sighted=NOW - 2 * DAY)

    assert FORTNIGHT.evaluate(known, NOW - 99 * DAY).fired is None


@settings(max_examples=40)
@given(st.lists(st.integers(0, 1500), max_size=12))
def test_each_silence_is_told_once(hours):
    """As often as a gap between stories is long enough, and no more."""
    trigger = SilenceTrigger(over=3 * DAY)
    times = sorted({NOW + hour * HOUR for hour in hours if hour})
    moments = [
        facts(now=(now := NOW + n * HOUR), stories=stories_at(*(at for at in times if at <= now)))
        for n in range(1600)
    ]
    ends = [*times, NOW + 1599 * HOUR]
    gaps = [end - start for start, end in zip([NOW, *times], ends, strict=True)]
    # At the very hour of the next story it is no longer silent.
    long = sum(gap > 3 * DAY for gap in gaps[:-1]) + (gaps[-1] >= 3 * DAY)

    assert long == len(fired(trigger, moments))
