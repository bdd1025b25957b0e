"""All about one indicator."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.model.cards import AnswerRow, Card, Piece
from bot.queries.board import first_of_days, last_days, stir
from bot.queries.charts import sparkline
from bot.queries.mutes import mute_row
from bot.queries.wording import (
    MOST_SAID,
    answer,
    indicator_named,
    no_indicator,
    report_row,
)
from bot.storage import mutes
from watchers.model.names import Status
from watchers.rules.indicators import Indicator
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, items, matches, signals
from watchers.words import ago, counted, excerpt

MOST: Final = 5  # reports
MONTH: Final = 30
_STATUS: Final = {Status.TRIAL: "on trial", Status.OFF: "off"}


def show_card(connection: Connection, rules: RuleSet, name: str, now: datetime) -> Card:
    """Answer what an indicator is, how it stands, who is told, and what it held for last.

    `name` is an id, a title or how one begins; one that there is not is answered as well.
    """
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


def _rows(connection: Connection, indicator: Indicator, now: datetime) -> Iterator[AnswerRow]:
    moved = signals.last_moves(connection, [indicator.id]).get(indicator.id)
    last = f", last moved {ago(moved, now)}" if moved else ", never moved"
    yield AnswerRow(
        lead="Stands",
        pieces=(Piece(f"{stir(moved, now)}{last}"),),
        quiet=indicator.id,
        severity=indicator.severity,
    )
    yield _month(connection, indicator, now)
    if mute := mutes.active(connection, now).get(indicator.id):
        yield mute_row("Muted", mute)
    yield AnswerRow(
        lead="Points",
        pieces=(Piece(f"{_way(indicator.direction)}, {indicator.severity}"),),
    )
    told = ", ".join(indicator.notify) or "nobody"
    told = told if indicator.status is Status.LIVE else f"nobody: it is {_STATUS[indicator.status]}"
    texts = {
        "Moves on": "; ".join(trigger.describe() for trigger in indicator.triggers),
        "Tells": told,
        "Query": indicator.query,
        "Owner": indicator.owner,
        "Known to be wrong on": indicator.known_false_positives,
    }
    yield from (
        AnswerRow(lead=lead, pieces=(Piece(excerpt(text, MOST_SAID)),))
        for lead, text in texts.items()
        if text
    )


def _month(connection: Connection, indicator: Indicator, now: datetime) -> AnswerRow:
    first = first_of_days(now, MONTH)
    by_day = signals.moves_by_day(connection, [indicator.id], first).get(indicator.id, {})
    days = last_days(by_day, now, MONTH)
    total = signals.moves(connection, [indicator.id], first).get(indicator.id, 0)
    return AnswerRow(
        lead=f"{MONTH} days", pieces=(Piece(f"{sparkline(days)} {counted(total, 'move')}"),)
    )


def _reports(connection: Connection, rules: RuleSet, indicator: Indicator) -> Iterator[AnswerRow]:
    last = matches.newest_matches(connection, indicator.id, limit=MOST)
    stored = items.by_id(connection, last)
    yield from (report_row(stored[id_], rules) for id_ in last if id_ in stored)


def _way(direction: str) -> str:
    return "either way" if direction == "either" else direction
