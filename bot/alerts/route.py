"""Where alerts go, and until when a place rests. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from watchers.model.names import DestinationId
from watchers.model.rules import Destination, Quiet
from watchers.rules.indicators import Indicator
from watchers.rules.ruleset import RuleSet

TERMINAL = Destination(id=DestinationId("terminal"), platform="terminal", address="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """The rules with every destination reachable; `instead` names those that had to give way."""

    rules: RuleSet
    instead: tuple[Destination, ...] = ()


def route(rules: RuleSet, channels: Collection[str]) -> Routed:
    """Send to the terminal what is meant for it or for a platform that is not connected.

    All of that becomes one destination, so nobody reads the same card twice on one screen.
    """
    reachable = {
        id_: destination
        for id_, destination in rules.destinations.items()
        if destination.platform in channels and destination.platform != TERMINAL.platform
    }
    elsewhere = [d for id_, d in rules.destinations.items() if id_ not in reachable]
    on_terminal = bool(elsewhere) or not rules.destinations
    destinations = reachable | ({TERMINAL.id: TERMINAL} if on_terminal else {})
    routed = replace(
        rules,
        destinations=destinations,
        indicators={
            id_: _renotify(indicator, reachable) for id_, indicator in rules.indicators.items()
        },
    )
    instead = tuple(d for d in elsewhere if d.platform != TERMINAL.platform)
    return Routed(rules=routed, instead=instead)


def _renotify(indicator: Indicator, reachable: Mapping[DestinationId, Destination]) -> Indicator:
    # An indicator that names nobody is read in the terminal, if at all.
    named = indicator.notify or (TERMINAL.id,)
    there = dict.fromkeys(
        destination if destination in reachable else TERMINAL.id for destination in named
    )
    return replace(indicator, notify=tuple(there))


def operators(rules: RuleSet) -> tuple[Destination, ...]:
    """Return who hears of what failed: the destinations marked so, or all where none is."""
    marked = tuple(
        destination for destination in rules.destinations.values() if destination.operators
    )
    return marked or tuple(rules.destinations.values())


def quiet_until(quiet: Quiet | None, now: datetime) -> datetime | None:
    """Return when the quiet hours end that `now` lies in, in the zone of `now`; None outside.

    Hours are the destination's own: on the days the clocks change they are an hour longer or
    shorter, as they are for those who sleep through them.
    """
    # Equal ends name no hours at all.
    if quiet is None or quiet.start == quiet.end:
        return None
    zone = ZoneInfo(quiet.zone)
    today = now.astimezone(zone).date()
    # Hours that pass midnight began yesterday.
    for day in (today - timedelta(days=1), today):
        start = datetime.combine(day, quiet.start, zone)
        end_day = day if quiet.start < quiet.end else day + timedelta(days=1)
        end = datetime.combine(end_day, quiet.end, zone)
        if start.astimezone(now.tzinfo) <= now < end.astimezone(now.tzinfo):
            return end.astimezone(now.tzinfo)
    return None
