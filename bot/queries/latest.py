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
    # One that is off or on trial is shown to whoever names it, but nobody else hears of it.
    wanted = [only.id] if only else _live(rules)
    groups = _by_story(signals.latest_moves(connection, wanted, limit=LOOKED_THROUGH))
    about = f" of {only.title}" if only else ""
    if not groups:
        return answer(f"No move{about} yet", now, text="What already matched is not a move.")
    return answer(
        f"Latest moves{about}",
        now,
        rows=[_row(connection, rules, group, only=only is not None) for group in groups[:MOST]],
        more=len(groups) - len(groups[:MOST]),
    )


def _live(rules: RuleSet) -> list[IndicatorId]:
    return [id_ for id_, indicator in rules.indicators.items() if indicator.status is Status.LIVE]


def _by_story(found: Sequence[StoredSignal]) -> list[list[StoredSignal]]:
    """Return the signals of each story together, newest first; the story that moved last first."""
    groups: dict[object, list[StoredSignal]] = {}
    for stored in found:
        signal = stored.signal
        # What moves without an item (a count, a silence) stands for itself.
        key = ("story", signal.story) if signal.story else ("signal", stored.id)
        groups.setdefault(key, []).append(stored)
    return list(groups.values())


def _row(
    connection: Connection, rules: RuleSet, group: Sequence[StoredSignal], *, only: bool
) -> AnswerRow:
    """Show a story by its first report, as far as we looked back."""
    first = group[-1].signal
    names = dict.fromkeys(each.signal.indicator for each in group if each.signal.indicator)
    severity = max(
        (rules.indicators[name].severity for name in names if name in rules.indicators),
        key=lambda severity: severity.rank,
        default=Severity.MINOR,
    )
    stored = None if first.item is None else items.by_id(connection, [first.item]).get(first.item)
    if stored is None:
        # A count, a silence or a number has no item of its own, but a sentence that says it.
        figures = first.figures
        sentence = figures.describe() if isinstance(figures, TriggerFigures) else figures.kind
        return AnswerRow(
            lead=", ".join(title_of(rules, name) for name in names),
            pieces=(Piece(excerpt(sentence, MOST_SAID)),),
            when=first.at,
            severity=severity,
        )
    others = len({each.signal.source for each in group}) - 1
    about = ("" if only else ", ".join(names), f"story {first.story}" if first.story else "")
    return report_row(
        stored,
        rules,
        others=others,
        quiet=" · ".join(filter(None, about)),
        severity=severity,
    )
