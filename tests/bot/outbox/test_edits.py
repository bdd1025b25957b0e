import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.errors import PlaceClosed, SendLater, SendRefused
from bot.model.alerts import DeliveryKey, Receipt, State
from bot.model.cards import DoneBy, Feedback
from bot.outbox.attempt import SHUT
from bot.outbox.sender import BROKEN
from bot.storage import alerts, deliveries, queue
from tests.bot.fakes import DESK, NOON, FakeChannel, card, delivery
from tests.bot.outbox.test_sender import Desk
from watchers.model.names import DestinationId
from watchers.model.rules import Destination

ACKNOWLEDGED = Feedback(acknowledged=DoneBy(who="Ana", at=NOON))
OPERATORS = Destination(id=DestinationId("operators"), platform="terminal", address="ops")


def acknowledge(desk):
    """Let somebody acknowledge every alert."""

    def work(connection):
        for one in queue.queued(connection, DESK, NOON) or [delivery(1)]:
            alerts.revise(
                connection, one.alert, lambda shown: replace(shown, feedback=ACKNOWLEDGED)
            )

    return desk.database.write(work)


def test_what_changes_after_it_was_posted_is_edited_once(database):
    """Its message shows the newest card, and no edit is repeated."""
    desk = Desk(database, FakeChannel())

    async def scenario():
        await desk.queue(1)
        await desk.work_off()
        await acknowledge(desk)
        await desk.work_off()
        await desk.work_off()

    asyncio.run(scenario())

    assert [("", Receipt("m1"), ACKNOWLEDGED)] == [
        (address, receipt, shown.feedback) for address, receipt, shown in desk.channel.edits
    ]


def test_what_changes_before_it_is_posted_is_posted_as_it_is(database):
    """No card is sent old and mended at once."""
    desk = Desk(database, FakeChannel())

    async def scenario():
        await desk.queue(1)
        await acknowledge(desk)
        await desk.work_off()

    asyncio.run(scenario())

    assert (ACKNOWLEDGED, []) == (desk.channel.posted[0][2].feedback, desk.channel.edits)


class Stubborn(FakeChannel):
    """Takes cards, but edits only when its script is over."""

    async def edit(self, address, receipt, card):
        """Fail as scripted."""
        if self.script:
            raise self.script.pop(0)
        await super().edit(address, receipt, card)


def test_a_refused_edit_is_not_tried_again(database):
    """A moderator removed the message: that is no reason to knock for ever."""
    desk = Desk(database, Stubborn())

    async def scenario():
        await desk.queue(1)
        await desk.work_off()
        desk.channel.script = [SendRefused("message_not_found")]
        await acknowledge(desk)
        await desk.work_off()

    asyncio.run(scenario())

    assert ([], []) == (desk.channel.script, desk.channel.edits)


def test_a_postponed_edit_holds_back_no_new_card(database):
    """News goes first; the edit follows when the platform wants it."""
    desk = Desk(database, Stubborn())

    async def scenario():
        await desk.queue(1)
        await desk.work_off()
        desk.channel.script = [SendLater("429", after=timedelta(seconds=30))]
        await acknowledge(desk)
        await desk.outbox.drain()
        await desk.queue(1, key=DeliveryKey("second"))
        await desk.outbox.drain()
        before = len(desk.channel.posted), len(desk.channel.edits)
        await desk.work_off()
        return before

    assert (2, 0) == asyncio.run(scenario())
    assert 1 == len(desk.channel.edits)


def test_an_edit_waits_for_a_platform_that_is_not_connected(database):
    """It is shown once the platform is there again."""
    slack = FakeChannel()
    slack.name = "slack"
    desk, without = Desk(database, slack), Desk(database, FakeChannel())

    async def scenario():
        await desk.queue(1, platform="slack")
        await desk.work_off()
        await acknowledge(desk)
        later = await without.outbox.drain()
        before = len(slack.edits)
        desk.now = NOON + SHUT
        await desk.work_off()
        return later, before

    assert (NOON + SHUT, 0) == asyncio.run(scenario())
    assert 1 == len(slack.edits)


def test_a_fault_of_ours_in_one_edit_is_tried_again_and_stops_no_card(database):
    """What is broken for one message is not broken for the next."""
    desk = Desk(database, Stubborn())

    async def scenario():
        await desk.queue(1)
        await desk.work_off()
        desk.channel.script = [ZeroDivisionError()]
        await acknowledge(desk)
        later = await desk.outbox.drain()
        await desk.queue(1, key=DeliveryKey("second"))
        await desk.outbox.drain()
        before = len(desk.channel.posted), len(desk.channel.edits)
        await desk.work_off()
        return later, before

    assert (NOON + BROKEN, (2, 0)) == asyncio.run(scenario())
    assert 1 == len(desk.channel.edits)


def test_a_report_goes_to_the_thread_of_the_first_message(database):
    """The channel's receipt of the first one is where the second goes."""
    desk = Desk(database, FakeChannel())

    async def scenario():
        await desk.queue(1)
        await database.write(
            lambda c: deliveries.add(
                c,
                [
                    delivery(
                        2, alert=alerts.add(c, card("More"), story=None, now=NOON), broadcast=True
                    )
                ],
                thread_of=DeliveryKey("key1"),
            )
        )
        await desk.work_off()

    asyncio.run(scenario())

    assert [(None, False, ""), (Receipt("m1"), True, "")] == desk.channel.threads


def test_the_thread_of_a_card_that_was_folded_is_its_digests(database):
    """A story that began as a line of a digest goes on under that digest."""
    desk = Desk(database, FakeChannel())

    async def scenario():
        await desk.queue(21)
        await desk.work_off()
        await database.write(
            lambda c: deliveries.add(
                c,
                [delivery(99, alert=alerts.add(c, card("More"), story=None, now=NOON))],
                thread_of=DeliveryKey("key1"),
            )
        )
        await desk.work_off()

    asyncio.run(scenario())

    assert (Receipt("m1"), False, "") == desk.channel.threads[-1]


def test_a_closed_place_loses_nothing_and_is_told_once(database):
    """Ten knocks later the operators have heard of it once, and all cards arrive."""
    closed = [PlaceClosed("the bot is not in #geo-desk: invite it") for _ in range(10)]
    desk = Desk(database, FakeChannel())
    operators = FakeChannel()
    operators.name = "slack"
    desk.outbox._channels = {"slack": operators, "terminal": desk.channel}
    desk.outbox._operators = lambda: [replace(OPERATORS, platform="slack")]

    async def scenario():
        desk.channel.script = closed
        await desk.queue(3)
        await desk.work_off()
        return await desk.states()

    assert {State.SENT: 4} == asyncio.run(scenario())
    assert ["Nothing can be posted to desk"] == [one.title for _, _, one in operators.posted]
    assert ["Item 1", "Item 2", "Item 3"] == desk.titles


def test_many_parked_cards_are_one_notice(database):
    """The first poison message is told; the operators are not flooded either."""
    desk = Desk(database, FakeChannel(*(SendRefused("no") for _ in range(5))))
    operators = FakeChannel()
    operators.name = "slack"
    desk.outbox._channels = {"slack": operators, "terminal": desk.channel}
    desk.outbox._operators = lambda: [replace(OPERATORS, platform="slack")]

    async def scenario():
        await desk.queue(5)
        await desk.work_off()

    asyncio.run(scenario())

    assert ["A card could not be posted to desk"] == [one.title for _, _, one in operators.posted]
