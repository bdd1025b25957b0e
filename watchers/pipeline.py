"""One poll from start to end: poll, tell new from known, match, group, signal, store.

Everything that a poll causes is written in one transaction, so a kill at any moment leaves
either all of it or nothing. Policy lives in the pure parts that this file calls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from watchers import moves
from watchers.errors import SourceAway, SourceBusy, SourceError
from watchers.identify import store_items
from watchers.match.items import match_item
from watchers.model.names import Cursor, IndicatorId, ItemId
from watchers.model.news import Item, Match, Poll
from watchers.model.rules import Source
from watchers.model.signals import Signal
from watchers.rhythm import first_rhythm, next_rhythm
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, matches, observations, signals, sources
from watchers.storage import stories as story_table
from watchers.storage.sources import SourceState
from watchers.stories.group import WINDOW, Head, same_story
from watchers.triggers.kind import Trigger
from watchers.triggers.source_sight import first_look as first_look_signal
from watchers.triggers.source_sight import source_back, source_failing
from watchers.triggers.story import MovedStory, archive_of, signal_stories


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
    reached: bool = True  # whether any server answered at all
    left_out: str = ""  # what of the document could not be read, in words
    failures: int = 0  # in a row, this poll included
    after: timedelta | None = None  # do not come back sooner: cache lifetime or Retry-After
    pace: timedelta | None = None  # between two looks, by its rhythm; None: its interval


Judged = Mapping[int, tuple[Match, ...]]
"""What the rules find in items of a poll, by the identity (`id`) of the item."""


def judge_ahead(source: Source, poll: Poll, rules: RuleSet) -> Judged:
    """Match all items of a poll before its transaction, which needs no database; see `record`."""
    return {id(item): match_item(rules.index, item, source) for item in poll.items}


def record(
    connection: Connection,
    source: Source,
    poll: Poll,
    rules: RuleSet,
    now: datetime,
    judged: Judged = MappingProxyType({}),
) -> PollRecord:
    """Write down a poll that succeeded, with every signal it causes: one transaction's work.

    Its phases: identify, store, match, group, signal. What raises undoes all of them. Items that
    are not in `judged`, which came of the same rules, are matched here.
    """
    state = sources.state_of(connection, source.id)
    first_look = state.first_look is None
    stored = store_items(connection, source, poll.items, rules, now)
    # Match: texts of known items are looked at again only where they were edited.
    item_matches = {
        id_: judged[id(item)] if id(item) in judged else match_item(rules.index, item, source)
        for id_, item in stored.new.items()
    }
    first_matches, repeated = _not_signalled_before(
        connection, {**item_matches, **stored.gained}, stored.titled_before
    )
    matches.add_matches(connection, repeated, rules=rules.version, now=now, news=False)
    caused: Sequence[Signal]
    if first_look:
        # Nothing of it is news to anybody: one signal says what is there.
        matches.add_matches(connection, first_matches, rules=rules.version, now=now, news=False)
        matched = list(first_matches)
        caused = [first_look_signal(source.id, items=len(poll.items), matched=matched, now=now)]
    else:
        caused = _signals_of_news(
            connection,
            source,
            rules,
            {id_: stored.polled[id_] for id_ in first_matches},
            first_matches,
            now=now,
        )
    if poll.observations:
        observations.add_observations(connection, poll.observations, now)
        caused = [*caused, *moves.by_numbers(connection, rules, source, now=now)]
    # Recovery is told to those only who were told of the failure.
    if state.failure_told:
        caused = [*caused, source_back(source.id, since=state.failing_since, now=now)]
    signals.append(connection, caused)
    state = _save_success(connection, state, poll, new=len(stored.new), now=now)
    return PollRecord(
        source=source,
        status=state.status,
        items=len(poll.items),
        new=len(stored.new),
        signals=len(caused),
        http_status=poll.http_status,
        left_out=state.left_out,
        after=poll.fresh_for,
        pace=state.pace_of(source, now),
    )


def record_failure(
    connection: Connection, source: Source, error: SourceError, now: datetime
) -> PollRecord:
    """Write down a poll that failed; what was known of the source stays."""
    state = sources.state_of(connection, source.id)
    since = state.failing_since or now
    reached = error.http_status is not None or not isinstance(error, SourceAway)
    # Told once, and only when it lasts: the signal is None for a first stumble.
    signal = source_failing(
        source.id,
        str(error),
        since=since,
        ever_read=state.first_look is not None,
        told=state.failure_told,
        # Where no other was read meanwhile, the network is away: that is no fault of a source's.
        alone=reached or not sources.all_unread_since(connection, since, but=source.id),
        now=now,
    )
    after = error.after if isinstance(error, SourceBusy) else None
    sources.save_state(
        connection,
        replace(
            state,
            cursor=state.cursor if error.cursor is None else Cursor(error.cursor),
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
        reached=reached,
        failures=state.failures + 1,
        after=after,
        pace=state.pace_of(source, now),
    )


def _signals_of_news(
    connection: Connection,
    source: Source,
    rules: RuleSet,
    matched_items: Mapping[ItemId, Item],
    first_matches: Mapping[ItemId, tuple[Match, ...]],
    *,
    now: datetime,
) -> Sequence[Signal]:
    """Group what matched into stories, write the matches, and return every signal of it."""
    moved = _into_stories(connection, matched_items, first_matches, now)
    # Many old items at once are told as one archive and count for nothing: they did not happen
    # now. What came beside them did.
    archive = archive_of(moved, now)
    old = {id_: found for id_, found in first_matches.items() if id_ in archive}
    fresh = {id_: found for id_, found in first_matches.items() if id_ not in archive}
    matches.add_matches(connection, old, rules=rules.version, now=now, news=False)
    matches.add_matches(connection, fresh, rules=rules.version, now=now)
    told = signal_stories(moved, _story_triggers(rules, first_matches), archive=archive, now=now)
    fresh_items = {id_: matched_items[id_] for id_ in fresh}
    counted = moves.by_news(connection, rules, source, fresh_items, fresh, now=now)
    return [*told, *counted]


def _story_triggers(
    rules: RuleSet, item_matches: Mapping[ItemId, Sequence[Match]]
) -> dict[IndicatorId, Trigger]:
    """Map each indicator that moves with every story to the trigger that says so."""
    held = {match.indicator for of_item in item_matches.values() for match in of_item}
    return {
        id_: trigger
        for id_ in held
        for trigger in rules.indicators[id_].triggers
        if trigger.each_story
    }


def _not_signalled_before(
    connection: Connection,
    item_matches: Mapping[ItemId, tuple[Match, ...]],
    titled_before: Mapping[ItemId, ItemId],
) -> tuple[dict[ItemId, tuple[Match, ...]], dict[ItemId, tuple[Match, ...]]]:
    """Return the matches that were never signalled, and those that were under another item.

    Texts are edited to and fro, and two items may swap titles: `titled_before` maps an item to the
    one that had its title until now.
    """
    held = {id_: found for id_, found in item_matches.items() if found}
    asked = {other for id_ in held for other in (id_, titled_before.get(id_, id_))}
    before = matches.of_items(connection, asked)
    first, repeated = {}, {}
    for id_, found in held.items():
        own = {match.indicator for match in before.get(id_, ())}
        others = {match.indicator for match in before.get(titled_before.get(id_, id_), ())}
        if left := tuple(match for match in found if match.indicator not in own | others):
            first[id_] = left
        if again := tuple(match for match in found if match.indicator in others - own):
            repeated[id_] = again
    return first, repeated


def _into_stories(
    connection: Connection,
    matched_items: Mapping[ItemId, Item],
    item_matches: Mapping[ItemId, Sequence[Match]],
    now: datetime,
) -> list[MovedStory]:
    """Put each matched item into a story: one it was in, one that tells the same, or a new one."""
    if not matched_items:
        return []
    heads = [
        Head.of(title, url, story=story, source=source)
        for story, title, url, source in story_table.recent(connection, now - WINDOW)
    ]
    moved = []
    # One after the other: two items of one poll may tell the same new story.
    for id_, item in matched_items.items():
        head = Head.of(item.title, item.url, source=item.source)
        story = story_table.story_of(connection, id_)
        if story is None and (story := same_story(head, heads)) is not None:
            story_table.join_story(connection, story, id_, now)
        if story is None:
            story = story_table.open_story(connection, id_, now)
        heads.append(replace(head, story=story))
        moved.append(MovedStory(id=id_, item=item, story=story, matches=item_matches[id_]))
    return moved


def _save_success(
    connection: Connection, state: SourceState, poll: Poll, *, new: int, now: datetime
) -> SourceState:
    after = replace(
        state,
        cursor=poll.cursor,
        title=poll.title or state.title,
        first_look=state.first_look or now,
        last_poll=now,
        last_good=now,
        last_new=now if new else state.last_new,
        rhythm=_rhythm(state, poll, new=new, now=now),
        held_until=None,
        status="unchanged" if poll.unchanged else "ok",
        http_status=poll.http_status,
        failures=0,
        failing_since=None,
        failure_told=False,
        error="",
        # The same document was read as far as it was before.
        beyond_cap=state.beyond_cap if poll.unchanged else poll.beyond_cap,
        unread_dates=state.unread_dates if poll.unchanged else poll.unread_dates,
        cut_at=state.cut_at if poll.unchanged else poll.cut_at,
    )
    sources.save_state(connection, after)
    return after


def _rhythm(state: SourceState, poll: Poll, *, new: int, now: datetime) -> int | None:
    """Return the usual seconds between two new items, as this poll leaves them."""
    if state.first_look is None:
        first = first_rhythm(item.published for item in poll.items)
        return None if first is None else round(first.total_seconds())
    if not new:
        return state.rhythm
    gap = now - (state.last_new or state.first_look)
    return round(next_rhythm(state.usual_gap, gap, new).total_seconds())
