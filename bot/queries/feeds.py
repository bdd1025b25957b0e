"""How each source stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.model.cards import AnswerRow, Card, Piece
from bot.queries.wording import MOST_ROWS, MOST_SAID, answer
from watchers.model.names import Severity
from watchers.model.rules import Source
from watchers.rules.ruleset import RuleSet
from watchers.sources.watcher import Bookmark
from watchers.storage import Connection, items, sources
from watchers.storage.sources import SourceState
from watchers.web_address import without_addresses
from watchers.words import ago, counted, excerpt, lasting

_ABOUT: Final = timedelta(minutes=1)  # the shortest pace, and what is about the same time
_JITTERED: Final = 1.1  # so much longer a wait may be by its jitter alone
_ORDER: Final = {"failed": 0, "waiting": 2, "off": 3}  # what can be read stands after the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A source, how it stands, and how many of its items are remembered."""

    source: Source
    state: SourceState
    items: int

    @property
    def validators(self) -> tuple[str, ...]:
        """The names of what makes the next request conditional; none where all is sent again."""
        bookmark = Bookmark.from_cursor(self.state.cursor, self.source)
        named = {"ETag": bookmark.etag, "Last-Modified": bookmark.last_modified}
        return tuple(name for name, value in named.items() if value)

    @property
    def status(self) -> str:
        """ok, unchanged, failed or waiting; off where the rules say so, whatever was before."""
        return "off" if self.source.off else self.state.status


def standings(connection: Connection, rules: RuleSet) -> tuple[Standing, ...]:
    """Return how every source of the rules stands, in their order; also one never polled."""
    states = sources.source_states(connection)
    counts = items.counts(connection)
    return tuple(
        Standing(
            source=source,
            state=states.get(id_, SourceState(source=id_)),
            items=counts.get(id_, 0),
        )
        for id_, source in rules.sources.items()
    )


def feeds_card(connection: Connection, rules: RuleSet, name: str, now: datetime) -> Card:
    """Answer how the sources stand, those that fail first; or all about the one named `name`.

    No address of a source is said, only hosts in the words of an error: it may hold a password.
    """
    found = standings(connection, rules)
    if name:
        named = _named(found, name)
        return _no_source(name, now) if named is None else _source_card(connection, named, now)
    count = Counter(standing.status for standing in found)
    failing, polled = count["failed"], len(found) - count["off"]
    ranked = sorted(found, key=lambda standing: _ORDER.get(standing.status, 1))
    not_yet = f", {count['waiting']} not looked at yet" if count["waiting"] else ""
    off = f", {count['off']} off" if count["off"] else ""
    can_be_read = polled - failing - count["waiting"]
    return answer(
        f"{can_be_read} of {counted(polled, 'source')} can be read{not_yet}{off}",
        now,
        text="What fails is looked at less often, and never given up." if failing else "",
        rows=[_row(standing, now) for standing in ranked[:MOST_ROWS]],
        more=len(ranked) - len(ranked[:MOST_ROWS]),
        severity=Severity.SERIOUS if failing else Severity.MINOR,
    )


def _row(standing: Standing, now: datetime) -> AnswerRow:
    state = standing.state
    return AnswerRow(
        lead=standing.source.name,
        pieces=(Piece(excerpt(_stands(standing, now), MOST_SAID)),),
        quiet="next look" if state.next_poll and not standing.source.off else "",
        when=None if standing.source.off else state.next_poll,
        severity=Severity.SERIOUS if standing.status == "failed" else None,
    )


def _stands(standing: Standing, now: datetime) -> str:
    state = standing.state
    if standing.source.off:
        return "off: it is not looked at"
    if state.last_poll is None:
        return "not looked at yet"
    if state.status == "failed":
        since = state.failing_since or state.last_poll
        return f"fails for {lasting(now - since)}: {without_addresses(state.error)}"
    new = f", last new one {ago(state.last_new, now)}" if state.last_new else ""
    left_out = f"; {state.left_out}" if state.left_out else ""
    return f"read {ago(state.last_poll, now)}, {counted(standing.items, 'item')}{new}{left_out}"


def _source_card(connection: Connection, standing: Standing, now: datetime) -> Card:
    source, state = standing.source, standing.state
    facts = {
        "Source": f"{source.id}, {source.kind}",
        "Kind of outlet": source.tier,
        "Language": source.lang or "as its items say",
        "Looked at every": _pace_in_words(source),
        "Rhythm": f"an item each {lasting(rhythm)}" if (rhythm := state.usual_gap) else "not known",
        "Asked again by": " and ".join(standing.validators) or "nothing: it is sent in full",
        "Dates": _dates_in_words(standing, items.count_dated(connection, source.id)),
        "Last answer": f"HTTP {state.http_status}" if state.http_status else "",
    }
    times = {
        "First look": state.first_look,
        "Last look": state.last_poll,
        "Last good look": state.last_good,
        "Last new item": state.last_new,
    }
    due = None if source.off else state.next_poll
    return answer(
        standing.source.name,
        now,
        text=_stands(standing, now),
        rows=[
            *(AnswerRow(lead=lead, pieces=(Piece(fact),)) for lead, fact in facts.items() if fact),
            *(AnswerRow(lead=lead, when=when) for lead, when in times.items() if when),
            *(
                [AnswerRow(lead="Next look", quiet=why_then(source, state), when=due)]
                if due
                else []
            ),
        ],
        severity=Severity.SERIOUS if standing.status == "failed" else Severity.MINOR,
    )


def why_then(source: Source, state: SourceState) -> str:
    """Return why a source is looked at next when it is, in a few words."""
    # Its own wish goes before all else (RFC 9110, 10.2.3).
    if state.held_until and state.next_poll and state.next_poll <= state.held_until + _ABOUT:
        return "it asked to be left alone until then"
    if state.failures:
        return _failed(state)
    # What is longer than its pace and the jitter on it comes of its cache lifetime.
    if state.next_poll and state.last_poll:
        pace = max(state.pace_of(source, state.last_poll), _ABOUT)
        if state.next_poll - state.last_poll > pace * _JITTERED:
            return "its last answer is good until then"
    return "its interval" if source.seldom is None else "its rhythm"


def _failed(state: SourceState) -> str:
    return "it failed" if state.failures == 1 else f"it failed {state.failures:,} times in a row"


def _pace_in_words(source: Source) -> str:
    often = lasting(source.every)
    return often if source.seldom is None else f"{often} to {lasting(source.seldom)}"


def _dates_in_words(standing: Standing, dated: int) -> str:
    """Say how many of its items have a date that could be read and believed."""
    if not standing.items:
        return ""
    share = round(100 * dated / standing.items)
    unread = standing.state.unread_dates
    also = f"; {counted(unread, 'date')} of the last document not understood" if unread else ""
    return f"{share} % of its items have one{also}"


def _named(found: Sequence[Standing], name: str) -> Standing | None:
    """Return the source of that id or title, else the only one whose title begins so, else None."""
    wanted = name.casefold().strip()
    exact = [s for s in found if wanted in {s.source.id.casefold(), s.source.name.casefold()}]
    begun = [s for s in found if s.source.name.casefold().startswith(wanted)]
    return next((names[0] for names in (exact, begun) if len(names) == 1), None)


def _no_source(name: str, now: datetime) -> Card:
    wanted = excerpt(without_addresses(name), 60)
    return answer(f"There is no source “{wanted}”", now, text="“feeds” alone shows them all.")
