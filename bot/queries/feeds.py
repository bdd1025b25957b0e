"""How each source stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.model.cards import AnswerRow, Card, Piece
from bot.queries.wording import MOST_ROWS, MOST_SAID, answer
from watchers.model.names import Severity
from watchers.model.rules import Source
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, items, sources
from watchers.storage.sources import SourceState
from watchers.web_address import without_addresses
from watchers.words import ago, counted, excerpt, lasting

_ORDER: Final = {"failed": 0, "waiting": 2, "off": 3}  # what can be read stands after the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A source, how it stands, and how many of its items are remembered."""

    source: Source
    state: SourceState
    items: int

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
        return _no_source(name, now) if named is None else _source_card(named, now)
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


def _source_card(standing: Standing, now: datetime) -> Card:
    source, state = standing.source, standing.state
    times = {
        "First look": state.first_look,
        "Last look": state.last_poll,
        "Last good look": state.last_good,
        "Last new item": state.last_new,
        "Next look": None if source.off else state.next_poll,
        "It asked to be left alone until": state.held_until,
    }
    return answer(
        standing.source.name,
        now,
        text=_stands(standing, now),
        rows=[
            AnswerRow(lead="Source", pieces=(Piece(f"{source.id}, {source.kind}"),)),
            AnswerRow(lead="Kind of outlet", pieces=(Piece(source.tier),)),
            AnswerRow(lead="Looked at every", pieces=(Piece(lasting(source.every)),)),
            *(AnswerRow(lead=lead, when=when) for lead, when in times.items() if when),
        ],
        severity=Severity.SERIOUS if standing.status == "failed" else Severity.MINOR,
    )


def _named(found: Sequence[Standing], name: str) -> Standing | None:
    """Return the source of that id or title, else the only one whose title begins so, else None."""
    wanted = name.casefold().strip()
    exact = [s for s in found if wanted in {s.source.id.casefold(), s.source.name.casefold()}]
    begun = [s for s in found if s.source.name.casefold().startswith(wanted)]
    return next((names[0] for names in (exact, begun) if len(names) == 1), None)


def _no_source(name: str, now: datetime) -> Card:
    wanted = excerpt(without_addresses(name), 60)
    return answer(f"There is no source “{wanted}”", now, text="“feeds” alone shows them all.")
