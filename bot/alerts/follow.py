"""The bot's side of the border: takes signals, writes decisions, alerts and deliveries.

All of a batch is written in one transaction, so a kill leaves a signal either undecided, to be
taken again, or decided with its delivery in the outbox.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from bot.alerts.decide import AlreadyTold, Ruling, why_now, why_silent
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
    Burst,
    FirstLookFigures,
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


def follow(connection: Connection, *, rules: RuleSet, now: datetime) -> int:
    """Decide over signals that have no decision, 500 at most, oldest first.

    Gives how many there were; call it again, in a transaction of its own, until that is 0.
    """
    batch = decisions.undecided(connection, limit=BATCH)
    if not batch:
        return 0
    muted = mutes.active(connection, now)
    whole = _Batch(connection=connection, rules=rules, now=now, batch=batch, muted=muted)
    for _one, group in groupby(batch, key=_one_telling):
        whole.take(tuple(group))
    whole.tell_gathered()
    return len(batch)


def _one_telling(one: StoredSignal) -> tuple[str, StoryId | None, ItemId | None]:
    """Keep together what was appended together: the signals of one item."""
    return one.signal.kind, one.signal.story, one.signal.item


def _as_grave(indicator: Indicator, one: StoredSignal) -> Indicator:
    """Give an indicator as grave as the trigger that fired says, if it says so."""
    figures = one.signal.figures
    if isinstance(figures, StoryFigures) and figures.severity is not None:
        return replace(indicator, severity=figures.severity)
    return indicator


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
        for one in group:
            match one.signal.figures:
                case StoryFigures(burst=burst):
                    if one.signal.item is None:
                        # Nothing to show; undecided it would be taken again for ever.
                        self._drop([one], Reason.NOTHING_MATCHED)
                        continue
                    # All that one item moved is told in one card.
                    self._story(one.signal.item, group, burst)
                    return
                case TriggerFigures() as figures:
                    self._figures(one, figures)
                case FirstLookFigures() | SourceFailingFigures() | SourceBackFigures() as figures:
                    if one.signal.source is None:
                        self._drop([one], Reason.NOTHING_MATCHED)
                        continue
                    source = self.rules.source_of(one.signal.source)
                    if isinstance(figures, FirstLookFigures):
                        self._first_look(one, source, figures)
                    else:
                        self._notice(one, source, figures)

    def tell_gathered(self) -> None:
        """Tell what was gathered: digests a card each, a few of a kind one by one, many as one."""
        for (destination, reason), gathered in self.digests.items():
            lines = [line for line, _signals in gathered]
            card = digest_card(lines, seen=self.now, reason=reason, most=len(lines))
            told = [one for _line, its_signals in gathered for one in its_signals]
            ruling = Ruling(disposition=Disposition.DIGEST, reason=reason)
            self._tell(destination, card, ruling, told, story=None)
        for (destination, reason), gathered_cards in self.alike.items():
            ruling = Ruling(disposition=Disposition.TELL, reason=reason)
            # At the first start every source is new, and in an outage every one fails.
            if len(gathered_cards) > A_FEW:
                card = combined_card([card for card, _ in gathered_cards], seen=self.now)
                all_told = [one for _, one in gathered_cards]
                self._tell(destination, card, ruling, all_told, story=None)
                continue
            for card, one in gathered_cards:
                self._tell(destination, card, ruling, [one], story=None)

    def _story(self, item: ItemId, group: Sequence[StoredSignal], burst: Burst | None) -> None:
        """Rule on one item for every destination that its indicators name."""
        audible: list[tuple[StoredSignal, Indicator]] = []
        for one in group:
            id_ = one.signal.indicator
            if why := why_silent(id_, self.rules.indicators, self.muted):
                self._drop([one], why)
            elif id_ is not None:
                audible.append((one, _as_grave(self.rules.indicators[id_], one)))
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
        told = home and alerts.card_of(self.connection, home[1])
        outlets = told.outlets if told else ()
        tiers = {self.rules.source_of(one.source).tier for one in outlets}
        return AlreadyTold(
            indicators=decisions.told(self.connection, story, destination),
            outlets=frozenset(one.name for one in outlets),
            official=Tier.OFFICIAL in tiers,
        )

    def _first_look(self, one: StoredSignal, source: Source, figures: FirstLookFigures) -> None:
        card = self.draft.first_look(one, source, figures)
        recipients = self.draft.recipients(one)
        # A source that matches nothing is no news, however much it holds.
        if not card.lines:
            self._drop([one], Reason.NOTHING_MATCHED)
            return
        if not recipients:
            self._drop([one], Reason.NOBODY_ASKED)
        for destination in recipients:
            self.alike.setdefault((destination, Reason.FIRST_LOOK), []).append((card, one))

    def _figures(self, one: StoredSignal, figures: TriggerFigures) -> None:
        """Tell that an indicator moved by its figures."""
        id_ = one.signal.indicator
        why = why_silent(id_, self.rules.indicators, self.muted)
        if why or id_ is None:
            self._drop([one], why or Reason.RULE_GONE)
            return
        indicator = self.rules.indicators[id_]
        card = self.draft.figures(one, indicator, figures)
        ruling = Ruling(disposition=Disposition.TELL, reason=reason_of(figures))
        for destination in indicator.notify:
            self._tell(destination, card, ruling, [one], story=None)

    def _notice(
        self, one: StoredSignal, source: Source, figures: SourceFailingFigures | SourceBackFigures
    ) -> None:
        failing = isinstance(figures, SourceFailingFigures)
        reason = Reason.SOURCE_FAILING if failing else Reason.SOURCE_BACK
        card = self.draft.notice(one, source, figures)
        for destination in operators(self.rules):
            alike = self.alike.setdefault((destination.id, reason), [])
            alike.append((card, one))

    def _held(self, destination: DestinationId, severity: Severity) -> datetime | None:
        """Say until when quiet hours hold a card; what is critical breaks through."""
        if severity is Severity.CRITICAL:
            return None
        return quiet_until(self.rules.destinations[destination].quiet, self.now)

    def _drop(self, group: Sequence[StoredSignal], reason: Reason) -> None:
        decisions.add(
            self.connection,
            [
                Decision(
                    signal=one.id, destination=NOBODY, disposition=Disposition.DROP, reason=reason
                )
                for one in group
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
                    signal=one.id,
                    destination=destination,
                    disposition=disposition,
                    reason=ruling.reason if held is None else Reason.QUIET_HOURS,
                    alert=alert,
                )
                for one in group
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
