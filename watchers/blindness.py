"""Which indicators see nothing: all of their sources fail, or are silent against their rhythm.

Asked by the clock, inside its transaction. Said once, and once when one of the sources is seen
again; so a night in which nothing came is not taken for a night in which nothing happened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchers.model.names import IndicatorId, SourceId, Status
from watchers.model.signals import BlindFigures, SeesAgainFigures, Signal
from watchers.rhythm import silent_from
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, blindness, sources
from watchers.storage.sources import SourceState

DARK_FOR = timedelta(hours=1)  # most trouble passes
_GLANCE = 50  # sources that can be read: one of them nearly always sees, and no other is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Dark:
    """Sources that show nothing: how many fail, how many are silent, since when all of them."""

    since: datetime
    failing: int
    silent: int


def dark_since(state: SourceState, now: datetime) -> datetime | None:
    """Return since when a source shows nothing; None while it does, or nobody knows yet.

    One that fails is dark from its first failure, one that is silent from its last new item.
    """
    if state.failures:
        return state.failing_since or state.last_poll
    last_new = state.last_new or state.first_look
    # Never looked at, or too short a time to know its rhythm: nothing can be said against it.
    if last_new is None or state.usual_gap is None:
        return None
    return last_new if now >= silent_from(last_new, state.usual_gap) else None


def all_dark(states: Iterable[SourceState], now: datetime) -> Dark | None:
    """Return since when all of these sources are dark; None if one is not, or there are none.

    Also None until the last of them has been dark for an hour.
    """
    since, failing, silent = None, 0, 0
    for state in states:
        dark = dark_since(state, now)
        if dark is None:
            return None
        since = dark if since is None else max(since, dark)
        failing += state.failures > 0
        silent += state.failures == 0
    if since is None or now - since < DARK_FOR:
        return None
    return Dark(since=since, failing=failing, silent=silent)


def changes(
    dark: Mapping[IndicatorId, Dark | None],
    blind: Mapping[IndicatorId, datetime],
    now: datetime,
) -> list[Signal]:
    """Return who is blind now and was not, and who was blind and sees. In the order of `dark`.

    `blind` are those that were said to be blind, and since when.
    """
    caused = []
    for id_, found in dark.items():
        if found is not None and id_ not in blind:
            figures = BlindFigures(since=found.since, failing=found.failing, silent=found.silent)
            caused.append(Signal(at=now, indicator=id_, figures=figures))
        elif found is None and id_ in blind:
            again = SeesAgainFigures(since=blind[id_])
            caused.append(Signal(at=now, indicator=id_, figures=again))
    return caused


def by_time(connection: Connection, rules: RuleSet, *, now: datetime) -> list[Signal]:
    """Signal which indicators went blind, or see again, and write that down."""
    blind = blindness.read_blind(connection)
    looked: dict[frozenset[SourceId], Dark | None] = {}
    dark: dict[IndicatorId, Dark | None] = {}
    for id_, indicator in rules.indicators.items():
        if indicator.status is Status.OFF:
            continue
        seen_through = rules.seen_through(id_)
        # Most indicators see through all sources: asked once for all of them.
        if seen_through not in looked:
            looked[seen_through] = _dark(connection, seen_through, now)
        dark[id_] = looked[seen_through]
    caused = changes(dark, blind, now)
    blindness.add_blind(
        connection,
        [
            (signal.indicator, signal.figures.since)
            for signal in caused
            if isinstance(signal.figures, BlindFigures) and signal.indicator is not None
        ],
    )
    blindness.forget_blind(connection, [id_ for id_ in blind if dark.get(id_) is None])
    return caused


def _dark(connection: Connection, ids: frozenset[SourceId], now: datetime) -> Dark | None:
    glance = sources.some_readable(connection, limit=_GLANCE)
    if any(state.source in ids and dark_since(state, now) is None for state in glance):
        return None
    states = sources.source_states(connection)
    # One that was never polled has no state yet: nothing is known of it.
    return all_dark([states.get(id_) or SourceState(source=id_) for id_ in ids], now)
