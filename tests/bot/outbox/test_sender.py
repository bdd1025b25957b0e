import asyncio
import random
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.errors import SendLater, SendRefused, SendUnclear
from bot.model.alerts import State
from bot.outbox.attempt import SHUT
from bot.outbox.backlog import A_FEW, LONG
from bot.outbox.sender import Outbox
from bot.storage import alerts, deliveries, queue
from tests.bot.fakes import NOON, FakeChannel, card, delivery, stored
from watchers.storage.database import Database


class Desk:
    """An outbox on a database, with a clock that tests turn."""

    def __init__(self, database, channel, clock=None):
        self.database = database
        self.channel = channel
        self.now = NOON
        self.outbox = Outbox(
            database, {channel.name: channel}, now=clock or (lambda: self.now), rng=random.Random(1)
        )

    async def queue(self, count, **changes):
        """Put so many deliveries into the outbox."""

        def work(connection):
            for n in range(1, count + 1):
                one = delivery(n, **changes)
                alert = alerts.add(connection, one.card, story=None, now=NOON)
                deliveries.add(connection, [delivery(n, alert=alert, **changes)])

        await self.database.write(work)

    async def work_off(self):
        """Drain, turning the clock to whatever comes next, until nothing waits."""
        for _ in range(200):
            later = await self.outbox.drain()
            if later is None:
                return
            self.now = max(later, self.now + timedelta(seconds=1))
        raise AssertionError("the outbox never came to rest")

    async def states(self):
        """Count the deliveries in each state."""
        return await self.database.read(queue.counts)

    @property
    def titles(self):
        """What was posted, in order."""
        return [posted.title for _, _, posted in self.channel.posted]


def test_everything_is_sent_once_in_order(database):
    """The plain case."""
    desk = Desk(database, FakeChannel())

    async def scenario():
        await desk.queue(5)
        await desk.work_off()
        await desk.outbox.drain()

    asyncio.run(scenario())

    assert [f"Item {n}" for n in range(1, 6)] == desk.titles


def test_a_postponed_delivery_holds_back_those_behind_it(database):
    """Retries do not overtake: the channel stays in order."""
    desk = Desk(database, FakeChannel(SendLater("429", after=timedelta(seconds=30))))

    async def scenario():
        await desk.queue(3)
        return await desk.outbox.drain()

    later = asyncio.run(scenario())

    assert ([], NOON + timedelta(seconds=30)) == (desk.titles, later)


def test_a_poison_message_is_parked_and_the_queue_moves_on(database):
    """One card that the platform will never take costs only itself."""
    desk = Desk(database, FakeChannel(SendRefused("msg_too_long")))

    async def scenario():
        await desk.queue(3)
        await desk.work_off()
        return await desk.states()

    states = asyncio.run(scenario())

    assert ["Item 2", "Item 3"] == desk.titles
    assert {State.PARKED: 1, State.SENT: 2} == states


def test_a_delivery_killed_while_being_sent_is_looked_for_first(database):
    """A process that died between post and commit posts nothing again."""
    channel = FakeChannel()
    desk = Desk(database, channel)

    async def scenario():
        await desk.queue(1)
        claimed = await database.write(
            lambda c: deliveries.claim(
                c, queue.queued(c, delivery().destination, NOON)[0], now=NOON
            )
        )
        await channel.send(claimed.address, claimed.card, key=claimed.key)
        reborn = Desk(database, channel)
        assert 1 == await reborn.outbox.recover()
        await reborn.work_off()
        return await reborn.states()

    assert {State.SENT: 1} == asyncio.run(scenario())
    assert ["Item 1"] == desk.titles


def test_a_channel_that_is_not_connected_loses_nothing(database):
    """What is meant for it waits; when the platform is connected again it goes out."""
    desk = Desk(database, FakeChannel())

    async def scenario():
        await desk.queue(1, platform="slack")
        later = await desk.outbox.drain()
        slack = FakeChannel()
        slack.name = "slack"
        reborn = Desk(database, slack)
        assert later is not None
        reborn.now = later
        await reborn.work_off()
        return later, await reborn.states()

    assert (NOON + SHUT, {State.SENT: 1}) == asyncio.run(scenario())


def test_a_flood_is_folded_and_every_item_stays_a_line(database):
    """Two hundred at once become fourteen cards that name all of them."""
    desk = Desk(database, FakeChannel())

    async def scenario():
        await desk.queue(200)
        await desk.work_off()
        return await desk.states()

    states = asyncio.run(scenario())
    lines = [line.title for _, _, posted in desk.channel.posted for line in posted.lines]

    assert {State.FOLDED: 200, State.SENT: 14} == states
    assert sorted(f"Item {n}" for n in range(1, 201)) == sorted(lines)


class Broken(FakeChannel):
    """A channel with a fault of ours in it."""

    async def send(self, address, card, *, key, **how):
        """Fail as no SendError does."""
        if not self.posted:
            self.posted.append((address, key, card))
            raise ZeroDivisionError
        return await super().send(address, card, key=key)


def test_a_fault_of_ours_is_unclear_and_stops_nothing(database):
    """It is looked for, found, and the next card goes out."""
    desk = Desk(database, Broken())

    async def scenario():
        await desk.queue(2)
        await desk.work_off()
        return await desk.states()

    assert {State.SENT: 2} == asyncio.run(scenario())
    assert ["Item 1", "Item 2"] == desk.titles


FAULTS = st.sampled_from(
    [
        lambda: None,
        lambda: SendLater("429", after=timedelta(seconds=7)),
        lambda: SendLater("429", after=LONG + timedelta(minutes=1)),
        lambda: SendLater("503"),
        lambda: SendUnclear("reset before it arrived"),
        lambda: stored(SendUnclear("reset after it arrived")),
    ]
)


@settings(max_examples=25, phases=set(Phase) - {Phase.explain})
@given(script=st.lists(FAULTS, max_size=20), count=st.integers(1, 12))
def test_whatever_the_platform_does_nothing_is_lost_and_nothing_comes_twice(
    tmp_path_factory, migrated, script, count
):
    """Each item comes once: as a card in its turn, or, after a long wait, as a digest's line."""
    path = shutil.copy(migrated, tmp_path_factory.mktemp("outbox") / "test.sqlite3")
    with Database(f"sqlite:///{path}") as database:
        desk = Desk(database, FakeChannel(*(fault() for fault in script)))

        async def scenario():
            await desk.queue(count)
            await desk.work_off()

        asyncio.run(scenario())

    posted = [one for _, _, one in desk.channel.posted]
    folded = [line.title for digest in posted for line in digest.lines]
    alone = [single.title for single in posted if not single.lines]
    items = [f"Item {n}" for n in range(1, count + 1)]
    assert sorted(items) == sorted(alone + folded)
    assert [item for item in items if item in alone] == alone
    assert not folded or (len(folded) > A_FEW and desk.now - NOON > LONG)


@pytest.mark.parametrize("number", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_cards_are_kept_as_they_were(database, number):
    """What is posted is what was decided, to the letter."""
    desk = Desk(database, FakeChannel())

    async def scenario():
        await desk.queue(number, card=card("Газ 天然气 غاز"))
        await desk.work_off()

    asyncio.run(scenario())

    posted = [replace(one, alert=None) for _, _, one in desk.channel.posted]

    assert [card("Газ 天然气 غاز")] * number == posted


def test_nothing_is_taken_once_it_is_to_stop(database):
    """A sender that is woken at the end claims nothing that it would not send."""
    desk = Desk(database, FakeChannel())

    async def scenario():
        await desk.queue(1)
        stop = asyncio.Event()
        stop.set()
        later = await desk.outbox._drain_one(delivery(1).destination, stop)
        return later, await desk.states()

    assert (None, {State.PENDING: 1}) == asyncio.run(scenario())
