"""What moved last, a line a story."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.model.cards import AnswerRow, Card, Piece
from bot.queries.wording import (
    MOST_SAID,
    answer,
    indicator_named,
    no_indicator,
    report_row,
    title_of,
)
from watchers.model.names import IndicatorId, Severity, Status
from watchers.model.signals import TriggerFigures
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, items, signals
from watchers.storage.signals import StoredSignal
from watchers.words import excerpt

MOST: Final = 8
LOOKED_THROUGH: Final = 300  # signals; a story may have many


def latest_card(connection: Connection, rules: RuleSet, name: str, now: datetime) -> Card:
    """Answer what moved last, of all indicators or of the one named `name`."""
    only = indicator_named(rules, name) if name else None
    if name and only is None:
        return no_indicator(rules, name, now)
    asked = [only.id] if only else _live(rules)
    found = signals.latest_moves(connection, asked, limit=LOOKED_THROUGH)
    told = _by_story(found)
    about = f" of {only.title}" if only else ""
    if not told:
        return answer(f"No move{about} yet", now, text="What already matched is not a move.")
    return answer(
        f"Latest moves{about}",
        now,
        rows=[_row(connection, rules, group, only=only is not None) for group in told[:MOST]],
        more=len(told) - len(told[:MOST]),
    )


def _live(rules: RuleSet) -> list[IndicatorId]:
    """Name the indicators that anybody hears of."""
    return [one.id for one in rules.indicators.values() if one.status is Status.LIVE]


def _by_story(found: Sequence[StoredSignal]) -> list[list[StoredSignal]]:
    """Put the reports of a story together; the story that moved last comes first."""
    groups: dict[object, list[StoredSignal]] = {}
    for one in found:
        signal = one.signal
        # What moves without an item (a count, a silence) stands for itself.
        key = ("story", signal.story) if signal.story else ("signal", one.id)
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _row(
    connection: Connection, rules: RuleSet, group: Sequence[StoredSignal], *, only: bool
) -> AnswerRow:
    """Show a story by its first report, as far as we looked back."""
    first = group[-1].signal
    names = dict.fromkeys(one.signal.indicator for one in group if one.signal.indicator)
    severity = max(
        (rules.indicators[name].severity for name in names if name in rules.indicators),
        key=lambda one: one.rank,
        default=Severity.MINOR,
    )
    stored = None if first.item is None else items.by_id(connection, [first.item]).get(first.item)
    if stored is None:
        # A count, a silence or a number has no item of its own, but a sentence that says it.
        figures = first.figures
        said = figures.describe() if isinstance(figures, TriggerFigures) else figures.kind
        return AnswerRow(
            lead=", ".join(title_of(rules, name) for name in names),
            pieces=(Piece(excerpt(said, MOST_SAID)),),
            when=first.at,
            severity=severity,
        )
    others = len({one.signal.source for one in group}) - 1
    about = ("" if only else ", ".join(names), f"story {first.story}" if first.story else "")
    return report_row(
        stored,
        rules,
        others=others,
        quiet=" · ".join(filter(None, about)),
        severity=severity,
    )
