"""All about one indicator."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from bot.model import Card, Piece, Row
from bot.queries.board import last_days, stir
from bot.queries.muted import mute_row
from bot.queries.wording import (
    MOST_SAID,
    answer,
    brief,
    indicator_named,
    no_indicator,
    report_row,
    sparkline,
)
from bot.render import counted, lasting
from bot.storage import mutes
from watchers.model import Indicator
from watchers.rules import RuleSet
from watchers.storage import Connection, items, matches, signals

MOST: Final = 5  # reports
MONTH: Final = 30


def show_card(connection: Connection, rules: RuleSet, name: str, now: datetime) -> Card:
    """Answer what an indicator is, how it stands, who is told, and what it held for last."""
    indicator = indicator_named(rules, name)
    if indicator is None:
        return no_indicator(rules, name, now)
    return answer(
        indicator.title,
        now,
        text=f"“{indicator.quote}”" if indicator.quote else "",
        rows=[*_rows(connection, indicator, now), *_reports(connection, rules, indicator)],
        severity=indicator.severity,
    )


def _rows(connection: Connection, indicator: Indicator, now: datetime) -> Iterator[Row]:
    moved = signals.last_moves(connection).get(indicator.id)
    last = f", last moved {lasting(now - moved)} ago" if moved else ": it has not moved yet"
    yield Row(
        lead="Stands",
        pieces=(Piece(f"{stir(moved, now)}{last}"),),
        quiet=indicator.id,
        severity=indicator.severity,
    )
    yield _month(connection, indicator, now)
    if mute := mutes.active(connection, now).get(indicator.id):
        yield mute_row("Muted", mute)
    yield Row(
        lead="Points",
        pieces=(Piece(f"{_way(indicator.direction)}, {indicator.severity}"),),
    )
    triggers = ", ".join(str(one) for one in indicator.triggers)
    told = ", ".join(indicator.notify) or "nobody"
    yield Row(lead="Tells", pieces=(Piece(brief(f"{told}, on: {triggers}", MOST_SAID)),))
    yield Row(lead="Query", pieces=(Piece(brief(indicator.query, MOST_SAID)),))


def _month(connection: Connection, indicator: Indicator, now: datetime) -> Row:
    first = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=MONTH - 1)
    by_day = signals.moves_by_day(connection, first, indicator.id).get(indicator.id, {})
    days = last_days(by_day, now, MONTH)
    total = signals.moves(connection, first).get(indicator.id, 0)
    return Row(lead=f"{MONTH} days", pieces=(Piece(f"{sparkline(days)} {counted(total, 'move')}"),))


def _reports(connection: Connection, rules: RuleSet, indicator: Indicator) -> Iterator[Row]:
    last = matches.newest(connection, indicator.id, limit=MOST)
    stored = items.by_id(connection, last)
    yield from (report_row(stored[id_], rules) for id_ in last if id_ in stored)


def _way(direction: str) -> str:
    return "either way" if direction == "either" else direction
