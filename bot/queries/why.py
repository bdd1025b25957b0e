"""What became of an address or a headline, and what every indicator says of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Final

from bot.model.cards import AnswerRow, Card, Piece
from bot.queries.search import evidence_pieces
from bot.queries.story import story_line, told_rows
from bot.queries.wording import MOST_ROWS, MOST_SAID, answer
from bot.storage import decisions
from bot.storage.decisions import Told
from watchers.language.passage import read_passage
from watchers.match.excerpts import Excerpt, excerpts_of, find_evidence, texts_of
from watchers.model.names import IndicatorId
from watchers.model.news import Evidence
from watchers.parse.identity import Names, name_items
from watchers.rules.indicators import Indicator
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, aliases, items, matches
from watchers.storage.items import StoredItem
from watchers.web_address import host_of, without_addresses
from watchers.words import counted, excerpt
from watchers.workbench.failing_clauses import Explainer, Part, failing_clauses, recognised_spans

MOST_TOLD: Final = 4  # decisions shown of each item
MOST_KNOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A stored item that goes by an address or headline, and what was decided about it."""

    stored: StoredItem
    matched: tuple[IndicatorId, ...]
    told: tuple[Told, ...]  # oldest first; empty where it matched nothing, or at a first look


def known_items(connection: Connection, rules: RuleSet, text: str) -> tuple[Known, ...]:
    """Return the items with this address or headline, oldest first; none if nobody published it.

    Of an address scheme, www, tracking parameters and trailing slashes do not matter; of a
    headline its capitals do not.
    """
    found = {stored.id: stored for stored in _stored(connection, rules, text)}
    its_matches = matches.of_items(connection, found)
    return tuple(
        Known(
            stored=stored,
            matched=tuple(match.indicator for match in its_matches.get(id_, ())),
            told=decisions.of_item(connection, id_),
        )
        for id_, stored in sorted(found.items())
    )


def is_address(text: str) -> bool:
    """Return whether somebody gave an address, and not a headline."""
    return text.startswith(("http://", "https://")) and not any(map(str.isspace, text))


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
    title = without_addresses(text)
    texts = {"title": title}
    excerpts = [Excerpt(texts, read_passage(texts))]
    held = _evidence(rules, excerpts)
    rows = list(islice(_verdict_rows(rules, texts, excerpts, held), MOST_ROWS))
    return answer(
        f"{len(held)} of {counted(len(rules.queries), 'indicator')} {_hold(len(held))}",
        now,
        text=f"“{excerpt(title, MOST_SAID)}” is no headline that was read.",
        rows=rows,
        more=len(rules.queries) - len(rows),
    )


def _known_card(
    connection: Connection, rules: RuleSet, known: tuple[Known, ...], now: datetime
) -> Card:
    first = known[0].stored
    excerpts = list(excerpts_of(first.item, rules.source_of(first.item.source)))
    held = _evidence(rules, excerpts)
    told = [row for each in known[:MOST_KNOWN] for row in _known_rows(connection, rules, each)]
    verdicts = _verdict_rows(rules, texts_of(first.item), excerpts, held)
    rows = list(islice(chain(told, verdicts), MOST_ROWS))
    indicators = counted(len(rules.queries), "indicator")
    return answer(
        first.item.title or "An item without a title",
        now,
        text=f"{len(held)} of {indicators} {_hold(len(held))} as the rules are now.",
        rows=rows,
        more=len(told) + len(rules.queries) - len(rows),
        url=first.item.url,
    )


def _known_rows(connection: Connection, rules: RuleSet, known: Known) -> Iterator[AnswerRow]:
    judged = "" if known.matched else "; no indicator held when it was judged"
    yield AnswerRow(
        lead=rules.source_of(known.stored.item.source).name,
        pieces=(Piece(f"published it{judged}"),),
        quiet="first seen",
        when=known.stored.first_seen,
    )
    story = story_line(connection, rules, known.stored.id)
    if story is not None:
        yield story
    if known.matched and not known.told:
        cause = "not decided yet" if story else "first look at its source: nothing old is told"
        said = f"{', '.join(known.matched)} held: {cause}"
        yield AnswerRow(pieces=(Piece(excerpt(said, MOST_SAID)),))
    yield from told_rows(known.told)[:MOST_TOLD]


def _evidence(rules: RuleSet, excerpts: Sequence[Excerpt]) -> dict[IndicatorId, Evidence]:
    """Return what makes each indicator hold, for those that do, in the order of the rules."""
    found = {id_: find_evidence(query, excerpts) for id_, query in rules.queries.items()}
    return {id_: evidence for id_, evidence in found.items() if evidence is not None}


def _verdict_rows(
    rules: RuleSet,
    texts: Mapping[str, str],
    excerpts: Sequence[Excerpt],
    held: Mapping[IndicatorId, Evidence],
) -> Iterator[AnswerRow]:
    """Yield a row an indicator, those that hold first.

    To say why one fails takes some 6 ms: take no more rows than are shown.
    """
    for id_, evidence in held.items():
        yield _holds(rules.indicators[id_], texts, evidence)
    explainer = Explainer(rules.vocabulary)
    for id_, query in rules.queries.items():
        if id_ not in held:
            # None of them holds, so what is lacking is said of title and lead.
            whole = explainer.explain(query, excerpts[0].passage)
            yield _fails(rules.indicators[id_], whole)


def _holds(indicator: Indicator, texts: Mapping[str, str], evidence: Evidence) -> AnswerRow:
    return AnswerRow(
        lead=f"✓ {indicator.title}",
        pieces=(Piece("holds: "), *evidence_pieces(texts, evidence)),
        severity=indicator.severity,
    )


def _fails(indicator: Indicator, whole: Part) -> AnswerRow:
    said = "no part of it holds"
    # Where not a word is known all of it fails: to name that is long, and helps nobody.
    if recognised_spans(whole):
        failing = " AND ".join(part.text for part in failing_clauses(whole))
        said = f"not so: {excerpt(failing, MOST_SAID // 2)}"
    return AnswerRow(lead=f"✗ {indicator.title}", pieces=(Piece(said),))


def _hold(count: int) -> str:
    return "holds" if count == 1 else "hold"


def _stored(connection: Connection, rules: RuleSet, text: str) -> tuple[StoredItem, ...]:
    # The index of aliases begins with the source, so only those of the rules are asked; the very
    # address has an index of its own, and is found also if its source has left the rules.
    if is_address(text):
        names, exact = Names(title="", link=text), items.by_url(connection, text)
    else:
        names, exact = Names(title=" ".join(text.split())), ()
    its_aliases = [alias for each in name_items([names]) for alias in each.aliases]
    ids = aliases.anywhere(connection, rules.sources, its_aliases)
    return (*exact, *items.by_id(connection, ids).values())
