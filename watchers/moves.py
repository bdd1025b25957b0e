"""Which indicators moved other than by a single story: asks their triggers, keeps how they stand.

Called inside the transaction of a poll, for what the poll touched, and by the clock. Policy lives
in watchers.triggers; here it gets its facts, and its verdict becomes signals.
"""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zlib import crc32

from watchers.match.items import passage_of
from watchers.model.names import IndicatorId, ItemId, SourceId, Status
from watchers.model.news import Item, Match, Sighting, TriggerState
from watchers.model.rules import Source
from watchers.model.signals import Signal, TriggerFigures
from watchers.rules import RuleSet
from watchers.rules.indicators import Indicator
from watchers.storage import Connection, observations, sightings, sources, trigger_states
from watchers.storage.trigger_states import Key
from watchers.triggers.facts import Facts, Met, Wanted
from watchers.triggers.kind import Trigger

NOBODY = SourceId("")  # caused a signal of the clock


def by_news(
    connection: Connection,
    rules: RuleSet,
    source: Source,
    texts: Mapping[ItemId, Item],
    found: Mapping[ItemId, Sequence[Match]],
    *,
    now: datetime,
) -> list[Signal]:
    """Signal what the matches of a poll made fire; they are stored already.

    `texts` has the items of `found`.
    """
    touched = frozenset(each.indicator for held in found.values() for each in held)
    if not touched:
        return []
    inquiry = _Inquiry(
        connection=connection,
        rules=rules,
        now=now,
        sighted=now,
        source=source,
        texts=texts,
        found=found,
    )
    states = trigger_states.states(connection, _readers(rules, touched))
    concerned = [
        (indicator, trigger)
        for indicator, trigger in _asked(rules)
        if _concerns(trigger, touched, own=indicator.id in touched)
        # What only time fires waits for the clock; news can but end it.
        if trigger.fires_by_news
        or ((state := states.get((indicator.id, trigger.state_key))) and state.active)
    ]
    return inquiry.ask_all(concerned, states)


def by_numbers(
    connection: Connection, rules: RuleSet, source: Source, *, now: datetime
) -> list[Signal]:
    """Signal what the new numbers of a series made fire; they are stored already."""
    concerned = [
        (indicator, trigger)
        for indicator, trigger in _asked(rules)
        if trigger.wants.series == source.id
    ]
    states = trigger_states.states(connection, {indicator.id for indicator, _ in concerned})
    inquiry = _Inquiry(connection=connection, rules=rules, now=now, sighted=now, source=source)
    return inquiry.ask_all(concerned, states)


def by_time(
    connection: Connection,
    rules: RuleSet,
    *,
    now: datetime,
    later: MutableMapping[Key, datetime] | None = None,
) -> list[Signal]:
    """Signal what time made fire; let what has reset be ready to fire again.

    Triggers never asked before begin here, those that left the rules are forgotten. `later` keeps
    from one call to the next when each is asked again; without it all are asked.
    """
    later = {} if later is None else later
    states = trigger_states.states(connection)
    known = {
        (indicator.id, trigger.state_key): (indicator, trigger)
        for indicator, trigger in _asked(rules)
    }
    trigger_states.forget(connection, [key for key in states if key not in known])
    due = {
        key: (indicator, trigger)
        for key, (indicator, trigger) in known.items()
        # One that has not fired, and that time cannot fire, has nothing to be asked by the clock.
        if key not in states
        or ((states[key].active or trigger.fires_by_time) and later.get(key, now) <= now)
    }
    for key, (_, trigger) in due.items():
        # Spread out, so that not all are asked in the same minute again.
        later[key] = now + trigger.ask_again_after * (0.5 + crc32(repr(key).encode()) / 2**32)
    if not due:
        return []
    inquiry = _Inquiry(
        connection=connection, rules=rules, now=now, sighted=sources.last_good(connection)
    )
    return inquiry.ask_all(list(due.values()), states)


def _readers(rules: RuleSet, touched: frozenset[IndicatorId]) -> frozenset[IndicatorId]:
    """Name the indicators whose triggers look at stories of the touched ones."""
    return touched | {
        indicator.id
        for indicator, trigger in _asked(rules)
        if not touched.isdisjoint(trigger.wants.others)
    }


def _asked(rules: RuleSet) -> Iterator[tuple[Indicator, Trigger]]:
    """Give the triggers to ask; stories are told one by one, and what is off is not asked."""
    for indicator in rules.indicators.values():
        if indicator.status is not Status.OFF:
            for trigger in indicator.triggers:
                if not trigger.each_story:
                    yield indicator, trigger


def _concerns(trigger: Trigger, touched: frozenset[IndicatorId], *, own: bool) -> bool:
    """Whether matches of the touched indicators (its own among them, or not) tell it anything."""
    return (own and trigger.wants.matches) or not touched.isdisjoint(trigger.wants.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inquiry:
    """One moment at which triggers are asked."""

    connection: Connection
    rules: RuleSet
    now: datetime
    sighted: datetime | None
    source: Source | None = None
    texts: Mapping[ItemId, Item] = field(default_factory=dict)
    found: Mapping[ItemId, Sequence[Match]] = field(default_factory=dict)
    read: dict[IndicatorId, tuple[datetime, Sequence[Sighting]]] = field(default_factory=dict)

    def ask_all(
        self, concerned: Sequence[tuple[Indicator, Trigger]], states: Mapping[Key, TriggerState]
    ) -> list[Signal]:
        """Ask each trigger once, write down how it stands, and signal those that fired."""
        signals, changed = [], {}
        for indicator, trigger in concerned:
            key = indicator.id, trigger.state_key
            state, figures = trigger.ask(states.get(key), self._facts(indicator, trigger))
            if state != states.get(key):
                changed[key] = state
            if figures is not None:
                signals.append(self._signal(indicator, trigger, figures))
        trigger_states.save(self.connection, changed)
        return signals

    def _facts(self, indicator: Indicator, trigger: Trigger) -> Facts:
        """Gather what one trigger asks for, and no more: each of these reads the database."""
        wants, start = trigger.wants, self.now - trigger.looks_back
        first = sightings.first(self.connection, indicator.id) if wants.first_match else None
        return Facts(
            now=self.now,
            by_clock=self.source is None,
            stories=self._stories(indicator.id, start) if wants.stories else (),
            others={id_: self._stories(id_, start) for id_ in wants.others},
            titles={id_: self.rules.indicators[id_].title for id_ in wants.others},
            since=first,
            sighted=self.sighted,
            met=self._met(indicator, wants),
            observations={}
            if wants.series is None
            else {wants.series: observations.since(self.connection, wants.series)},
        )

    def _stories(self, id_: IndicatorId, start: datetime) -> Sequence[Sighting]:
        """Give an indicator's stories since then at least, read once as far back as any asks."""
        if id_ not in self.read or self.read[id_][0] > start:
            own = self.rules.indicators[id_].triggers
            back = max((trigger.looks_back for trigger in own), default=timedelta(0))
            start = min(start, self.now - back)
            self.read[id_] = start, sightings.since(self.connection, id_, start)
        return self.read[id_][1]

    def _met(self, indicator: Indicator, wants: Wanted) -> list[Met]:
        """Name the wanted sources and terms that the matches of this poll brought."""
        ids = [
            id_
            for id_, held in self.found.items()
            if indicator.id in {one_match.indicator for one_match in held}
        ]
        if self.source is None or not ids:
            return []
        met = []
        if wants.sources:
            known = sightings.known_sources(self.connection, indicator.id, self.now)
            name, old = self.source.name, self.source.id in known
            met += [Met(name=name, item=id_, known=old) for id_ in ids]
        if wants.terms is not None:
            passages = {id_: passage_of(self.texts[id_], self.source) for id_ in ids}
            met += [
                Met(name=term, item=id_)
                for id_, passage in passages.items()
                for term, query in self.rules.terms[wants.terms].items()
                if query.matches(passage)
            ]
        return met

    def _signal(self, indicator: Indicator, trigger: Trigger, figures: TriggerFigures) -> Signal:
        return Signal(
            source=NOBODY if self.source is None else self.source.id,
            at=self.now,
            indicator=indicator.id,
            figures=figures.model_copy(update={"severity": trigger.severity}),
        )
