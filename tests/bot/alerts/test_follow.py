import asyncio
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from bot.alerts.follow import follow
from bot.channels.spelling import PLATFORMS
from bot.model.alerts import Disposition
from bot.model.reasons import Reason
from bot.storage import queue
from bot.storage.decisions import NOBODY, decisions
from tests.bot.fakes import NOON
from watchers.model.names import DestinationId, IndicatorId, SourceId
from watchers.model.signals import BlindFigures, SeesAgainFigures, Signal, StoryFigures
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


def cards_of(database, names, figures):
    """Decide over one signal for each of these indicators; give the cards that wait to be sent."""
    indicators = "".join(f"  {name}: {{query: gas, notify: desk}}\n" for name in names)
    rules = read_rules(
        "sources: {wire: https://wire.example/feed}\ndestinations: {desk: {terminal: desk}}\n"
        f"indicators:\n{indicators}",
        "rules.yaml",
        PLATFORMS,
    )
    new = [Signal(at=NOON, indicator=IndicatorId(name), figures=figures) for name in names]

    async def scenario():
        await database.write(partial(signals.append, new=new))
        await database.write(partial(follow, rules=rules, now=NOON))
        waiting = await database.read(
            partial(queue.queued, destination=DestinationId("desk"), now=NOON)
        )
        return [delivery.card for delivery in waiting]

    return asyncio.run(scenario())


BLIND = BlindFigures(since=NOON - timedelta(hours=3), failing=2, silent=1)


def test_an_indicator_that_sees_nothing_is_told_to_those_who_hear_of_it(database):
    """With what is wrong with its sources, and since when."""
    (card,) = cards_of(database, ["energy"], BLIND)

    assert "energy sees nothing" == card.title
    assert (
        "2 sources cannot be read, 1 source longer silent than usual. "
        "What happened in the last 3 hours is not seen."
    ) == card.text


def test_when_all_go_blind_one_card_says_so(database):
    """An outage of the network blinds every indicator in one minute."""
    (card,) = cards_of(database, ["energy", "trade", "drills", "talks"], BLIND)

    assert "4 indicators see nothing" == card.title
    assert card.text.startswith("energy, trade, drills, talks. All of their sources fail")


def test_that_an_indicator_sees_again_is_told(database):
    """Whoever heard that it was blind waits for this."""
    (card,) = cards_of(database, ["energy"], SeesAgainFigures(since=NOON - timedelta(hours=3)))

    assert ("energy sees again", "All of its sources were dark for 3 hours.") == (
        card.title,
        card.text,
    )
