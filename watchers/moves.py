"""Which indicators moved other than by a single story: asks their triggers, keeps how they stand.

Called inside the transaction of a poll, for what the poll touched, and by the clock. Policy lives
in watchers.triggers; here it gets its facts, and what it answers becomes signals.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zlib import crc32

from watchers import blindness
from watchers.match.items import passage_of
from watchers.model.names import IndicatorId, ItemId
from watchers.model.news import Item, Match, Sighting, TriggerState
from watchers.model.rules import Source
from watchers.model.signals import Signal, TriggerFigures
from watchers.rules.indicators import AskedTrigger, Indicator
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, observations, sightings, sources, trigger_states
from watchers.storage.blindness import read_blind
from watchers.storage.trigger_states import Key
from watchers.triggers.facts import Facts, Met, Wanted


def by_news(
    connection: Connection,
    rules: RuleSet,
    source: Source,
    matched_items: Mapping[ItemId, Item],
    item_matches: Mapping[ItemId, Sequence[Match]],
    *,
    now: datetime,
) -> list[Signal]:
    """Signal what the matches of a poll made fire; they are stored already.

    Both mappings have the same items. In the order of the rules.
    """
    touched = frozenset(each.indicator for held in item_matches.values() for each in held)
    if not touched:
        return []
    inquiry = _Inquiry(
        connection=connection,
        rules=rules,
        now=now,
        sighted=now,
        source=source,
        matched_items=matched_items,
        item_matches=item_matches,
    )
    # A story of one indicator may end a sequence of another: its state is needed as well.
    concerned = [each for each in rules.asked_triggers if _concerns(each, touched)]
    states = trigger_states.read_states(connection, {each.indicator.id for each in concerned})
    # What only time fires waits for the clock; news can but end it.
    asked = [
        each
        for each in concerned
        if each.trigger.fires_by_news or ((state := states.get(each.key)) and state.active)
    ]
    return inquiry.ask_all(asked, states)


def by_numbers(
    connection: Connection, rules: RuleSet, source: Source, *, now: datetime
) -> list[Signal]:
    """Signal what the new numbers of a series made fire; they are stored already."""
    asked = [each for each in rules.asked_triggers if each.wants.series == source.id]
    states = trigger_states.read_states(connection, {each.indicator.id for each in asked})
    inquiry = _Inquiry(connection=connection, rules=rules, now=now, sighted=now, source=source)
    return inquiry.ask_all(asked, states)


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
    states = trigger_states.read_states(connection)
    known = {each.key: each for each in rules.asked_triggers}
    trigger_states.forget_states(connection, [key for key in states if key not in known])
    due = {
        key: asked
        for key, asked in known.items()
        # One that has not fired, and that time cannot fire, has nothing to be asked by the clock.
        if key not in states
        or ((states[key].active or asked.trigger.fires_by_time) and later.get(key, now) <= now)
    }
    for key, asked in due.items():
        # Spread out, so that not all are asked in the same minute again.
        spread = 0.5 + crc32(repr(key).encode()) / 2**32
        later[key] = now + asked.trigger.ask_again_after * spread
    seen = blindness.by_time(connection, rules, now=now)
    if not due:
        return seen
    # By the clock nobody knows more than the last good poll of any source.
    inquiry = _Inquiry(
        connection=connection,
        rules=rules,
        now=now,
        sighted=sources.last_good(connection),
        blind=read_blind(connection),
    )
    return [*seen, *inquiry.ask_all(list(due.values()), states)]


def _concerns(asked: AskedTrigger, touched: frozenset[IndicatorId]) -> bool:
    """Whether matches of the touched indicators tell it anything."""
    own = asked.indicator.id in touched and asked.wants.matches
    return own or not touched.isdisjoint(asked.wants.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inquiry:
    """One moment at which triggers are asked."""

    connection: Connection
    rules: RuleSet
    now: datetime
    sighted: datetime | None
    source: Source | None = None
    blind: Mapping[IndicatorId, datetime] = field(default_factory=dict)
    matched_items: Mapping[ItemId, Item] = field(default_factory=dict)
    item_matches: Mapping[ItemId, Sequence[Match]] = field(default_factory=dict)
    stories_read: dict[IndicatorId, tuple[datetime, Sequence[Sighting]]] = field(
        default_factory=dict
    )

    def ask_all(
        self, triggers: Sequence[AskedTrigger], states: Mapping[Key, TriggerState]
    ) -> list[Signal]:
        """Ask each trigger once, write down how it stands, and signal those that fired."""
        signals, changed = [], {}
        for asked in triggers:
            before = states.get(asked.key)
            state, figures = asked.trigger.ask(before, self._facts(asked))
            # Most stand as they stood: a minute of the clock writes nothing.
            if state != before:
                changed[asked.key] = state
            if figures is not None:
                signals.append(self._signal(asked, figures))
        trigger_states.save_states(self.connection, changed)
        return signals

    def _facts(self, asked: AskedTrigger) -> Facts:
        """Gather what one trigger asks for, and no more: each of these reads the database."""
        indicator, wants = asked.indicator, asked.wants
        start = self.now - asked.trigger.looks_back
        first = sightings.first(self.connection, indicator.id) if wants.first_match else None
        return Facts(
            now=self.now,
            by_clock=self.source is None,
            stories=self._stories(indicator.id, start) if wants.stories else (),
            others={id_: self._stories(id_, start) for id_ in wants.others},
            titles={id_: self.rules.indicators[id_].title for id_ in wants.others},
            since=first,
            # Of a time in which its own sources were dark nobody can say that nothing came.
            sighted=self.blind.get(indicator.id, self.sighted),
            met=self._met(indicator, wants),
            observations={}
            if wants.series is None
            else {wants.series: observations.observations_since(self.connection, wants.series)},
        )

    def _stories(self, id_: IndicatorId, start: datetime) -> Sequence[Sighting]:
        """Return an indicator's stories since then at least, read once as far back as any asks."""
        if id_ not in self.stories_read or self.stories_read[id_][0] > start:
            own = self.rules.indicators[id_].triggers
            back = max((trigger.looks_back for trigger in own), default=timedelta(0))
            start = min(start, self.now - back)
            self.stories_read[id_] = start, sightings.sightings_since(self.connection, id_, start)
        return self.stories_read[id_][1]

    def _met(self, indicator: Indicator, wants: Wanted) -> list[Met]:
        """Return the wanted sources and terms that the matches of this poll brought."""
        ids = [
            id_
            for id_, held in self.item_matches.items()
            if indicator.id in {match.indicator for match in held}
        ]
        if self.source is None or not ids:
            return []
        met = []
        if wants.sources:
            known = sightings.known_sources(self.connection, indicator.id, self.now)
            name, old = self.source.name, self.source.id in known
            met += [Met(name=name, item=id_, known=old) for id_ in ids]
        if wants.terms is not None:
            passages = {id_: passage_of(self.matched_items[id_], self.source) for id_ in ids}
            met += [
                Met(name=term, item=id_)
                for id_, passage in passages.items()
                for term, query in self.rules.terms[wants.terms].items()
                if query.matches(passage)
            ]
        return met

    def _signal(self, asked: AskedTrigger, figures: TriggerFigures) -> Signal:
        return Signal(
            source=None if self.source is None else self.source.id,
            at=self.now,
            indicator=asked.indicator.id,
            figures=figures.model_copy(update={"severity": asked.trigger.severity}),
        )
