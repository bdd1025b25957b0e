"""The bot's side of the border: takes signals, writes decisions, alerts and deliveries.

A batch is one transaction: a kill leaves a signal undecided, or decided with its delivery.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from bot.alerts.decide import AlreadyTold, Ruling, as_grave, why_now, why_silent
from bot.alerts.draft import Draft, notified, reason_of
from bot.alerts.route import operators, quiet_until
from bot.model.alerts import Decision, DeliveryKey, Disposition
from bot.model.cards import AlertId, Card, Line
from bot.model.reasons import Reason
from bot.render.cards import digest_card, line_of, with_report
from bot.render.notices import combined_card
from bot.storage import alerts, decisions, deliveries, feedback, mutes
from bot.storage.decisions import NOBODY
from watchers.model.names import DestinationId, IndicatorId, ItemId, Severity, StoryId, Tier
from watchers.model.rules import Source
from watchers.model.signals import (
    BlindFigures,
    Burst,
    FirstLookFigures,
    SeesAgainFigures,
    SourceBackFigures,
    SourceFailingFigures,
    StoryFigures,
    TriggerFigures,
)
from watchers.rules.indicators import Indicator
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection
from watchers.storage.signals import StoredSignal

BATCH = 500
A_FEW = 3  # first looks or notices of one kind that are told one by one


def follow(
    connection: Connection, *, rules: RuleSet, now: datetime, leave: Collection[str] = ()
) -> int:
    """Decide over signals that have no decision but for these kinds, 500 at most, oldest first.

    Returns how many there were; while that is BATCH call it again, in a transaction of its own.
    """
    if not (batch := decisions.undecided(connection, limit=BATCH, leave=leave)):
        return 0
    muted = mutes.active(connection, now)
    whole = _Batch(connection=connection, rules=rules, now=now, batch=batch, muted=muted)
    for _telling, group in groupby(batch, key=_telling_of):
        whole.take(tuple(group))
    whole.tell_gathered()
    return len(batch)


def _telling_of(stored: StoredSignal) -> tuple[str, StoryId | None, ItemId | None]:
    """Return what signals have in common that one card tells: kind, story and item."""
    return stored.signal.kind, stored.signal.story, stored.signal.item


@dataclass(slots=True, kw_only=True)
class _Batch:
    """One batch on its way from signals to deliveries."""

    connection: Connection
    rules: RuleSet
    now: datetime
    batch: Sequence[StoredSignal]
    muted: Collection[IndicatorId] = ()
    draft: Draft = field(init=False)
    digests: dict[tuple[DestinationId, Reason], list[tuple[Line, Sequence[StoredSignal]]]] = field(
        default_factory=dict
    )
    alike: dict[tuple[DestinationId, Reason], list[tuple[Card, StoredSignal]]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        self.draft = Draft.over(self.connection, self.rules, self.batch)

    def take(self, group: Sequence[StoredSignal]) -> None:
        """Decide over signals of one kind about one item (or about one source each)."""
        for stored in group:
            match stored.signal.figures:
                case StoryFigures(burst=burst):
                    if stored.signal.item is None:
                        # Nothing to show; undecided it would be taken again for ever.
                        self._drop([stored], Reason.INCOMPLETE)
                        continue
                    # All that one item moved is told in one card.
                    self._story(stored.signal.item, group, burst)
                    return
                case TriggerFigures() as figures:
                    self._figures(stored, figures)
                case BlindFigures() | SeesAgainFigures() as figures:
                    self._sight(stored, figures)
                case FirstLookFigures() | SourceFailingFigures() | SourceBackFigures() as figures:
                    if stored.signal.source is None:
                        self._drop([stored], Reason.INCOMPLETE)
                        continue
                    source = self.rules.source_of(stored.signal.source)
                    if isinstance(figures, FirstLookFigures):
                        self._first_look(stored, source, figures)
                    else:
                        self._notice(stored, source, figures)

    def tell_gathered(self) -> None:
        """Tell what was gathered: digests a card each, a few of a kind one by one, many as one."""
        for (destination, reason), gathered in self.digests.items():
            lines = [line for line, _signals in gathered]
            card = digest_card(lines, seen=self.now, reason=reason, most=len(lines))
            members = [stored for _line, its_signals in gathered for stored in its_signals]
            ruling = Ruling(disposition=Disposition.DIGEST, reason=reason)
            self._tell(destination, card, ruling, members, story=None)
        for (destination, reason), gathered_cards in self.alike.items():
            ruling = Ruling(disposition=Disposition.TELL, reason=reason)
            # At the first start every source is new, and in an outage every one fails.
            if len(gathered_cards) > A_FEW:
                card = combined_card([card for card, _ in gathered_cards], seen=self.now)
                members = [stored for _, stored in gathered_cards]
                self._tell(destination, card, ruling, members, story=None)
                continue
            for card, stored in gathered_cards:
                self._tell(destination, card, ruling, [stored], story=None)

    def _story(self, item: ItemId, group: Sequence[StoredSignal], burst: Burst | None) -> None:
        """Rule on one item for every destination that its indicators name."""
        audible: list[tuple[StoredSignal, Indicator]] = []
        for stored in group:
            id_ = stored.signal.indicator
            if why := why_silent(id_, self.rules.indicators, self.muted):
                self._drop([stored], why)
            elif id_ is not None:
                audible.append((stored, as_grave(self.rules.indicators[id_], stored.signal)))
        for destination in notified(indicator for _, indicator in audible):
            theirs = [both for both in audible if destination in both[1].notify]
            self._story_for(destination, item, *zip(*theirs, strict=True), burst=burst)

    def _story_for(
        self,
        destination: DestinationId,
        item: ItemId,
        group: Sequence[StoredSignal],
        moved: Sequence[Indicator],
        *,
        burst: Burst | None,
    ) -> None:
        """Rule on one item for one destination."""
        story = group[0].signal.story
        home = None
        if story is not None:
            home = deliveries.home_of(self.connection, story, destination)
        source = self.rules.source_of(self.draft.texts[item].item.source)
        already = self._already_told(destination, story, home)
        ruling = why_now(moved, source, already, self.rules.indicators, burst=burst)
        card = self.draft.story(item, moved, ruling.reason, group[0].signal.at)
        # Old news that comes up in a burst: one line of one card, and no thread of its own.
        if ruling.disposition is Disposition.DIGEST:
            gathered = self.digests.setdefault((destination, ruling.reason), [])
            gathered.append((line_of(card), group))
            return
        if story is not None:
            card = replace(card, feedback=feedback.of_story(self.connection, story))
        # The first message shows from now on who else reports the story.
        if home is not None:
            alerts.revise(self.connection, home[1], lambda first: with_report(first, card))
        self._tell(destination, card, ruling, group, story=story, home=home)

    def _already_told(
        self,
        destination: DestinationId,
        story: StoryId | None,
        home: tuple[DeliveryKey, AlertId] | None,
    ) -> AlreadyTold:
        """Gather what a destination was told of a story."""
        if story is None:
            return AlreadyTold()
        first = home and alerts.card_of(self.connection, home[1])
        outlets = first.outlets if first else ()
        tiers = {self.rules.source_of(outlet.source).tier for outlet in outlets}
        return AlreadyTold(
            indicators=decisions.indicators_told(self.connection, story, destination),
            outlets=frozenset(outlet.name for outlet in outlets),
            official=Tier.OFFICIAL in tiers,
        )

    def _first_look(self, stored: StoredSignal, source: Source, figures: FirstLookFigures) -> None:
        card = self.draft.first_look(stored, source, figures)
        recipients = self.draft.recipients(stored)
        # A source that matches nothing is no news, however much it holds.
        if not card.lines:
            self._drop([stored], Reason.NOTHING_MATCHED)
            return
        if not recipients:
            self._drop([stored], Reason.NOBODY_ASKED)
        for destination in recipients:
            self.alike.setdefault((destination, Reason.FIRST_LOOK), []).append((card, stored))

    def _figures(self, stored: StoredSignal, figures: TriggerFigures) -> None:
        """Tell that an indicator moved by its figures."""
        if (indicator := self._audible(stored)) is None:
            return
        card = self.draft.figures(stored, indicator, figures)
        ruling = Ruling(disposition=Disposition.TELL, reason=reason_of(figures))
        for destination in indicator.notify:
            self._tell(destination, card, ruling, [stored], story=None)

    def _sight(self, stored: StoredSignal, figures: BlindFigures | SeesAgainFigures) -> None:
        """Tell those who hear of an indicator that it sees nothing, or sees again."""
        if (indicator := self._audible(stored)) is None:
            return
        card = self.draft.sight(stored, indicator, figures)
        reason = Reason.BLIND if isinstance(figures, BlindFigures) else Reason.SEES_AGAIN
        for destination in indicator.notify:
            self.alike.setdefault((destination, reason), []).append((card, stored))

    def _audible(self, stored: StoredSignal) -> Indicator | None:
        """Return the indicator that a signal speaks of; drop the signal if nobody is to hear it."""
        id_ = stored.signal.indicator
        why = why_silent(id_, self.rules.indicators, self.muted)
        if why or id_ is None:
            self._drop([stored], why or Reason.RULE_GONE)
            return None
        return self.rules.indicators[id_]

    def _notice(
        self,
        stored: StoredSignal,
        source: Source,
        figures: SourceFailingFigures | SourceBackFigures,
    ) -> None:
        failing = isinstance(figures, SourceFailingFigures)
        reason = Reason.SOURCE_FAILING if failing else Reason.SOURCE_BACK
        card = self.draft.notice(stored, source, figures)
        for destination in operators(self.rules):
            alike = self.alike.setdefault((destination.id, reason), [])
            alike.append((card, stored))

    def _held(self, destination: DestinationId, severity: Severity) -> datetime | None:
        """Return until when quiet hours hold a card; None if it may go now, as what is critical."""
        if severity is Severity.CRITICAL:
            return None
        return quiet_until(self.rules.destinations[destination].quiet, self.now)

    def _drop(self, group: Sequence[StoredSignal], reason: Reason) -> None:
        decisions.add(
            self.connection,
            [
                Decision(
                    signal=stored.id,
                    destination=NOBODY,
                    disposition=Disposition.DROP,
                    reason=reason,
                )
                for stored in group
            ],
            self.now,
        )

    def _tell(
        self,
        destination: DestinationId,
        card: Card,
        ruling: Ruling,
        group: Sequence[StoredSignal],
        *,
        story: StoryId | None,
        home: tuple[DeliveryKey, AlertId] | None = None,
    ) -> None:
        """Write an alert, its decisions and its delivery; `home` is the story's first one."""
        held = self._held(destination, card.severity)
        # Why it is told is on the card; why it is not told yet is what people ask of a decision.
        disposition = ruling.disposition if held is None else Disposition.HOLD
        alert = alerts.add(self.connection, card, story=story, now=self.now)
        decisions.add(
            self.connection,
            [
                Decision(
                    signal=stored.id,
                    destination=destination,
                    disposition=disposition,
                    reason=ruling.reason if held is None else Reason.QUIET_HOURS,
                    alert=alert,
                )
                for stored in group
            ],
            self.now,
        )
        place = self.rules.destinations[destination]
        broadcast = ruling.disposition is Disposition.TELL
        delivery = replace(
            deliveries.waiting(alert, card, place, self.now),
            not_before=held or self.now,
            broadcast=broadcast,
            mention=place.mention.get(card.severity, "") if broadcast else "",
        )
        deliveries.add(self.connection, [delivery], thread_of=home[0] if home else None)
