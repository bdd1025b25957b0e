"""One poll from start to end: poll, tell new from known, match, group, signal, store.

Everything that a poll causes is written in one transaction, so a kill at any moment leaves
either all of it or nothing. Policy lives in the pure parts that this file calls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watchers import moves, newness, stories
from watchers.errors import SourceBusy, SourceError
from watchers.match.items import match_item, matches_gained
from watchers.model.names import IndicatorId, ItemId
from watchers.model.news import Item, Match, Poll
from watchers.model.rules import Source
from watchers.model.signals import Signal
from watchers.rules import RuleSet
from watchers.storage import Connection, aliases, items, matches, observations, signals, sources
from watchers.storage import stories as story_table
from watchers.storage.sources import SourceState
from watchers.triggers.kind import Trigger
from watchers.triggers.source_sight import first_look as first_look_signal
from watchers.triggers.source_sight import source_back, source_failing
from watchers.triggers.story import MovedStory, burst_of, signal_stories


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """What a poll came to, for the log and for `once --json`."""

    source: Source
    status: str  # ok, unchanged or failed
    items: int = 0
    new: int = 0
    signals: int = 0
    http_status: int | None = None
    error: str = ""
    failures: int = 0  # in a row, this poll included
    after: timedelta | None = None  # do not come back sooner: cache lifetime or Retry-After


def record(
    connection: Connection, source: Source, poll: Poll, rules: RuleSet, now: datetime
) -> PollRecord:
    """Write down a poll that succeeded, with every signal it causes."""
    state = sources.state_of(connection, source.id)
    first_look = state.first_look is None
    known = aliases.known(
        connection, source.id, (alias for item in poll.items for alias in item.aliases)
    )
    verdict = newness.judge(poll.items, known, first_look=first_look)
    added = dict(zip(items.add(connection, verdict.new, now), verdict.new, strict=True))
    found = {id_: match_item(rules.index, item, source) for id_, item in added.items()}
    found |= _edit(connection, verdict.seen, rules, source)
    items.touch(connection, verdict.seen, now)
    aliases.add(
        connection,
        source.id,
        {id_: item.aliases for id_, item in (added | dict(verdict.seen)).items()},
    )
    matched = {id_: held for id_, held in found.items() if held}
    fresh = _unmatched_before(connection, matched)
    texts = added | dict(verdict.seen)
    caused: Sequence[Signal]
    if first_look:
        matches.add(connection, fresh, rules=rules.version, now=now, news=False)
        caused = [first_look_signal(source.id, items=len(poll.items), matched=list(fresh), now=now)]
    else:
        moved = _into_stories(connection, {id_: texts[id_] for id_ in fresh}, fresh, now)
        burst = burst_of(moved, rekeyed=verdict.rekeyed, now=now)
        matches.add(connection, fresh, rules=rules.version, now=now, news=burst is None)
        caused = signal_stories(moved, _told_by_story(rules, fresh), burst=burst, now=now)
        if burst is None:
            caused = [*caused, *moves.by_news(connection, rules, source, texts, fresh, now=now)]
    if poll.observations:
        observations.add(connection, poll.observations, now)
        caused = [*caused, *moves.by_numbers(connection, rules, source, now=now)]
    if state.failure_told:
        caused = [*caused, source_back(source.id, since=state.failing_since, now=now)]
    signals.append(connection, caused)
    sources.save(connection, _after_success(state, poll, new=len(added), now=now))
    return PollRecord(
        source=source,
        status="unchanged" if poll.unchanged else "ok",
        items=len(poll.items),
        new=len(added),
        signals=len(caused),
        http_status=poll.http_status,
        after=poll.fresh_for,
    )


def record_failure(
    connection: Connection, source: Source, error: SourceError, now: datetime
) -> PollRecord:
    """Write down a poll that failed; what was known of the source stays."""
    state = sources.state_of(connection, source.id)
    since = state.failing_since or now
    signal = source_failing(
        source.id,
        str(error),
        since=since,
        ever_read=state.first_look is not None,
        told=state.failure_told,
        now=now,
    )
    after = error.after if isinstance(error, SourceBusy) else None
    sources.save(
        connection,
        replace(
            state,
            last_poll=now,
            status="failed",
            http_status=error.http_status,
            failures=state.failures + 1,
            failing_since=since,
            failure_told=state.failure_told or signal is not None,
            held_until=None if after is None else now + after,
            error=str(error),
        ),
    )
    signals.append(connection, [] if signal is None else [signal])
    return PollRecord(
        source=source,
        status="failed",
        signals=int(signal is not None),
        http_status=error.http_status,
        error=str(error),
        failures=state.failures + 1,
        after=after,
    )


def _told_by_story(
    rules: RuleSet, found: Mapping[ItemId, Sequence[Match]]
) -> dict[IndicatorId, Trigger]:
    """Give the trigger of each indicator that moves with each story."""
    held = {one.indicator for each in found.values() for one in each}
    return {
        id_: trigger
        for id_ in held
        for trigger in rules.indicators[id_].triggers
        if trigger.each_story
    }


def _edit(
    connection: Connection, seen: Mapping[ItemId, Item], rules: RuleSet, source: Source
) -> dict[ItemId, tuple[Match, ...]]:
    """Store reworded items; give the indicators that hold only since."""
    before = {id_: stored.item for id_, stored in items.by_id(connection, seen).items()}
    edited = {id_: item for id_, item in seen.items() if _reworded(before[id_], item)}
    items.edit(connection, edited)
    return {
        id_: matches_gained(rules.index, before[id_], item, source)
        for id_, item in edited.items()
        if (before[id_].title, before[id_].summary) != (item.title, item.summary)
    }


def _reworded(before: Item, now: Item) -> bool:
    return replace(before, key="", aliases=()) != replace(now, key="", aliases=())


def _unmatched_before(
    connection: Connection, found: Mapping[ItemId, tuple[Match, ...]]
) -> dict[ItemId, tuple[Match, ...]]:
    """Leave out what an indicator was signalled for already: texts are edited to and fro."""
    before = matches.of_items(connection, found)
    fresh = {}
    for id_, held in found.items():
        told = {match.indicator for match in before.get(id_, ())}
        if left := tuple(match for match in held if match.indicator not in told):
            fresh[id_] = left
    return fresh


def _into_stories(
    connection: Connection,
    texts: Mapping[ItemId, Item],
    found: Mapping[ItemId, Sequence[Match]],
    now: datetime,
) -> list[MovedStory]:
    """Give each matched item its story: one it was in, one that tells the same, or a new one."""
    if not texts:
        return []
    heads = [
        stories.Head.of(title, url, story=story)
        for story, title, url in story_table.recent(connection, now - stories.WINDOW)
    ]
    moved = []
    for id_, item in texts.items():
        head = stories.Head.of(item.title, item.url)
        story = story_table.story_of(connection, id_)
        if story is None and (story := stories.same_story(head, heads)) is not None:
            story_table.join_story(connection, story, id_, now)
        if story is None:
            story = story_table.open_story(connection, id_, now)
        heads.append(replace(head, story=story))
        moved.append(MovedStory(id=id_, item=item, story=story, matches=found[id_]))
    return moved


def _after_success(state: SourceState, poll: Poll, *, new: int, now: datetime) -> SourceState:
    return replace(
        state,
        cursor=poll.cursor,
        title=poll.title or state.title,
        first_look=state.first_look or now,
        last_poll=now,
        last_good=now,
        last_new=now if new else state.last_new,
        held_until=None,
        status="unchanged" if poll.unchanged else "ok",
        http_status=poll.http_status,
        failures=0,
        failing_since=None,
        failure_told=False,
        error="",
    )
