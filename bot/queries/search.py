"""A query over what was read lately. Bounded in items and in time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Final

from bot.model.cards import AnswerRow, Card, Piece
from bot.queries.wording import MOST_SAID, answer, report_row, sentence
from bot.render.highlight import headline, snippet
from watchers.errors import QueryMistake
from watchers.language.query import Query
from watchers.match.excerpts import texts_of
from watchers.match.index import Index
from watchers.match.items import match_item
from watchers.model.names import IndicatorId
from watchers.model.news import Evidence
from watchers.rules.ruleset import RuleSet, read_query
from watchers.storage import Connection, items
from watchers.storage.items import StoredItem
from watchers.web_address import hidden_addresses, without_addresses
from watchers.words import counted, excerpt

MOST: Final = 8  # shown
NEWEST: Final = 5_000  # items looked through
SECONDS: Final = 2.0
PAGE: Final = 500
SNIPPET: Final = 140
CARET: Final = "‸"
_QUERY: Final = IndicatorId("query")
AROUND: Final = 60  # characters of a query before and after what is wrong


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that a query holds for, and the words that make it hold."""

    stored: StoredItem
    evidence: Evidence


def search_card(
    connection: Connection,
    rules: RuleSet,
    text: str,
    now: datetime,
    *,
    clock: Callable[[], float] = monotonic,
) -> Card:
    """Answer which of the newest items a query holds for; a mistake in it is answered as well.

    Looks at no more than NEWEST items and for no longer than SECONDS by `clock`: it runs in the one
    thread that reads, and everybody's answers wait for it.
    """
    try:
        query = read_query(rules, text)
    except QueryMistake as e:
        return mistake_card(text, e, now)
    hits: list[Hit] = []
    looked = 0
    for looked, found in enumerate(_looked_at(connection, rules, query, clock), start=1):  # noqa: B007 -- how far it came
        hits += [found] if found else []
    rows = [_row(hit, rules) for hit in hits[:MOST]]
    return answer(
        f"{counted(len(hits), 'item')} of the newest {looked:,} {_hold(len(hits))}",
        now,
        text=f"Query: {excerpt(without_addresses(text), MOST_SAID)}",
        rows=rows,
        more=len(hits) - len(rows),
    )


def mistake_card(text: str, mistake: QueryMistake, now: datetime) -> Card:
    """Answer where a query is wrong: a caret before the place, the word there highlighted."""
    at = min(mistake.offset, len(text))
    line = hidden_addresses("".join(" " if letter.isspace() else letter for letter in text))
    before = line[max(0, at - AROUND) : at]
    end = next((n for n in range(at + 1, len(line)) if line[n].isspace()), len(line))
    end = min(end, at + AROUND)
    pieces = (
        Piece("…" * (at > AROUND) + before + CARET),
        Piece(line[at:end], highlighted=True),
        Piece(line[end : end + AROUND] + "…" * (len(line) > end + AROUND)),
    )
    return answer(
        f"This query has a mistake: {without_addresses(mistake.message)}",
        now,
        text=sentence(mistake.hint),
        rows=[AnswerRow(pieces=tuple(piece for piece in pieces if piece.text))],
    )


def evidence_pieces(texts: Mapping[str, str], evidence: Evidence) -> tuple[Piece, ...]:
    """Return the words that made a query hold, in their sentence where the body has them.

    `texts` has the title and, if there is one, the body. Of words in the title only these: the
    title itself stands beside. Nothing is returned for those of other fields, such as the tier.
    """
    body = [(span.start, span.end) for span in evidence.spans if span.field == "body"]
    if body:
        return snippet(texts["body"], body, limit=SNIPPET)
    title = [(span.start, span.end) for span in evidence.spans if span.field == "title"]
    words = dict.fromkeys(
        piece.text for piece in headline(texts["title"], title) if piece.highlighted
    )
    pieces = [piece for word in words for piece in (Piece(", "), Piece(word, highlighted=True))]
    return tuple(pieces[1:])


def _looked_at(
    connection: Connection, rules: RuleSet, query: Query, clock: Callable[[], float]
) -> Iterator[Hit | None]:
    """Yield for each of the newest items, until the time is over, the hit or None."""
    end = clock() + SECONDS
    # Asked as the watch asks: by an index, which leaves out what cannot hold.
    index = Index({_QUERY: query})
    below = None
    for _page in range(NEWEST // PAGE):
        page = items.newest_items(connection, limit=PAGE, below=below)
        for stored in page:
            source = rules.source_of(stored.item.source)
            found = match_item(index, stored.item, source)
            yield Hit(stored, found[0].evidence) if found else None
            if clock() >= end:
                return
        if len(page) < PAGE:
            return
        below = page[-1].id


def _row(hit: Hit, rules: RuleSet) -> AnswerRow:
    return report_row(
        hit.stored, rules, pieces=evidence_pieces(texts_of(hit.stored.item), hit.evidence)
    )


def _hold(count: int) -> str:
    return "holds this" if count == 1 else "hold this"
