from dataclasses import replace

from tests.watchers.triggers.known import DAY, HOUR, NOW, ago, facts, fired, stories_at
from watchers.model.names import Severity
from watchers.triggers.count import CountTrigger
from watchers.triggers.silence import SilenceTrigger
from watchers.triggers.spike import SpikeTrigger
from watchers.triggers.story import StoryTrigger

THREE = CountTrigger(at_least=3, over=DAY)


def test_a_trigger_written_while_it_holds_is_not_told_of_it():
    """Only what comes after can be news to it."""
    state, fired = THREE.ask(None, facts(stories=ago(HOUR, HOUR, HOUR)))

    assert (True, None) == (state.active, fired)


def test_what_the_first_moment_itself_adds_is_news():
    """A poll may come before the clock has asked once."""
    _state, fired = THREE.ask(None, facts(stories=ago(HOUR, HOUR, 0 * HOUR)))

    assert fired is not None


def test_it_goes_on_where_it_stood():
    """The state survives a restart: it is all there is to remember."""
    state, _ = THREE.ask(None, facts())
    state, first = THREE.ask(state, facts(stories=ago(HOUR, HOUR, HOUR)))
    _, second = THREE.ask(replace(state), facts(stories=ago(HOUR, HOUR, HOUR, HOUR)))

    assert (True, False) == (first is not None, second is not None)


def test_calm_is_noticed_without_any_news():
    """The clock asks, too."""
    crowd = stories_at(*(NOW + n * HOUR for n in range(3)))
    again = stories_at(*(NOW + 9 * DAY + n * HOUR for n in range(3)), first=10)
    moments = [
        facts(now=NOW - DAY),
        facts(now=NOW + 3 * HOUR, stories=crowd),
        facts(now=NOW + 5 * DAY, stories=crowd),
        facts(now=NOW + 9 * DAY + 3 * HOUR, stories=crowd + again),
    ]

    assert 2 == len(fired(THREE, moments))
    assert 1 == len(fired(THREE, [moments[0], moments[1], moments[3]]))


def test_a_story_is_not_asked_for():
    """Stories are signalled one by one."""
    assert StoryTrigger().ask(None, facts(stories=ago(HOUR)))[1] is None


def test_a_trigger_is_known_by_what_it_asks():
    """Its severity is no part of it; its limit is."""
    assert THREE.state_key == THREE.model_copy(update={"severity": Severity.CRITICAL}).state_key
    assert THREE.state_key != THREE.model_copy(update={"at_least": 4}).state_key
    assert "count at_least=3 over=86400s" == THREE.state_key
    up = SpikeTrigger(over=DAY, baseline=30 * DAY, factor=3, at_least=5)
    down = up.model_copy(update={"direction": "down"})
    keys = {trigger.state_key for trigger in (up, down, SilenceTrigger(over=DAY))}
    assert 3 == len(keys)
