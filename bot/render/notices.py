"""Cards of watchnext's own work: a source is new, fails or is back; a rules file is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from math import inf

from bot.model.cards import Card, CardKind, Line, MovedIndicator
from bot.model.reasons import Reason
from bot.render.cards import by_severity
from watchers.errors import Mistake
from watchers.model.names import Severity
from watchers.model.rules import Source
from watchers.secrets import without_secrets
from watchers.words import counted, lasting

_OF_MANY = {
    Reason.SOURCE_FAILING: (
        "source",
        "cannot be read",
        "What they publish meanwhile is not seen; `feeds` says why of each.",
    ),
    Reason.SOURCE_BACK: ("source", "are back", ""),
    Reason.BLIND: (
        "indicator",
        "see nothing",
        "All of their sources fail or are silent; `feeds` says why of each.",
    ),
    Reason.SEES_AGAIN: ("indicator", "see again", ""),
}
"""What many cards of one notice are about, what happened to them, and what that means."""

_MISTAKES = 3  # in a notice; `watchnext check` has all of them
_NAMED = 8  # sources in one card for many
_LINES = 8  # of the first looks in one card for many


def first_look_card(
    *,
    source: Source,
    items: int,
    matched: Sequence[Line],
    seen: datetime,
    most: int = 5,
) -> Card:
    """Make the card of what a new source already held: `items` in all, `matched` for a rule.

    Shows `most` lines, most severe first, then newest first, undated last. Always minor: nothing
    has moved.
    """
    ranked = _ranked(matched)
    return Card(
        kind=CardKind.FIRST_LOOK,
        title=f"First look at {source.name}: {counted(items, 'item')}, {_already(len(matched))}",
        text="Only new ones will be told.",
        severity=Severity.MINOR,
        reason=Reason.FIRST_LOOK,
        seen=seen,
        source=source.id,
        source_name=source.name,
        lines=tuple(ranked[:most]),
        more=max(0, len(ranked) - most),
    )


def notice_card(
    *, source: Source, failing: bool, since: datetime, seen: datetime, why: str = ""
) -> Card:
    """Make the card of a source that fails since `since`, or (not `failing`) is back at `seen`.

    `why` is the SourceError's message, one line for people; said only while failing.
    """
    unseen = lasting(seen - since)
    return Card(
        kind=CardKind.NOTICE,
        title=f"{source.name} {'cannot be read' if failing else 'can be read again'}",
        text=_failing(unseen, why) if failing else f"It was out of sight for {unseen}.",
        severity=Severity.NOTABLE if failing else Severity.MINOR,
        reason=Reason.SOURCE_FAILING if failing else Reason.SOURCE_BACK,
        seen=seen,
        url=without_secrets(source.url),
        source=source.id,
        source_name=source.name,
    )


def blind_card(
    *,
    moved: MovedIndicator,
    since: datetime,
    seen: datetime,
    failing: int | None = None,
    silent: int = 0,
) -> Card:
    """Make the card of an indicator that sees nothing since `since`, or sees again.

    `failing` and `silent` are how many of its sources are so; None where it sees again.
    """
    dark = lasting(seen - since)
    blind = failing is not None
    return Card(
        kind=CardKind.NOTICE,
        title=f"{moved.title} {'sees nothing' if blind else 'sees again'}",
        text=f"{_dark_sources(failing or 0, silent)}. What happened in the last {dark} is not seen."
        if blind
        else f"All of its sources were dark for {dark}.",
        severity=moved.severity if blind else Severity.MINOR,
        reason=Reason.BLIND if blind else Reason.SEES_AGAIN,
        seen=seen,
        indicators=(moved,),
    )


def _dark_sources(failing: int, silent: int) -> str:
    """Say how many sources fail, and how many are silent."""
    fails = f"{counted(failing, 'source')} cannot be read" if failing else ""
    still = f"{counted(silent, 'source')} longer silent than usual" if silent else ""
    return ", ".join(part for part in (fails, still) if part)


def refused_card(
    file: str, mistakes: Sequence[Mistake], *, since: datetime, seen: datetime
) -> Card:
    """Make the card of a saved rules file that is refused; the rules in force since `since` go on.

    It names the first three mistakes (at least one is there) and counts the others.
    """
    shown = [
        (f"{mistake.file}, " if mistake.file else "")
        + f"line {mistake.line}, column {mistake.column}: {mistake.message}"
        + (f" ({mistake.hint})" if mistake.hint else "")
        for mistake in mistakes[:_MISTAKES]
    ]
    rest = len(mistakes) - len(shown)
    more = f" And {counted(rest, 'more mistake')}." if rest else ""
    return Card(
        kind=CardKind.NOTICE,
        title=f"{file} was saved with {counted(len(mistakes), 'mistake')} and is not used",
        text=f"{'; '.join(shown)}.{more} The rules of {lasting(seen - since)} ago stay in force.",
        severity=Severity.SERIOUS,
        reason=Reason.RULES_REFUSED,
        seen=seen,
    )


def _failing(unseen: str, why: str) -> str:
    cause = f": {why.rstrip('.')}" if why else ""
    return f"No good answer for {unseen}{cause}. What it publishes meanwhile is not seen."


def combined_card(cards: Sequence[Card], *, seen: datetime) -> Card:
    """Make one card of what `cards` (two or more, all first looks or all of one notice) tell each.

    It names eight sources, or shows eight lines, and counts the rest.

    Raises ValueError for cards of any other kind.
    """
    # All are alike but for their source, so the first stands for what they share.
    first = cards[0]
    if first.kind is CardKind.FIRST_LOOK:
        return _first_looks(cards, seen)
    if first.kind is not CardKind.NOTICE:
        raise ValueError(f"{first.kind} cards are told one by one")
    noun, happened, then = _OF_MANY[first.reason or Reason.SOURCE_BACK]
    names = [card.source_name or card.indicators[0].title for card in cards]
    rest = len(names) - _NAMED
    named = ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
    return replace(
        first,
        title=f"{counted(len(cards), noun)} {happened}",
        text=f"{named}. {then}".strip(),
        severity=max((card.severity for card in cards), key=lambda severity: severity.rank),
        seen=seen,
        url=None,
        source=None,
        source_name="",
        indicators=(),
    )


def _first_looks(cards: Sequence[Card], seen: datetime) -> Card:
    lines = _ranked(line for card in cards for line in card.lines)
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


def _ranked(lines: Iterable[Line]) -> list[Line]:
    """Sort lines: the most severe first, then the newest; the undated last, they may be old."""
    return sorted(lines, key=lambda line: (by_severity(line), _newest_first(line)))


def _newest_first(line: Line) -> float:
    return -line.published.timestamp() if line.published else inf


def _already(count: int) -> str:
    if count == 0:
        return "none matches yet"
    return f"{count:,} already {'matches' if count == 1 else 'match'}"
