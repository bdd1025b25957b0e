"""Cards that tell of several items: the first look at a source, and the digest."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.model.cards import Card, CardKind, Line
from bot.model.reasons import Reason
from bot.render.words import counted
from watchers.model.names import Severity
from watchers.model.rules import Source

_LAST = datetime.max.replace(tzinfo=UTC)


def first_look_card(
    *,
    source: Source,
    items: int,
    matched: Sequence[Line],
    seen: datetime,
    reason: Reason = Reason.FIRST_LOOK,
    most: int = 5,
) -> Card:
    """Tell what a new source already held: `items` in all, of which `matched` hold for a rule.

    Shows `most` lines, most severe first, then newest first. Always minor: nothing has moved.
    """
    ranked = sorted(matched, key=_age, reverse=True)
    ranked.sort(key=_gravity)
    return Card(
        kind=CardKind.FIRST_LOOK,
        title=f"First look at {source.name}: {counted(items, 'item')}, {_already(len(matched))}",
        text="Only new ones will be told.",
        severity=Severity.MINOR,
        reason=reason,
        seen=seen,
        source=source.id,
        source_name=source.name,
        lines=tuple(ranked[:most]),
        more=max(0, len(ranked) - most),
    )


def digest_card(
    lines: Sequence[Line], *, seen: datetime, reason: Reason, most: int = 15, more: int = 0
) -> Card:
    """Tell of several alerts at once (at least one line, else ValueError).

    Shows `most` lines, most severe first, then oldest first (undated last). `more` counts alerts
    that have no line here at all; the card's own `more` adds those beyond `most`.
    """
    ranked = sorted(lines, key=lambda line: (_gravity(line), _age(line)))
    return Card(
        kind=CardKind.DIGEST,
        title=f"{counted(len(ranked) + more, 'alert')} at once",
        severity=max((line.severity for line in ranked), key=lambda severity: severity.rank),
        reason=reason,
        seen=seen,
        lines=tuple(ranked[:most]),
        more=max(0, len(ranked) - most) + more,
    )


def _gravity(line: Line) -> int:
    return -line.severity.rank


def _age(line: Line) -> datetime:
    return line.published or _LAST


def _already(count: int) -> str:
    if count == 0:
        return "none matches yet"
    return f"{count:,} already {'matches' if count == 1 else 'match'}"
