"""One card for many of a kind that come at once: first looks, or sources that cannot be read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.cards import Card, CardKind, Line
from bot.model.reasons import Reason
from bot.render.words import counted

_NAMED = 8  # sources
_LINES = 8


def combined_card(cards: Sequence[Card], *, seen: datetime) -> Card:
    """Tell at once what `cards` (two or more, all first looks or all of one notice) tell each.

    Raises ValueError for cards of any other kind.
    """
    first = cards[0]
    if first.kind is CardKind.FIRST_LOOK:
        return _first_looks(cards, seen)
    if first.kind is not CardKind.NOTICE:
        raise ValueError(f"{first.kind} cards are told one by one")
    failing = first.reason is Reason.SOURCE_FAILING
    names = [card.source_name for card in cards]
    rest = len(names) - _NAMED
    named = ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
    then = "What they publish meanwhile is not seen; `feeds` says why of each." if failing else ""
    return replace(
        first,
        title=f"{counted(len(cards), 'source')} {'cannot be read' if failing else 'are back'}",
        text=f"{named}. {then}".strip(),
        seen=seen,
        url=None,
        source=None,
        source_name="",
    )


def _first_looks(cards: Sequence[Card], seen: datetime) -> Card:
    lines = [line for card in cards for line in card.lines]
    lines.sort(key=_newest_first, reverse=True)
    lines.sort(key=lambda line: -line.severity.rank)
    matched = len(lines) + sum(card.more for card in cards)
    verb = "matches" if matched == 1 else "match"
    return replace(
        cards[0],
        title=f"First look at {counted(len(cards), 'source')}: "
        f"{counted(matched, 'item')} already {verb}",
        seen=seen,
        source=None,
        source_name="",
        lines=tuple(lines[:_LINES]),
        more=matched - len(lines[:_LINES]),
    )


def _newest_first(line: Line) -> float:
    return line.published.timestamp() if line.published else 0.0
