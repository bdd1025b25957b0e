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

_QUOTES: Final = "\"'“”„«»`"


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
    """Return the card of an answer: `rows` are shown, `more` are left out and only counted."""
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
    """Return a row on an item: its headline linked, then `pieces`, who published it, and when.

    `others` is how many sources more published it; `quiet` stands beside their names.
    """
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
    """Return an indicator's title; the id of one that has left the rules."""
    return rules.indicators[indicator].title if indicator in rules.indicators else indicator


def sentence(text: str) -> str:
    """Return `text` with a capital at its beginning."""
    return f"{text[:1].upper()}{text[1:]}"


def indicator_named(rules: RuleSet, name: str) -> Indicator | None:
    """Return the indicator that somebody means: by id, by title, or by how only one begins.

    Capitals, blanks, hyphens and underscores do not matter, nor do quotes around the whole. None if
    it is none or several.
    """
    indicators = rules.indicators.values()
    named = {key: indicator for indicator in indicators for key in (indicator.id, indicator.title)}
    # A form hands on what was filled in, with the quotes that some people put around a name.
    for wanted in dict.fromkeys((_plain(name), _plain(name.strip().strip(_QUOTES)))):
        exact = [found for key, found in named.items() if _plain(key) == wanted]
        begun = [found for key, found in named.items() if wanted and _plain(key).startswith(wanted)]
        for found in (exact, begun):
            if len({indicator.id for indicator in found}) == 1:
                return found[0]
    return None


def no_indicator(rules: RuleSet, name: str, now: datetime) -> Card:
    """Answer that there is no such indicator, and which there are: the nearest name first."""
    ids = list(rules.indicators)
    wanted = _plain(name)[:100].replace(" ", "-")  # as ids are written; a comparison takes length²
    near = sorted(ids, key=lambda id_: -SequenceMatcher(None, wanted, id_).ratio())
    shown = near[:MOST_NAMED]
    hit = get_close_matches(wanted, ids, n=1, cutoff=0.4)
    return answer(
        f"There is no indicator “{excerpt(without_addresses(name), 60)}”",
        now,
        text=f"Did you mean {hit[0]}?" if hit else "These are watched:",
        rows=[AnswerRow(lead=id_, quiet=excerpt(title_of(rules, id_), 80)) for id_ in shown],
        more=len(near) - len(shown),
    )


def _plain(name: str) -> str:
    return " ".join(re.split(r"[\s_-]+", name.casefold().strip()))
