"""Why an item was told or not, and what every indicator says of a text."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.model.cards import AnswerRow, Card, Piece
from bot.queries.explain import Known, is_address, known_items
from bot.queries.search import evidence_pieces
from bot.queries.story import story_line, told_rows
from bot.queries.wording import MOST_ROWS, MOST_SAID, answer
from watchers.language.passage import Passage, read_passage
from watchers.language.query import Clause
from watchers.match.items import passage_of
from watchers.model.names import SourceId
from watchers.model.news import Evidence, Item
from watchers.rules.indicators import Indicator
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection
from watchers.web_address import host_of, without_addresses
from watchers.words import counted, excerpt

MOST_TOLD: Final = 4  # decisions shown of each item
MOST_KNOWN: Final = 3


def why_card(connection: Connection, rules: RuleSet, text: str, now: datetime) -> Card:
    """Answer what became of an address or headline, else what the indicators say of the text."""
    known = known_items(connection, rules, text)
    if known:
        return _known_card(connection, rules, known, now)
    if is_address(text):
        return answer(
            f"No source has published this address of {host_of(text) or 'no web site'}",
            now,
            text="Ask “why” and its headline: that says what the indicators make of it.",
        )
    said = without_addresses(text)
    item = Item(source=SourceId(""), key="", aliases=(), title=said)
    verdicts = list(_verdicts(rules, item, read_passage({"title": said})))
    held = [row for is_held, row in verdicts if is_held]
    rows = [*held, *(row for is_held, row in verdicts if not is_held)]
    return answer(
        f"{len(held)} of {counted(len(rows), 'indicator')} {_hold(len(held))}",
        now,
        text=f"“{excerpt(said, MOST_SAID)}” is no headline that was read.",
        rows=rows[:MOST_ROWS],
        more=len(rows) - len(rows[:MOST_ROWS]),
    )


def lacking(clause: Clause) -> str:
    """Name the part of a clause that is to blame for its not holding."""
    if not clause.children:
        return clause.text
    missing = [part for part in clause.children if not part.held]
    if not missing:  # all parts are there, but too far apart; or one is there that must not be
        return clause.text
    nearest = max(missing, key=_share) if len(missing) == len(clause.children) else missing[0]
    if len(missing) == len(clause.children) and not _share(nearest):
        return clause.text
    return lacking(nearest)


def _share(clause: Clause) -> float:
    """Say how much of a clause held."""
    if not clause.children:
        return float(clause.held)
    return sum(map(_share, clause.children)) / len(clause.children)


def _known_card(
    connection: Connection, rules: RuleSet, known: tuple[Known, ...], now: datetime
) -> Card:
    first = known[0].stored
    rows = [row for one in known[:MOST_KNOWN] for row in _known_rows(connection, rules, one)]
    passage = passage_of(first.item, rules.source_of(first.item.source))
    verdicts = list(_verdicts(rules, first.item, passage))
    rows += [row for is_held, row in verdicts if is_held]
    rows += [row for is_held, row in verdicts if not is_held]
    held = sum(is_held for is_held, _ in verdicts)
    return answer(
        first.item.title or "An item without a title",
        now,
        text=f"{held} of {counted(len(verdicts), 'indicator')} {_hold(held)} as the rules are now.",
        rows=rows[:MOST_ROWS],
        more=len(rows) - len(rows[:MOST_ROWS]),
        url=first.item.url,
    )


def _known_rows(connection: Connection, rules: RuleSet, one: Known) -> Iterator[AnswerRow]:
    judged = "" if one.matched else "; no indicator held when it was judged"
    yield AnswerRow(
        lead=rules.source_of(one.stored.item.source).name,
        pieces=(Piece(f"published it{judged}"),),
        quiet="first seen",
        when=one.stored.first_seen,
    )
    story = story_line(connection, rules, one.stored.id)
    if story is not None:
        yield story
    if one.matched and not one.told:
        cause = "not decided yet" if story else "first look at its source: nothing old is told"
        said = f"{', '.join(one.matched)} held: {cause}"
        yield AnswerRow(pieces=(Piece(excerpt(said, MOST_SAID)),))
    yield from told_rows(one.told)[:MOST_TOLD]


def _verdicts(rules: RuleSet, item: Item, passage: Passage) -> Iterator[tuple[bool, AnswerRow]]:
    for id_, query in rules.queries.items():
        indicator = rules.indicators[id_]
        evidence = query.find_evidence(passage)
        if evidence is None:
            yield False, _fails(indicator, query.explain(passage))
        else:
            yield True, _holds(indicator, item, evidence)


def _holds(indicator: Indicator, item: Item, evidence: Evidence) -> AnswerRow:
    return AnswerRow(
        lead=f"✓ {indicator.title}",
        pieces=(Piece("holds: "), *evidence_pieces(item, evidence)),
        severity=indicator.severity,
    )


def _fails(indicator: Indicator, clause: Clause) -> AnswerRow:
    said = (
        f"not so: {excerpt(lacking(clause), MOST_SAID // 2)}"
        if _share(clause)
        else "no part of it holds"
    )
    return AnswerRow(lead=f"✗ {indicator.title}", pieces=(Piece(said),))


def _hold(count: int) -> str:
    return "holds" if count == 1 else "hold"
