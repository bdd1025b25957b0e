"""A card as the JSON object that `once --json` promises to other programs."""

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.model.cards import Card, CardKind, Line
from bot.render.reasons import reason_text
from watchers.model.names import IndicatorId


def card_json(card: Card, *, key: str) -> dict[str, object]:
    """Return the promised keys: they may gain company, but keep their names and meaning.

    Times are ISO 8601 in UTC, to the second, ending in Z; null where the source gave none. First
    looks, digests and figures have `items` and `more`; their `indicators` are the union over the
    items.
    """
    written: dict[str, object] = {
        "kind": card.kind.value,
        "key": key,
        "indicators": list(_indicators(card)),
        "severity": card.severity.value,
        "title": card.title,
        "url": card.url,
        "source": card.source,
        "published": _instant(card.published),
        "seen": _instant(card.seen),
        "evidence": [
            {"field": each.field, "start": each.start, "end": each.end, "text": each.text}
            for each in card.evidence
        ],
        "reason": reason_text(card.reason),
        "reason_code": None if card.reason is None else card.reason.value,
    }
    # Other programs ask whether the key is there, so it never is without a text.
    if card.text:
        written["text"] = card.text
    if card.kind in {CardKind.FIGURES, CardKind.FIRST_LOOK, CardKind.DIGEST}:
        written["items"] = [_line_json(line) for line in card.lines]
        written["more"] = card.more
    return written


def _line_json(line: Line) -> dict[str, object]:
    return {
        "title": line.title,
        "url": line.url,
        "indicators": list(line.indicators),
        "source": line.source,
        "published": _instant(line.published),
    }


def _indicators(card: Card) -> Iterable[IndicatorId]:
    of_lines = (name for line in card.lines for name in line.indicators)
    return dict.fromkeys([*(each.id for each in card.indicators), *of_lines])


def _instant(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
