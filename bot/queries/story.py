"""One story: who reports it, what was told where and why, what people did."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.model.alerts import Disposition
from bot.model.cards import AnswerRow, Card, Feedback, Piece
from bot.model.reasons import Reason
from bot.queries.wording import answer, report_row
from bot.render.reasons import reason_text
from bot.storage import decisions, feedback
from bot.storage.decisions import Told
from watchers.model.names import DestinationId, ItemId, StoryId
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, items
from watchers.storage import stories as story_table
from watchers.storage.items import StoredItem
from watchers.words import counted

MOST: Final = 8  # reports
MOST_TOLD: Final = 5

_DONE: Final = {
    Disposition.TELL: "told to",
    Disposition.FOLD: "folded into what was told to",
    Disposition.HOLD: "held for",
    Disposition.DIGEST: "in a digest for",
    Disposition.DROP: "not told to",
}


def story_card(connection: Connection, rules: RuleSet, story: StoryId, now: datetime) -> Card:
    """Answer what is known of a story: its reports by when they were seen, and what was told.

    Then what people did. A story that there is not is answered as well.
    """
    ids = story_table.items_of(connection, story)
    if not ids:
        return answer(f"There is no story {story}", now, text="“latest” names those that moved.")
    texts = items.by_id(connection, ids)
    reports = [texts[id_] for id_ in ids]
    outlets = len({report.item.source for report in reports})
    told = [decision for id_ in ids for decision in decisions.of_item(connection, id_)]
    return answer(
        f"Story {story}: {reports[0].item.title}",
        now,
        text=f"{counted(len(reports), 'report')} by {counted(outlets, 'outlet')}.",
        rows=[
            *(report_row(report, rules) for report in reports[:MOST]),
            *told_rows(told)[:MOST_TOLD],
            *_feedback(feedback.of_story(connection, story)),
        ],
        more=max(0, len(reports) - MOST),
    )


def story_line(connection: Connection, rules: RuleSet, item: ItemId) -> AnswerRow | None:
    """Return a row on the story an item belongs to, and who reported it first; None without one."""
    story = story_table.story_of(connection, item)
    if story is None:
        return None
    ids = story_table.items_of(connection, story)
    first = items.by_id(connection, ids[:1])[ids[0]]
    others = len(ids) - 1
    size = f"with {counted(others, 'further report')}" if others else "the only report so far"
    return AnswerRow(
        lead=f"Story {story}",
        pieces=(Piece(size), *_first(first, rules, is_it=ids[0] == item)),
        when=first.first_seen,
    )


def told_rows(told: Sequence[Told]) -> list[AnswerRow]:
    """Return rows on what was decided: what was told before what was not.

    Decisions of one kind for one destination and one reason are a row, with all their indicators.
    """
    order = list(Disposition)
    groups: dict[tuple[Disposition, DestinationId, Reason], list[Told]] = {}
    for each in sorted(told, key=lambda each: order.index(each.disposition)):
        groups.setdefault((each.disposition, each.destination, each.reason), []).append(each)
    return [
        AnswerRow(
            lead=", ".join(dict.fromkeys(each.indicator for each in group)),
            pieces=(
                Piece(f"{_DONE[disposition]} {destination or 'anybody'}: {reason_text(reason)}"),
            ),
            when=group[0].at,
        )
        for (disposition, destination, reason), group in groups.items()
    ]


def _first(first: StoredItem, rules: RuleSet, *, is_it: bool) -> tuple[Piece, ...]:
    return () if is_it else (Piece(f"; first: {report_row(first, rules).quiet}"),)


def _feedback(found: Feedback) -> Iterator[AnswerRow]:
    if found.acknowledged:
        done = found.acknowledged
        yield AnswerRow(lead="Acknowledged", pieces=(Piece(f"by {done.who}"),), when=done.at)
    if found.muted:
        mute = found.muted
        yield AnswerRow(
            lead="Muted", pieces=(Piece(f"by {mute.who}"),), quiet="until", when=mute.until
        )
    if found.useful or found.false_alarms:
        votes = f"{found.useful} useful, {found.false_alarms} false alarm"
        yield AnswerRow(lead="Votes", pieces=(Piece(votes),))
