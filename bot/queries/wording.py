"""What answers share: their frame, names, what is left unsaid. Pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import SequenceMatcher, get_close_matches
from typing import Final

from bot.model.cards import AnswerRow, Card, CardKind, Piece
from bot.model.reasons import Reason
from watchers.model.names import IndicatorId, Severity
from watchers.rules.indicators import Indicator
from watchers.rules.ruleset import RuleSet
from watchers.storage.items import StoredItem
from watchers.web_address import without_addresses
from watchers.words import excerpt

MOST_ROWS: Final = 15  # a phone's screen, or nearly
MOST_NAMED: Final = 8
MOST_LEAD: Final = 100
MOST_SAID: Final = 200


def answer(
    title: str,
    now: datetime,
    *,
    text: str = "",
    rows: Iterable[AnswerRow] = (),
    more: int = 0,
    severity: Severity = Severity.MINOR,
    url: str | None = None,
) -> Card:
    """Frame an answer."""
    return Card(
        kind=CardKind.ANSWER,
        title=excerpt(title, 150),
        text=text,
        rows=tuple(rows),
        more=more,
        severity=severity,
        reason=Reason.ASKED,
        seen=now,
        url=url,
    )


def report_row(
    stored: StoredItem,
    rules: RuleSet,
    *,
    pieces: Sequence[Piece] = (),
    others: int = 0,
    quiet: str = "",
    severity: Severity | None = None,
) -> AnswerRow:
    """Show an item: its headline linked, then `pieces`, who published it (and others), when."""
    item = stored.item
    name = rules.source_of(item.source).name + (f" and {others} more" if others else "")
    about = " · ".join(filter(None, (name, quiet)))
    return AnswerRow(
        lead=excerpt(item.title or item.summary or "without a title", MOST_LEAD),
        url=item.url,
        pieces=tuple(pieces),
        quiet=about,
        when=item.published or stored.first_seen,
        severity=severity,
    )


def title_of(rules: RuleSet, indicator: IndicatorId) -> str:
    """Name an indicator, also one that has left the rules."""
    return rules.indicators[indicator].title if indicator in rules.indicators else indicator


def sentence(text: str) -> str:
    """Begin with a capital."""
    return f"{text[:1].upper()}{text[1:]}"


def indicator_named(rules: RuleSet, name: str) -> Indicator | None:
    """Find the indicator that somebody means: by id, by title, or by how only one begins."""
    said = _plain(name)
    named = {key: one for one in rules.indicators.values() for key in (one.id, one.title)}
    exact = [one for key, one in named.items() if _plain(key) == said]
    begun = [one for key, one in named.items() if said and _plain(key).startswith(said)]
    for found in (exact, begun):
        if len({one.id for one in found}) == 1:
            return found[0]
    return None


def no_indicator(rules: RuleSet, name: str, now: datetime) -> Card:
    """Say that there is no such indicator, and which there are: the nearest first."""
    ids = list(rules.indicators)
    titles = {one: indicator.title for one, indicator in rules.indicators.items()}
    said = _plain(name)[:100].replace(" ", "-")
    near = sorted(ids, key=lambda one: -SequenceMatcher(None, said, one).ratio())
    hit = get_close_matches(said, ids, n=1, cutoff=0.4)
    return answer(
        f"There is no indicator “{excerpt(without_addresses(name), 60)}”",
        now,
        text=f"Did you mean {hit[0]}?" if hit else "These are watched:",
        rows=[AnswerRow(lead=one, quiet=excerpt(titles[one], 80)) for one in near[:MOST_NAMED]],
        more=max(0, len(near) - MOST_NAMED),
    )


def _plain(name: str) -> str:
    return " ".join(re.split(r"[\s_-]+", name.casefold().strip()))
