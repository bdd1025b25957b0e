"""Which indicators moved other than by a single story: asks their triggers, keeps how they stand.

Called inside the transaction of a poll, for what the poll touched, and by the clock. Policy lives
in watchers.triggers; here it gets its facts, and its verdict becomes signals.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from watchers import match
from watchers.model import (
    Episode,
    Indicator,
    IndicatorId,
    Item,
    ItemId,
    Match,
    OnChange,
    OnNew,
    OnNumber,
    OnSequence,
    OnStory,
    Signal,
    Source,
    SourceId,
    Status,
    Trigger,
)
from watchers.rules import RuleSet
from watchers.storage import Connection, observations, sightings, sources, trigger_states
from watchers.storage.trigger_states import Key
from watchers.triggers import Facts, Met, Tripped, ask, asked_as, looks_back, moves_by_time

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
    """Signal what the matches of a poll made trip; they are stored already.

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
    concerned = [
        (one, trigger)
        for one, trigger in _asked(rules)
        if _concerns(trigger, touched, own=one.id in touched)
    ]
    return inquiry.ask_all(
        concerned, trigger_states.states(connection, {o.id for o, _ in concerned})
    )


def by_numbers(
    connection: Connection, rules: RuleSet, source: Source, *, now: datetime
) -> list[Signal]:
    """Signal what the new numbers of a series made trip; they are stored already."""
    concerned = [
        (one, trigger)
        for one, trigger in _asked(rules)
        if isinstance(trigger, OnNumber | OnChange) and trigger.series == source.id
    ]
    states = trigger_states.states(connection, {one.id for one, _ in concerned})
    inquiry = _Inquiry(connection=connection, rules=rules, now=now, sighted=now, source=source)
    return inquiry.ask_all(concerned, states)


def by_time(connection: Connection, rules: RuleSet, *, now: datetime) -> list[Signal]:
    """Signal what time made trip; let what has calmed down be ready to trip again.

    Triggers never asked before begin here, those that left the rules are forgotten.
    """
    states = trigger_states.states(connection)
    known = {(one.id, asked_as(trigger)): (one, trigger) for one, trigger in _asked(rules)}
    trigger_states.forget(connection, [key for key in states if key not in known])
    concerned = [
        (one, trigger)
        for key, (one, trigger) in known.items()
        if key not in states or states[key].active or moves_by_time(trigger)
    ]
    if not concerned:
        return []
    inquiry = _Inquiry(
        connection=connection, rules=rules, now=now, sighted=sources.last_good(connection)
    )
    return inquiry.ask_all(concerned, states)


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

    def ask_all(
        self, concerned: Sequence[tuple[Indicator, Trigger]], states: Mapping[Key, Episode]
    ) -> list[Signal]:
        """Ask each trigger once, write down how it stands, and signal those that fired."""
        signals, changed = [], {}
        for indicator, trigger in concerned:
            key = indicator.id, asked_as(trigger)
            episode, tripped = ask(trigger, states.get(key), self._facts(indicator, trigger))
            if episode != states.get(key):
                changed[key] = episode
            if tripped is not None:
                signals.append(self._signal(indicator, trigger, tripped))
        trigger_states.save(self.connection, changed)
        return signals

    def _facts(self, indicator: Indicator, trigger: Trigger) -> Facts:
        start, by_clock = self.now - looks_back(trigger), self.source is None
        if isinstance(trigger, OnNumber | OnChange):
            known = observations.since(self.connection, trigger.series)
            return Facts(now=self.now, observations={trigger.series: known})
        if isinstance(trigger, OnNew):
            return Facts(now=self.now, met=self._met(indicator, trigger))
        if isinstance(trigger, OnSequence):
            others = {id_: sightings.since(self.connection, id_, start) for id_ in trigger.of}
            titles = {id_: self.rules.indicators[id_].title for id_ in trigger.of}
            return Facts(now=self.now, by_clock=by_clock, others=others, titles=titles)
        return Facts(
            now=self.now,
            by_clock=by_clock,
            stories=sightings.since(self.connection, indicator.id, start),
            since=sightings.first(self.connection, indicator.id),
            sighted=self.sighted,
        )

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
        passages = {id_: match.passage_of(self.texts[id_], self.source) for id_ in ids}
        return [
            Met(name=term, item=id_)
            for id_, passage in passages.items()
            for term, query in self.rules.terms[trigger.of].items()
            if query.holds(passage) is not None
        ]

    def _signal(self, indicator: Indicator, trigger: Trigger, tripped: Tripped) -> Signal:
        figures = {"said": tripped.said, **tripped.figures, "evidence": list(tripped.evidence)}
        if trigger.severity is not None:
            figures["severity"] = trigger.severity.value
        return Signal(
            kind=tripped.kind,
            source=NOBODY if self.source is None else self.source.id,
            at=self.now,
            indicator=indicator.id,
            figures=figures,
        )
