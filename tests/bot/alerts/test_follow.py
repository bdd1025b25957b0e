import asyncio
from functools import partial

from sqlalchemy import select

from bot.alerts.follow import follow
from bot.model.alerts import Disposition
from bot.model.reasons import Reason
from bot.storage import queue
from bot.storage.decisions import NOBODY, decisions
from tests.bot.fakes import NOON
from watchers.model.names import IndicatorId, SourceId
from watchers.model.signals import Signal, StoryFigures
from watchers.rules.load import read_rules
from watchers.storage import signals

RULES = read_rules(
    "sources: {wire: https://wire.example/feed}\nindicators: {energy: {query: gas}}",
    "rules.yaml",
    (),
)


def test_a_story_without_an_item_is_dropped_and_not_taken_again(database):
    """There is nothing to show of it; undecided it would come up in every batch."""
    told_of_nothing = Signal(
        source=SourceId("wire"), at=NOON, figures=StoryFigures(), indicator=IndicatorId("energy")
    )

    async def scenario():
        await database.write(partial(signals.append, new=[told_of_nothing]))
        taken = [await database.write(partial(follow, rules=RULES, now=NOON)) for _ in range(2)]
        rows = await database.read(lambda c: tuple(c.execute(select(decisions))))
        return taken, rows, await database.read(queue.counts)

    taken, (row,), waiting = asyncio.run(scenario())

    assert [1, 0] == taken
    assert (NOBODY, Disposition.DROP, Reason.INCOMPLETE) == (
        row.destination,
        row.disposition,
        row.reason,
    )
    assert {} == waiting
