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
from watchers.model.rules import Indicator, Source
from watchers.model.signals import Signal
from watchers.model.triggers import (
    OnChange,
    OnExpected,
    OnNew,
    OnNumber,
    OnSequence,
    OnSpike,
    OnStory,
    Trigger,
)
from watchers.rules import RuleSet
from watchers.storage import Connection, observations, sightings, sources, trigger_states
from watchers.storage.trigger_states import Key
from watchers.triggers import (
    Facts,
    Fired,
    Met,
    ask,
    ask_again_after,
    looks_back,
    moves_by_time,
    state_key,
)

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
    touched = frozenset(one.indicator for held in found.values() for one in held)
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
        (one, trigger)
        for one, trigger in _asked(rules)
        if _concerns(trigger, touched, own=one.id in touched)
        # What only time fires waits for the clock; news can but end it.
        if not moves_by_time(trigger)
        or isinstance(trigger, OnExpected)
        or ((state := states.get((one.id, state_key(trigger)))) and state.active)
    ]
    return inquiry.ask_all(concerned, states)


def by_numbers(
    connection: Connection, rules: RuleSet, source: Source, *, now: datetime
) -> list[Signal]:
    """Signal what the new numbers of a series made fire; they are stored already."""
    concerned = [
        (one, trigger)
        for one, trigger in _asked(rules)
        if isinstance(trigger, OnNumber | OnChange) and trigger.series == source.id
    ]
    states = trigger_states.states(connection, {one.id for one, _ in concerned})
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
    known = {(one.id, state_key(trigger)): (one, trigger) for one, trigger in _asked(rules)}
    trigger_states.forget(connection, [key for key in states if key not in known])
    due = {
        key: both
        for key, both in known.items()
        if key not in states
        or ((states[key].active or moves_by_time(both[1])) and later.get(key, now) <= now)
    }
    for key, (_, trigger) in due.items():
        # Spread out, so that not all are asked in the same minute again.
        later[key] = now + ask_again_after(trigger) * (0.5 + crc32(repr(key).encode()) / 2**32)
    if not due:
        return []
    inquiry = _Inquiry(
        connection=connection, rules=rules, now=now, sighted=sources.last_good(connection)
    )
    return inquiry.ask_all(list(due.values()), states)


def _readers(rules: RuleSet, touched: frozenset[IndicatorId]) -> frozenset[IndicatorId]:
    """Name the indicators whose triggers look at stories of the touched ones."""
    return touched | {
        one.id
        for one, trigger in _asked(rules)
        if isinstance(trigger, OnSequence) and not touched.isdisjoint(trigger.of)
    }


def _asked(rules: RuleSet) -> Iterator[tuple[Indicator, Trigger]]:
    """Give the triggers to ask; stories are told one by one, and what is off is not asked."""
    for indicator in rules.indicators.values():
        if indicator.status is not Status.OFF:
            for trigger in indicator.triggers:
                if not isinstance(trigger, OnStory):
                    yield indicator, trigger


def _concerns(trigger: Trigger, touched: frozenset[IndicatorId], *, own: bool) -> bool:
    if isinstance(trigger, OnSequence):
        return not touched.isdisjoint(trigger.of)
    return own and not isinstance(trigger, OnNumber | OnChange)


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
            key = indicator.id, state_key(trigger)
            state, fired = ask(trigger, states.get(key), self._facts(indicator, trigger))
            if state != states.get(key):
                changed[key] = state
            if fired is not None:
                signals.append(self._signal(indicator, trigger, fired))
        trigger_states.save(self.connection, changed)
        return signals

    def _facts(self, indicator: Indicator, trigger: Trigger) -> Facts:
        """Gather what one trigger may ask for, and no more."""
        start, by_clock = self.now - looks_back(trigger), self.source is None
        match trigger:
            case OnNumber(series=series) | OnChange(series=series):
                known = observations.since(self.connection, series)
                return Facts(now=self.now, observations={series: known})
            case OnNew():
                return Facts(now=self.now, met=self._met(indicator, trigger))
            case OnSequence(of=of):
                others = {id_: self._stories(id_, start) for id_ in of}
                titles = {id_: self.rules.indicators[id_].title for id_ in of}
                return Facts(now=self.now, by_clock=by_clock, others=others, titles=titles)
            case _:
                spikes = isinstance(trigger, OnSpike)
                return Facts(
                    now=self.now,
                    by_clock=by_clock,
                    stories=self._stories(indicator.id, start),
                    since=sightings.first(self.connection, indicator.id) if spikes else None,
                    sighted=self.sighted,
                )

    def _stories(self, id_: IndicatorId, start: datetime) -> Sequence[Sighting]:
        """Give an indicator's stories since then at least, read once as far back as any asks."""
        if id_ not in self.read or self.read[id_][0] > start:
            own = self.rules.indicators[id_].triggers
            back = max((looks_back(one) for one in own), default=timedelta(0))
            start = min(start, self.now - back)
            self.read[id_] = start, sightings.since(self.connection, id_, start)
        return self.read[id_][1]

    def _met(self, indicator: Indicator, trigger: OnNew) -> list[Met]:
        """Name what the matches of this poll brought of what `new` looks for."""
        ids = [
            id_ for id_, held in self.found.items() if indicator.id in {m.indicator for m in held}
        ]
        if self.source is None or not ids:
            return []
        if trigger.of is None:
            known = sightings.known_sources(self.connection, indicator.id, self.now)
            name, old = self.source.name, self.source.id in known
            return [Met(name=name, item=id_, known=old) for id_ in ids]
        passages = {id_: passage_of(self.texts[id_], self.source) for id_ in ids}
        return [
            Met(name=term, item=id_)
            for id_, passage in passages.items()
            for term, query in self.rules.terms[trigger.of].items()
            if query.matches(passage)
        ]

    def _signal(self, indicator: Indicator, trigger: Trigger, fired: Fired) -> Signal:
        figures = {"said": fired.said, **fired.figures, "evidence": list(fired.evidence)}
        if trigger.severity is not None:
            figures["severity"] = trigger.severity.value
        return Signal(
            kind=fired.kind,
            source=NOBODY if self.source is None else self.source.id,
            at=self.now,
            indicator=indicator.id,
            figures=figures,
        )
