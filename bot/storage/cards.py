"""Cards as text, for the database: what waits in the outbox outlives the process and its release.

The keys are written by hand, here and nowhere else, so that renaming a field changes no card that
is kept. A key may be added within a version, and what is unknown here is ignored; whoever changes
the meaning of one raises VERSION, teaches `load_card` the earlier ones, and leaves the fixtures of
earlier releases in the tests as they are.
"""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.model.cards import (
    AlertId,
    AnswerRow,
    Card,
    CardKind,
    DoneBy,
    Feedback,
    Line,
    MatchedSpan,
    MovedIndicator,
    Outlet,
    Piece,
)
from bot.model.reasons import Reason
from watchers.errors import StorageError
from watchers.model.names import IndicatorId, Severity, SourceId

VERSION = 1

Stored = dict[str, Any]
_Value = TypeVar("_Value")


def dump_card(card: Card) -> str:
    """Write `card` as one line of JSON that `load_card` reads. Times are ISO 8601 in UTC."""
    return json.dumps(_dump(card), ensure_ascii=False, separators=(",", ":"))


def load_card(text: str, *, of: str = "a card") -> Card:
    """Read what `dump_card` wrote, also in an earlier release.

    Raises StorageError where `text` is no card, or has a version, a kind or a reason that only a
    later release knows; `of` names it there. The outbox then stops at it and says so: what cannot
    be read is neither sent nor parked, and goes out once a release that knows it runs.
    """
    try:
        stored = json.loads(text)
        version = stored["version"]
        if version == VERSION:
            return _load(stored)
    except (ValueError, TypeError, KeyError, AttributeError) as e:
        raise StorageError(
            f"{of} in the database cannot be read ({type(e).__name__}: {e}): it is damaged, or was "
            "written by a later release of watchnext; run that one"
        ) from e
    raise StorageError(
        f"{of} in the database has version {version}, and this release of watchnext knows "
        f"version {VERSION}: run the later one that wrote it"
    )


def _dump(card: Card) -> Stored:
    return {
        "version": VERSION,
        "kind": card.kind.value,
        "title": card.title,
        "severity": card.severity.value,
        "reason": _maybe(lambda reason: reason.value, card.reason),
        "seen": _dump_time(card.seen),
        "headline": _dump_pieces(card.headline),
        "url": card.url,
        "source": card.source,
        "source_name": card.source_name,
        "published": _maybe(_dump_time, card.published),
        "snippet": _dump_pieces(card.snippet),
        "indicators": [
            {
                "id": moved.id,
                "title": moved.title,
                "direction": moved.direction,
                "severity": moved.severity.value,
                "quote": moved.quote,
                "last_moved": _maybe(_dump_time, moved.last_moved),
            }
            for moved in card.indicators
        ],
        "evidence": [
            {"field": span.field, "start": span.start, "end": span.end, "text": span.text}
            for span in card.evidence
        ],
        "lines": [_dump_line(line) for line in card.lines],
        "more": card.more,
        "text": card.text,
        "article": card.article,
        "alert": card.alert,
        "outlets": [
            {
                "source": outlet.source,
                "name": outlet.name,
                "first": _dump_time(outlet.first),
                "url": outlet.url,
            }
            for outlet in card.outlets
        ],
        "feedback": {
            "acknowledged": _maybe(_dump_done_by, card.feedback.acknowledged),
            "muted": _maybe(_dump_done_by, card.feedback.muted),
            "useful": card.feedback.useful,
            "false_alarms": card.feedback.false_alarms,
        },
        "rows": [_dump_row(row) for row in card.rows],
        "shareable": card.shareable,
    }


def _load(stored: Stored) -> Card:
    """Read version 1."""
    return Card(
        kind=CardKind(stored["kind"]),
        title=stored["title"],
        severity=Severity(stored["severity"]),
        reason=_maybe(Reason, stored["reason"]),
        seen=_load_time(stored["seen"]),
        headline=_load_pieces(stored["headline"]),
        url=stored["url"],
        source=_maybe(SourceId, stored["source"]),
        source_name=stored["source_name"],
        published=_maybe(_load_time, stored["published"]),
        snippet=_load_pieces(stored["snippet"]),
        indicators=tuple(
            MovedIndicator(
                id=IndicatorId(moved["id"]),
                title=moved["title"],
                direction=moved["direction"],
                severity=Severity(moved["severity"]),
                quote=moved["quote"],
                last_moved=_maybe(_load_time, moved["last_moved"]),
            )
            for moved in stored["indicators"]
        ),
        evidence=tuple(
            MatchedSpan(field=s["field"], start=s["start"], end=s["end"], text=s["text"])
            for s in stored["evidence"]
        ),
        lines=tuple(_load_line(line) for line in stored["lines"]),
        more=stored["more"],
        text=stored["text"],
        article=stored["article"],
        alert=_maybe(AlertId, stored["alert"]),
        outlets=tuple(
            Outlet(
                source=SourceId(outlet["source"]),
                name=outlet["name"],
                first=_load_time(outlet["first"]),
                url=outlet["url"],
            )
            for outlet in stored["outlets"]
        ),
        feedback=Feedback(
            acknowledged=_maybe(_load_done_by, stored["feedback"]["acknowledged"]),
            muted=_maybe(_load_done_by, stored["feedback"]["muted"]),
            useful=stored["feedback"]["useful"],
            false_alarms=stored["feedback"]["false_alarms"],
        ),
        rows=tuple(_load_row(row) for row in stored["rows"]),
        shareable=stored["shareable"],
    )


def _maybe(convert: Callable[[Any], _Value], value: object) -> _Value | None:
    """Convert what is there; None stays None."""
    return None if value is None else convert(value)


def _dump_time(time: datetime) -> str:
    return time.astimezone(UTC).isoformat()


def _load_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _dump_pieces(pieces: Iterable[Piece]) -> list[Stored]:
    return [{"text": piece.text, "highlighted": piece.highlighted} for piece in pieces]


def _load_pieces(stored: Iterable[Stored]) -> tuple[Piece, ...]:
    return tuple(Piece(piece["text"], highlighted=piece["highlighted"]) for piece in stored)


def _dump_line(line: Line) -> Stored:
    return {
        "title": line.title,
        "url": line.url,
        "indicators": list(line.indicators),
        "source": line.source,
        "source_name": line.source_name,
        "published": _maybe(_dump_time, line.published),
        "severity": line.severity.value,
    }


def _load_line(stored: Stored) -> Line:
    return Line(
        title=stored["title"],
        url=stored["url"],
        indicators=tuple(IndicatorId(indicator) for indicator in stored["indicators"]),
        source=SourceId(stored["source"]),
        source_name=stored["source_name"],
        published=_maybe(_load_time, stored["published"]),
        severity=Severity(stored["severity"]),
    )


def _dump_done_by(done: DoneBy) -> Stored:
    return {"who": done.who, "at": _dump_time(done.at), "until": _maybe(_dump_time, done.until)}


def _load_done_by(stored: Stored) -> DoneBy:
    return DoneBy(
        who=stored["who"],
        at=_load_time(stored["at"]),
        until=_maybe(_load_time, stored["until"]),
    )


def _dump_row(row: AnswerRow) -> Stored:
    return {
        "lead": row.lead,
        "pieces": _dump_pieces(row.pieces),
        "url": row.url,
        "quiet": row.quiet,
        "when": _maybe(_dump_time, row.when),
        "severity": _maybe(lambda severity: severity.value, row.severity),
    }


def _load_row(stored: Stored) -> AnswerRow:
    return AnswerRow(
        lead=stored["lead"],
        pieces=_load_pieces(stored["pieces"]),
        url=stored["url"],
        quiet=stored["quiet"],
        when=_maybe(_load_time, stored["when"]),
        severity=_maybe(Severity, stored["severity"]),
    )
