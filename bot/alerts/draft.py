"""What is said of signals: gathers what a batch speaks of and drafts its cards. Only reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from bot.model.cards import Card, CardKind, Line, MovedIndicator, Outlet
from bot.model.reasons import Reason
from bot.render.cards import alert_card, figures_card, line_of
from bot.render.notices import blind_card, first_look_card, notice_card
from watchers.model.names import DestinationId, ItemId, Severity, Status
from watchers.model.news import Evidence, Match
from watchers.model.rules import Source
from watchers.model.signals import (
    BlindFigures,
    FirstLookFigures,
    SeesAgainFigures,
    SourceBackFigures,
    SourceFailingFigures,
    TriggerFigures,
)
from watchers.rules.indicators import Indicator
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, items, matches
from watchers.storage.items import StoredItem
from watchers.storage.signals import StoredSignal

KINDS = {
    Reason.FIRST_REPORT: CardKind.ALERT,
    Reason.MORE_SEVERE: CardKind.ALERT,
    Reason.OFFICIAL: CardKind.ALERT,
    Reason.CONFIRMED: CardKind.ALERT,
    Reason.ANOTHER_INDICATOR: CardKind.UPDATE,
    Reason.ANOTHER_REPORT: CardKind.UPDATE,
    Reason.RESURFACED: CardKind.ALERT,
}

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Drafts the cards of one batch of signals."""

    connection: Connection
    rules: RuleSet
    texts: Mapping[ItemId, StoredItem]
    matched: Mapping[ItemId, tuple[Match, ...]]

    @classmethod
    def over(cls, connection: Connection, rules: RuleSet, batch: Sequence[StoredSignal]) -> Self:
        """Read all that the batch speaks of, with two queries however many signals there are."""
        spoken_of = {item for stored in batch for item in _items_of(stored)}
        return cls(
            connection=connection,
            rules=rules,
            texts=items.by_id(connection, spoken_of),
            matched=matches.of_items(connection, spoken_of),
        )

    def story(self, item: ItemId, moved: Sequence[Indicator], reason: Reason, at: datetime) -> Card:
        """Draft the card of one item for those who hear of the indicators `moved`."""
        stored_item = self.texts[item]
        shown = {indicator.id for indicator in moved}
        spans = {
            span
            for match in self.matched.get(stored_item.id, ())
            if match.indicator in shown
            for span in match.evidence.spans
        }
        source = self.rules.source_of(stored_item.item.source)
        card = alert_card(
            item=stored_item.item,
            source=source,
            moved=[self._moved(indicator, at) for indicator in moved],
            evidence=Evidence(tuple(sorted(spans))),
            reason=reason,
            seen=stored_item.first_seen,
            article=self.rules.article,
            kind=KINDS[reason],
        )
        return replace(card, outlets=(self.outlet(item),))

    def outlet(self, item: ItemId) -> Outlet:
        """Return who published an item of the batch, and when it was first seen there (UTC)."""
        stored_item = self.texts[item]
        source = self.rules.source_of(stored_item.item.source)
        return Outlet(
            source=source.id,
            name=source.name,
            first=stored_item.first_seen,
            url=stored_item.item.url,
        )

    def first_look(self, stored: StoredSignal, source: Source, figures: FirstLookFigures) -> Card:
        """Draft what a source held when it was first looked at."""
        lines = [
            line_of(self.story(item, moved, Reason.FIRST_REPORT, stored.signal.at))
            for item, moved in self._matched(stored)
        ]
        return first_look_card(
            source=source,
            items=figures.items,
            matched=lines,
            seen=stored.signal.at,
        )

    def recipients(self, stored: StoredSignal) -> tuple[DestinationId, ...]:
        """Return who is to hear of a first look: whom the indicators name that it matched."""
        return notified(indicator for _item, moved in self._matched(stored) for indicator in moved)

    def notice(
        self,
        stored: StoredSignal,
        source: Source,
        figures: SourceFailingFigures | SourceBackFigures,
    ) -> Card:
        """Draft what is said of a source that fails, or is back."""
        return notice_card(
            source=source,
            failing=isinstance(figures, SourceFailingFigures),
            since=figures.since or stored.signal.at,
            seen=stored.signal.at,
            why=figures.error if isinstance(figures, SourceFailingFigures) else "",
        )

    def sight(
        self,
        stored: StoredSignal,
        indicator: Indicator,
        figures: BlindFigures | SeesAgainFigures,
    ) -> Card:
        """Draft what is said of an indicator that sees nothing, or sees again."""
        blind = figures if isinstance(figures, BlindFigures) else None
        return blind_card(
            moved=self._moved(indicator, stored.signal.at),
            since=figures.since,
            seen=stored.signal.at,
            failing=blind.failing if blind else None,
            silent=blind.silent if blind else 0,
        )

    def figures(self, stored: StoredSignal, indicator: Indicator, figures: TriggerFigures) -> Card:
        """Draft the card of a signal that `indicator` moved by its figures."""
        severity = figures.severity or indicator.severity
        stored_items = items.by_id(self.connection, figures.evidence)
        return figures_card(
            moved=self._moved(replace(indicator, severity=severity), stored.signal.at),
            sentence=figures.describe(),
            lines=[
                self._line(stored_items[id_], indicator, severity)
                for id_ in figures.evidence
                if id_ in stored_items
            ],
            reason=reason_of(figures),
            seen=stored.signal.at,
            article=self.rules.article,
        )

    def _matched(self, stored: StoredSignal) -> list[tuple[ItemId, list[Indicator]]]:
        """Return the items of a first look, each with the live indicators that it matched.

        Items that no indicator of today's rules matched are left out.
        """
        return [
            (item, moved)
            for item in _items_of(stored)
            if item in self.texts
            if (
                moved := [
                    self.rules.indicators[match.indicator]
                    for match in self.matched.get(item, ())
                    if (known := self.rules.indicators.get(match.indicator))
                    and known.status is Status.LIVE
                ]
            )
        ]

    def _moved(self, indicator: Indicator, at: datetime) -> MovedIndicator:
        return MovedIndicator(
            id=indicator.id,
            title=indicator.title,
            direction=indicator.direction,
            severity=indicator.severity,
            quote=indicator.quote,
            last_moved=matches.last_before(self.connection, indicator.id, at),
        )

    def _line(self, stored_item: StoredItem, indicator: Indicator, severity: Severity) -> Line:
        source = self.rules.source_of(stored_item.item.source)
        return Line(
            title=stored_item.item.title or source.name,
            url=stored_item.item.url,
            indicators=(indicator.id,),
            source=source.id,
            source_name=source.name,
            published=stored_item.item.published,
            severity=severity,
        )


def reason_of(figures: TriggerFigures) -> Reason:
    """Return why a trigger's move is told."""
    return REASONS.get(figures.kind, Reason.FIRED)


def notified(moved: Iterable[Indicator]) -> tuple[DestinationId, ...]:
    """Return the destinations that hear of these indicators, each once, in their order."""
    return tuple(
        dict.fromkeys(destination for indicator in moved for destination in indicator.notify)
    )


def _items_of(stored: StoredSignal) -> tuple[ItemId, ...]:
    """Return the items that a signal speaks of: its own, or those that a first look matched."""
    if stored.signal.item is not None:
        return (stored.signal.item,)
    figures = stored.signal.figures
    return figures.matched if isinstance(figures, FirstLookFigures) else ()
