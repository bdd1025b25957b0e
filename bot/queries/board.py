"""The board: how every indicator stands, and which way the moves of the week point."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.model.cards import AnswerRow, Card, Piece
from bot.queries.charts import sparkline
from bot.queries.wording import answer, report_row
from bot.storage import mutes
from bot.storage.mutes import StoredMute
from watchers.model.names import IndicatorId, Severity, Status
from watchers.rules.indicators import Indicator
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, items, matches, signals
from watchers.storage.items import StoredItem
from watchers.words import counted, lasting

TRIPPED: Final = timedelta(hours=24)
ACTIVE: Final = timedelta(days=7)
EITHER: Final = "either"
MOST: Final = 12  # indicators on one board


class Stir(StrEnum):
    """How much an indicator moves."""

    TRIPPED = "tripped"  # in the last 24 hours
    ACTIVE = "active"  # in the last 7 days
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How one indicator stands; `week` counts its moves of 7 days, `days` those of each day."""

    indicator: Indicator
    stir: Stir
    moved: datetime | None
    week: int
    days: tuple[int, ...]
    evidence: StoredItem | None  # what its query held for last
    mute: StoredMute | None


def board_card(connection: Connection, rules: RuleSet, now: datetime) -> Card:
    """Answer how the indicators stand that are not off, at most MOST, in the order of `stands`.

    Four queries for all of them together, and one for the evidence of each.
    """
    all_stands = stands(connection, rules, now)
    shown = all_stands[:MOST]
    stirs = Counter(stand.stir for stand in all_stands)
    tally = ", ".join(f"{stirs[stir]} {stir}" for stir in Stir if stirs[stir])
    severities = [s.indicator.severity for s in all_stands if s.stir is Stir.TRIPPED]
    return answer(
        f"Board: {tally or 'no indicators'}",
        now,
        text=balance(all_stands),
        rows=[row for stand in shown for row in _rows(stand, rules, now)],
        more=len(all_stands) - len(shown),
        severity=max(severities, key=lambda severity: severity.rank, default=Severity.MINOR),
    )


def stands(connection: Connection, rules: RuleSet, now: datetime) -> tuple[Stand, ...]:
    """Return how each indicator stands that is not off.

    Tripped ones first, then active, then quiet; among these the more severe ones first, and then
    in the order of the rules.
    """
    moved = signals.last_moves(connection, rules.indicators)
    week = signals.moves(connection, rules.indicators, now - ACTIVE)
    by_day = signals.moves_by_day(connection, rules.indicators, first_of_days(now, 7))
    muted = mutes.active(connection, now)
    found = [
        Stand(
            indicator=indicator,
            stir=stir(moved.get(id_), now),
            moved=moved.get(id_),
            week=week.get(id_, 0),
            days=last_days(by_day.get(id_, {}), now, 7),
            evidence=_evidence(connection, id_),
            mute=muted.get(id_),
        )
        for id_, indicator in rules.indicators.items()
        if indicator.status is not Status.OFF
    ]
    order = list(Stir)
    return tuple(
        sorted(found, key=lambda stand: (order.index(stand.stir), -stand.indicator.severity.rank))
    )


def stir(moved: datetime | None, now: datetime) -> Stir:
    """Return how much an indicator moves that moved last at `moved` (None: never)."""
    if moved is None or now - moved >= ACTIVE:
        return Stir.QUIET
    return Stir.TRIPPED if now - moved < TRIPPED else Stir.ACTIVE


def last_days(by_day: Mapping[date, int], now: datetime, days: int) -> tuple[int, ...]:
    """Return the counts of the last `days` days of UTC, today last; a day without any is 0."""
    dates = (now.date() - timedelta(days=back) for back in reversed(range(days)))
    return tuple(by_day.get(day, 0) for day in dates)


def first_of_days(now: datetime, days: int) -> datetime:
    """Return the first midnight of the last `days` days, today included; `now` is in UTC."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days - 1)


def balance(all_stands: Sequence[Stand]) -> str:
    """Return a sentence on which way the week's moves point, and how that looks by weight.

    A minor move weighs 1, a notable one 2, a serious one 3, a critical one 4, times the weight
    that the rules give its indicator. One on trial weighs nothing.
    """
    moves, weights = Counter[str](), defaultdict[str, float](float)
    for stand in all_stands:
        if stand.indicator.status is Status.LIVE:
            moves[stand.indicator.direction] += stand.week
            weights[stand.indicator.direction] += stand.week * weight(stand.indicator)
    ways = [way for way in sorted(weights, key=lambda way: -weights[way]) if moves[way]]
    # What points either way is counted, but weighs for no side.
    ways = [way for way in ways if way != EITHER]
    counts = [f"{moves[way]} {way}" for way in ways]
    counts += [f"{moves[EITHER]} either way"] if moves[EITHER] else []
    if not counts:
        return "Nothing moved in the last 7 days."
    weighed = " to ".join(f"{weights[way]:g}" for way in ways)
    weighed = f"; weighted by severity {weighed}" if len(ways) > 1 else ""
    return f"This week: {', '.join(counts)}{weighed}."


def weight(indicator: Indicator) -> float:
    """Return how much a move of an indicator weighs in the balance: 1 to 4 times its weight."""
    return indicator.weight * (indicator.severity.rank + 1)


def muted_until(mute: StoredMute) -> str:
    """Return who muted it, to stand before the moment of its end."""
    return f"muted by {mute.who} until"


def _rows(stand: Stand, rules: RuleSet, now: datetime) -> Iterator[AnswerRow]:
    yield AnswerRow(
        lead=stand.indicator.title,
        pieces=(Piece(_stands(stand, now)),),
        quiet="" if stand.mute is None else muted_until(stand.mute),
        when=None if stand.mute is None else stand.mute.until,
        severity=stand.indicator.severity,
    )
    if stand.evidence is not None and stand.stir is not Stir.QUIET:
        yield report_row(stand.evidence, rules)


def _stands(stand: Stand, now: datetime) -> str:
    trial = "on trial, " if stand.indicator.status is Status.TRIAL else ""
    if stand.moved is None:
        return f"{trial}quiet, never moved"
    if stand.stir is Stir.QUIET:
        return f"{trial}quiet for {lasting(now - stand.moved)}"
    return f"{trial}{stand.stir}, {counted(stand.week, 'move')} {sparkline(stand.days)}"


def _evidence(connection: Connection, indicator: IndicatorId) -> StoredItem | None:
    last = matches.newest_matches(connection, indicator, limit=1)
    return next(iter(items.by_id(connection, last).values()), None)
