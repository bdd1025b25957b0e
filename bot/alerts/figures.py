"""What is said of a signal without an item: an indicator moved by its figures. Only reads."""

from bot.model.cards import Card, Line, MovedIndicator
from bot.model.reasons import Reason
from bot.render.cards import figures_card
from watchers.model.names import Severity
from watchers.model.rules import Source
from watchers.model.signals import TriggerFigures
from watchers.rules.indicators import Indicator
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, items, matches
from watchers.storage.items import StoredItem
from watchers.storage.signals import StoredSignal

REASONS = {
    "count": Reason.COUNT,
    "spike": Reason.SPIKE,
    "silence": Reason.SILENCE,
    "number": Reason.NUMBER,
    "change": Reason.CHANGE,
    "expected": Reason.EXPECTED,
    "missing": Reason.MISSING,
    "new": Reason.NEW,
    "sequence": Reason.SEQUENCE,
}
"""What is told of a kind of trigger, besides its sentence; of others just that it fired."""


def reason_of(figures: TriggerFigures) -> Reason:
    """Return why a trigger's move is told."""
    return REASONS.get(figures.kind, Reason.FIRED)


def card_of(
    connection: Connection,
    rules: RuleSet,
    one: StoredSignal,
    indicator: Indicator,
    figures: TriggerFigures,
) -> Card:
    """Draft the card of a signal that `indicator` moved by its figures."""
    severity = figures.severity or indicator.severity
    stored = items.by_id(connection, figures.evidence)
    return figures_card(
        moved=MovedIndicator(
            id=indicator.id,
            title=indicator.title,
            direction=indicator.direction,
            severity=severity,
            quote=indicator.quote,
            last_moved=matches.last_before(connection, indicator.id, one.signal.at),
        ),
        said=figures.describe(),
        lines=[
            _line(stored[id_], indicator, severity, rules)
            for id_ in figures.evidence
            if id_ in stored
        ],
        reason=reason_of(figures),
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
