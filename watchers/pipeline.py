"""One poll from start to end: poll, tell new from known, match, group, signal, store.

Everything that a poll causes is written in one transaction, so a kill at any moment leaves
either all of it or nothing. Policy lives in the pure parts that this file calls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watchers import moves, newness
from watchers.errors import SourceBusy, SourceError
from watchers.match.items import match_item, matches_gained
from watchers.model.names import IndicatorId, ItemId
from watchers.model.news import Item, Match, Poll
from watchers.model.rules import Source
from watchers.model.signals import Signal
from watchers.rhythm import first_rhythm, next_rhythm
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, aliases, items, matches, observations, signals, sources
from watchers.storage import stories as story_table
from watchers.storage.sources import SourceState
from watchers.stories.group import WINDOW, Head, same_story
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
    left_out: str = ""  # what of the document could not be read, in words
    failures: int = 0  # in a row, this poll included
    after: timedelta | None = None  # do not come back sooner: cache lifetime or Retry-After
    pace: timedelta | None = None  # between two looks, by its rhythm; None: its interval


def record(
    connection: Connection, source: Source, poll: Poll, rules: RuleSet, now: datetime
) -> PollRecord:
    """Write down a poll that succeeded, with every signal it causes: one transaction's work.

    Its phases: identify, store, match, group, signal. What raises undoes all of them.
    """
    state = sources.state_of(connection, source.id)
    first_look = state.first_look is None
    # Identify: an item is known by any name that this source ever gave it.
    known = aliases.known(
        connection, source.id, (alias for item in poll.items for alias in item.aliases)
    )
    identified = newness.judge_items(poll.items, known, first_look=first_look)
    # Store: an item that comes under another name than before is known by both from now on.
    new_ids = items.add_items(connection, identified.new, now)
    new_items = dict(zip(new_ids, identified.new, strict=True))
    matches_by_edit = _edit(connection, identified.known, rules, source)
    items.touch_items(connection, identified.known, now)
    polled_items = new_items | dict(identified.known)
    names = {id_: item.aliases for id_, item in polled_items.items()}
    aliases.add_aliases(connection, source.id, names)
    # Match: texts of known items are looked at again only where they were edited.
    item_matches = {id_: match_item(rules.index, item, source) for id_, item in new_items.items()}
    first_matches = _not_signalled_before(connection, item_matches | matches_by_edit)
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
            {id_: polled_items[id_] for id_ in first_matches},
            first_matches,
            rekeyed=identified.rekeyed,
            now=now,
        )
    if poll.observations:
        observations.add_observations(connection, poll.observations, now)
        caused = [*caused, *moves.by_numbers(connection, rules, source, now=now)]
    # Recovery is told to those only who were told of the failure.
    if state.failure_told:
        caused = [*caused, source_back(source.id, since=state.failing_since, now=now)]
    signals.append(connection, caused)
    state = _save_success(connection, state, poll, new=len(new_items), now=now)
    return PollRecord(
        source=source,
        status=state.status,
        items=len(poll.items),
        new=len(new_items),
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
    # Told once, and only when it lasts: the signal is None for a first stumble.
    signal = source_failing(
        source.id,
        str(error),
        since=since,
        ever_read=state.first_look is not None,
        told=state.failure_told,
        now=now,
    )
    after = error.after if isinstance(error, SourceBusy) else None
    sources.save_state(
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
        pace=state.pace_of(source, now),
    )


def _signals_of_news(
    connection: Connection,
    source: Source,
    rules: RuleSet,
    matched_items: Mapping[ItemId, Item],
    first_matches: Mapping[ItemId, tuple[Match, ...]],
    *,
    rekeyed: bool,
    now: datetime,
) -> Sequence[Signal]:
    """Group what matched into stories, write the matches, and return every signal of it."""
    moved = _into_stories(connection, matched_items, first_matches, now)
    # Many at once that are old, or only called anew, are told as one archive and count for
    # nothing: they did not happen now.
    burst = burst_of(moved, rekeyed=rekeyed, now=now)
    matches.add_matches(connection, first_matches, rules=rules.version, now=now, news=burst is None)
    caused = signal_stories(moved, _story_triggers(rules, first_matches), burst=burst, now=now)
    if burst is not None:
        return caused
    counted = moves.by_news(connection, rules, source, matched_items, first_matches, now=now)
    return [*caused, *counted]


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


def _edit(
    connection: Connection, known: Mapping[ItemId, Item], rules: RuleSet, source: Source
) -> dict[ItemId, tuple[Match, ...]]:
    """Store reworded items; return the matches that each gained by it, if any."""
    before = {id_: stored.item for id_, stored in items.by_id(connection, known).items()}
    edited = {id_: item for id_, item in known.items() if _reworded(before[id_], item)}
    items.edit_items(connection, edited)
    return {
        id_: matches_gained(rules.index, before[id_], item, source)
        for id_, item in edited.items()
        if (before[id_].title, before[id_].summary) != (item.title, item.summary)
    }


def _reworded(before: Item, now: Item) -> bool:
    return replace(before, key="", aliases=()) != replace(now, key="", aliases=())


def _not_signalled_before(
    connection: Connection, item_matches: Mapping[ItemId, tuple[Match, ...]]
) -> dict[ItemId, tuple[Match, ...]]:
    """Leave out what an indicator was signalled for already: texts are edited to and fro."""
    held = {id_: found for id_, found in item_matches.items() if found}
    before = matches.of_items(connection, held)
    first = {}
    for id_, found in held.items():
        signalled = {match.indicator for match in before.get(id_, ())}
        if left := tuple(match for match in found if match.indicator not in signalled):
            first[id_] = left
    return first


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
        Head.of(title, url, story=story)
        for story, title, url in story_table.recent(connection, now - WINDOW)
    ]
    moved = []
    # One after the other: two items of one poll may tell the same new story.
    for id_, item in matched_items.items():
        head = Head.of(item.title, item.url)
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
    before = None if state.rhythm is None else timedelta(seconds=state.rhythm)
    gap = now - (state.last_new or state.first_look)
    return round(next_rhythm(before, gap, new).total_seconds())
