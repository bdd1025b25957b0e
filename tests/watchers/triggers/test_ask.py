from dataclasses import replace

from tests.watchers.triggers.known import DAY, HOUR, NOW, ago, facts, fired, stories_at
from watchers.model.names import Severity
from watchers.model.triggers import OnCount, OnSilence, OnSpike, OnStory
from watchers.triggers import ask, asked_as

THREE = OnCount(at_least=3, over=DAY)


def test_a_trigger_written_while_it_holds_is_not_told_of_it():
    """Only what comes after can be news to it."""
    episode, tripped = ask(THREE, None, facts(stories=ago(HOUR, HOUR, HOUR)))

    assert (True, None) == (episode.active, tripped)


def test_what_the_first_moment_itself_adds_is_news():
    """A poll may come before the clock has asked once."""
    _episode, tripped = ask(THREE, None, facts(stories=ago(HOUR, HOUR, 0 * HOUR)))

    assert tripped is not None


def test_it_goes_on_where_it_stood():
    """An episode survives a restart: it is all there is to remember."""
    episode, _ = ask(THREE, None, facts())
    episode, first = ask(THREE, episode, facts(stories=ago(HOUR, HOUR, HOUR)))
    _, second = ask(THREE, replace(episode), facts(stories=ago(HOUR, HOUR, HOUR, HOUR)))

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
    assert ask(OnStory(), None, facts(stories=ago(HOUR)))[1] is None


def test_a_trigger_is_known_by_what_it_asks():
    """Its severity is no part of it; its limit is."""
    assert asked_as(THREE) == asked_as(replace(THREE, severity=Severity.CRITICAL))
    assert asked_as(THREE) != asked_as(replace(THREE, at_least=4))
    assert "count at_least=3 over=86400s" == asked_as(THREE)
    spike = OnSpike(over=DAY, baseline=30 * DAY, factor=3, at_least=5)
    asked = {asked_as(one) for one in (spike, replace(spike, down=True), OnSilence(over=DAY))}
    assert 3 == len(asked)
