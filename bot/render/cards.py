"""Cards of what moved: one item, figures, or several alerts as lines of a digest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.model.cards import Card, CardKind, Line, MatchedSpan, MovedIndicator
from bot.model.reasons import Reason
from bot.render.highlight import headline, snippet
from watchers.match.excerpts import texts_of
from watchers.model.news import Evidence, Item, Span
from watchers.model.rules import Article, Source
from watchers.web_address import host_of
from watchers.words import counted

_LAST = datetime.max.replace(tzinfo=UTC)
_OPENING = 80  # code points of a body that stand in for a missing title


def alert_card(
    *,
    item: Item,
    source: Source,
    moved: Sequence[MovedIndicator],
    evidence: Evidence,
    reason: Reason,
    seen: datetime,
    article: Article | None,
    kind: CardKind = CardKind.ALERT,
) -> Card:
    """Make the card of `item`, which moved the indicators `moved`.

    `evidence` is the union of their matches' spans; "body" is summary and text. Spans of fields
    other than title, body, author and url mark nothing and are left out. An item without a title
    is called by the first words of its body, else by its site, else by its source. Raises
    ValueError if `moved` is empty.
    """
    title = item.title or _stand_in(item, source)
    texts = _texts(item)
    return Card(
        kind=kind,
        title=title,
        headline=headline(title, _spans(evidence, "title")),
        snippet=snippet(*_shown_body(item, evidence)),
        severity=max((each.severity for each in moved), key=lambda severity: severity.rank),
        indicators=tuple(sorted(moved, key=lambda each: -each.severity.rank)),
        evidence=tuple(_matched(span, texts) for span in evidence.spans if _lies_in(span, texts)),
        reason=reason,
        seen=seen,
        published=item.published,
        url=item.url,
        source=source.id,
        source_name=source.name,
        article=article.title if article else "",
    )


def with_report(home: Card, report: Card) -> Card:
    """Return a story's first card as it is after a further `report` of the story.

    Its headline stays; the outlets, the indicators and with them the severity grow.
    """
    # By name: an outlet with two feeds is one voice.
    names = {outlet.name for outlet in home.outlets}
    # What the first card says of an indicator stays: its `last_moved` is from before the story.
    known = {moved.id for moved in home.indicators}
    indicators = [
        *home.indicators,
        *(moved for moved in report.indicators if moved.id not in known),
    ]
    indicators.sort(key=lambda moved: -moved.severity.rank)
    return replace(
        home,
        outlets=home.outlets
        + tuple(outlet for outlet in report.outlets if outlet.name not in names),
        indicators=tuple(indicators),
        severity=max(home.severity, report.severity, key=lambda severity: severity.rank),
    )


def figures_card(
    *,
    moved: MovedIndicator,
    sentence: str,
    lines: Sequence[Line],
    reason: Reason,
    seen: datetime,
    article: Article | None,
) -> Card:
    """Make the card of an indicator that moved by numbers or times; `lines` are items that show it.

    `sentence` says what happened, without an end: "5 stories in 24 hours".
    """
    return Card(
        kind=CardKind.FIGURES,
        title=moved.title,
        text=f"{sentence[:1].upper()}{sentence[1:]}.",
        severity=moved.severity,
        reason=reason,
        seen=seen,
        indicators=(moved,),
        lines=tuple(lines),
        article=article.title if article else "",
    )


def digest_card(
    lines: Sequence[Line], *, seen: datetime, reason: Reason, most: int = 15, more: int = 0
) -> Card:
    """Make the card of several alerts at once. Raises ValueError if there is no line.

    Shows `most` lines, most severe first, then oldest first (undated last). `more` counts alerts
    that have no line here at all; the card's own `more` adds those beyond `most`.
    """
    ranked = sorted(lines, key=lambda line: (by_severity(line), by_age(line)))
    return Card(
        kind=CardKind.DIGEST,
        title=f"{counted(len(ranked) + more, 'alert')} at once",
        severity=max((line.severity for line in ranked), key=lambda severity: severity.rank),
        reason=reason,
        seen=seen,
        lines=tuple(ranked[:most]),
        more=max(0, len(ranked) - most) + more,
    )


def line_of(card: Card) -> Line:
    """Shorten the card of one item to a line of a digest.

    Raises ValueError for a card that is about no source: it has no item to speak of.
    """
    if card.source is None:
        raise ValueError(f"a {card.kind} card without a source is no line")
    return Line(
        title=card.title,
        url=card.url,
        indicators=tuple(each.id for each in card.indicators),
        source=card.source,
        source_name=card.source_name,
        published=card.published,
        severity=card.severity,
    )


def by_severity(line: Line) -> int:
    """Sort key of lines: the most severe first."""
    return -line.severity.rank


def by_age(line: Line) -> datetime:
    """Sort key of lines: the oldest first, the undated last."""
    return line.published or _LAST


def _stand_in(item: Item, source: Source) -> str:
    # Whatever stands at the top is what people click: better a few words than an empty line.
    opening = "".join(piece.text for piece in snippet(item.summary, (), limit=_OPENING))
    return opening or host_of(item.url) or source.name


def _texts(item: Item) -> Mapping[str, str]:
    return {
        "title": item.title,
        "body": texts_of(item)["body"],
        "author": item.author or "",
        "url": item.url or "",
    }


def _shown_body(item: Item, evidence: Evidence) -> tuple[str, list[tuple[int, int]]]:
    """Return the summary, or, if words that matched are in the text alone, the whole body."""
    spans = _spans(evidence, "body")
    inside = [span for span in spans if span[1] <= len(item.summary)]
    # What was found in the text is shown there: the summary alone would not say why.
    return (texts_of(item)["body"], spans) if len(inside) < len(spans) else (item.summary, spans)


def _spans(evidence: Evidence, field: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in evidence.spans if span.field == field]


def _lies_in(span: Span, texts: Mapping[str, str]) -> bool:
    return 0 <= span.start < span.end <= len(texts.get(span.field, ""))


def _matched(span: Span, texts: Mapping[str, str]) -> MatchedSpan:
    text = texts[span.field][span.start : span.end]
    return MatchedSpan(field=span.field, start=span.start, end=span.end, text=text)
