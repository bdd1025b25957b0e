"""What is said of a signal without an item: an indicator moved by its figures. Only reads."""

from bot.model.cards import Card, Line, MovedIndicator
from bot.model.reasons import Reason
from bot.render.cards import figures_card
from watchers.model.names import ItemId, Severity
from watchers.model.rules import Indicator, Source
from watchers.model.signals import SignalKind
from watchers.rules import RuleSet
from watchers.storage import Connection, items, matches
from watchers.storage.items import StoredItem
from watchers.storage.signals import StoredSignal

REASONS = {
    SignalKind.COUNT: Reason.COUNT,
    SignalKind.SPIKE: Reason.SPIKE,
    SignalKind.SILENCE: Reason.SILENCE,
    SignalKind.NUMBER: Reason.NUMBER,
    SignalKind.CHANGE: Reason.CHANGE,
    SignalKind.EXPECTED: Reason.EXPECTED,
    SignalKind.MISSING: Reason.MISSING,
    SignalKind.NEW: Reason.NEW,
    SignalKind.SEQUENCE: Reason.SEQUENCE,
}
"""The kinds of signal that are told so, each with its reason."""


def card_of(
    connection: Connection, rules: RuleSet, one: StoredSignal, indicator: Indicator
) -> Card:
    """Draft the card of a signal that `indicator` moved by its figures."""
    figures = one.signal.figures or {}
    severity = Severity(str(figures.get("severity", indicator.severity.value)))
    listed = figures.get("evidence", [])
    ids = [ItemId(id_) for id_ in listed] if isinstance(listed, list) else []
    stored = items.by_id(connection, ids)
    return figures_card(
        moved=MovedIndicator(
            id=indicator.id,
            title=indicator.title,
            direction=indicator.direction,
            severity=severity,
            quote=indicator.quote,
            last_moved=matches.last_before(connection, indicator.id, one.signal.at),
        ),
        said=str(figures.get("said", "")),
        lines=[_line(stored[id_], indicator, severity, rules) for id_ in ids if id_ in stored],
        reason=REASONS[one.signal.kind],
        seen=one.signal.at,
        article=rules.article,
    )


def _line(one: StoredItem, indicator: Indicator, severity: Severity, rules: RuleSet) -> Line:
    source = rules.sources.get(one.item.source) or Source(id=one.item.source, url="")
    return Line(
        title=one.item.title or source.name,
        url=one.item.url,
        indicators=(indicator.id,),
        source=source.id,
        source_name=source.name,
        published=one.item.published,
        severity=severity,
    )
