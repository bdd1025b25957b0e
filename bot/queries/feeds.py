"""How each source stands."""

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

_ORDER: Final = {"failed": 0, "waiting": 2}  # what can be read stands between them


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A source, how it stands, and how many of its items are remembered."""

    source: Source
    state: SourceState
    items: int


def standings(connection: Connection, rules: RuleSet) -> tuple[Standing, ...]:
    """Say how every source of the rules stands, in their order."""
    states = sources.states(connection)
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
        one = _named(found, name)
        return _no_source(name, now) if one is None else _one_card(one, now)
    failing = sum(one.state.status == "failed" for one in found)
    waiting = sum(one.state.status == "waiting" for one in found)
    ranked = sorted(found, key=lambda one: _ORDER.get(one.state.status, 1))
    not_yet = f", {waiting} not looked at yet" if waiting else ""
    return answer(
        f"{len(found) - failing - waiting} of {counted(len(found), 'source')} can be read{not_yet}",
        now,
        text="What fails is looked at less often, and never given up." if failing else "",
        rows=[_row(one, now) for one in ranked[:MOST_ROWS]],
        more=len(ranked) - len(ranked[:MOST_ROWS]),
        severity=Severity.SERIOUS if failing else Severity.MINOR,
    )


def _row(one: Standing, now: datetime) -> AnswerRow:
    state = one.state
    return AnswerRow(
        lead=one.source.name,
        pieces=(Piece(excerpt(_stands(one, now), MOST_SAID)),),
        quiet="next look" if state.next_poll else "",
        when=state.next_poll,
        severity=Severity.SERIOUS if state.status == "failed" else None,
    )


def _stands(one: Standing, now: datetime) -> str:
    state = one.state
    if state.last_poll is None:
        return "not looked at yet"
    if state.status == "failed":
        since = state.failing_since or state.last_poll
        return f"fails for {lasting(now - since)}: {without_addresses(state.error)}"
    new = f", last new one {ago(state.last_new, now)}" if state.last_new else ""
    return f"read {ago(state.last_poll, now)}, {counted(one.items, 'item')}{new}"


def _one_card(one: Standing, now: datetime) -> Card:
    state = one.state
    times = {
        "First look": state.first_look,
        "Last look": state.last_poll,
        "Last good look": state.last_good,
        "Last new item": state.last_new,
        "Next look": state.next_poll,
        "It asked to be left alone until": state.held_until,
    }
    return answer(
        one.source.name,
        now,
        text=_stands(one, now),
        rows=[
            AnswerRow(lead="Source", pieces=(Piece(f"{one.source.id}, {one.source.kind}"),)),
            AnswerRow(lead="Kind of outlet", pieces=(Piece(one.source.tier),)),
            AnswerRow(lead="Looked at every", pieces=(Piece(lasting(one.source.every)),)),
            *(AnswerRow(lead=lead, when=when) for lead, when in times.items() if when),
        ],
        severity=Severity.SERIOUS if state.status == "failed" else Severity.MINOR,
    )


def _named(found: Sequence[Standing], name: str) -> Standing | None:
    said = name.casefold().strip()
    exact = [one for one in found if said in {one.source.id.casefold(), one.source.name.casefold()}]
    begun = [one for one in found if one.source.name.casefold().startswith(said)]
    return next((names[0] for names in (exact, begun) if len(names) == 1), None)


def _no_source(name: str, now: datetime) -> Card:
    said = excerpt(without_addresses(name), 60)
    return answer(f"There is no source “{said}”", now, text="“feeds” alone shows them all.")
