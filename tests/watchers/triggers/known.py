"""Facts for triggers, made of times."""

from datetime import UTC, datetime, timedelta

from watchers.model.names import ItemId, StoryId
from watchers.model.news import Sighting
from watchers.triggers.facts import Facts

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LONG_AGO = NOW - 1000 * DAY


def stories_at(*times, first=1):
    """Give a story at each time, seen as it came."""
    return tuple(
        Sighting(story=StoryId(n), item=ItemId(100 + n), came=at, seen=at)
        for n, at in enumerate(sorted(times), first)
    )


def ago(*lengths):
    """Give a story for each length of time before NOW."""
    return stories_at(*(NOW - length for length in lengths))


def facts(*, now=NOW, **known):
    """Give facts of a world that was read just now."""
    return Facts(now=now, **{"sighted": now, "since": LONG_AGO, **known})


def fired(trigger, moments):
    """Ask at each of the moments (facts), from the first on; give when it fired, and what."""
    state, told = None, []
    for known in moments:
        state, fired = trigger.ask(state, known)
        if fired is not None:
            told.append((known.now, fired))
    return told
