import asyncio
from datetime import timedelta

from bot.errors import SendLater
from bot.model.alerts import State
from bot.storage import alerts, deliveries
from tests.bot.fakes import NOON, FakeChannel, card, delivery
from tests.bot.outbox.test_sender import Desk
from watchers.model.names import DestinationId, Severity

OUTAGE = timedelta(hours=6)
ALERTS = 500


class Platform(FakeChannel):
    """A chat platform that is down until a test says otherwise; keeps when each card came."""

    name = "slack"

    def __init__(self, clock):
        super().__init__()
        self.clock = clock
        self.down = True
        self.came = []

    async def send(self, address, card, **how):
        """Take a card, if we are there."""
        if self.down:
            raise SendLater("slack.com does not answer")
        self.came.append(self.clock())
        return await super().send(address, card, **how)


async def pass_time(desk, until):
    """Let the outbox work until then, turning the clock to whatever it waits for."""
    while desk.now < until:
        later = await desk.outbox.drain()
        desk.now = min(until, max(later or until, desk.now + timedelta(seconds=0.1)))


def test_after_six_hours_five_hundred_alerts_are_a_handful_of_messages(database):
    """At most five in the first minute, every alert a line or counted, the gravest first."""
    desk = Desk(database, FakeChannel())
    slack = Platform(lambda: desk.now)
    desk.outbox._channels = {"slack": slack}

    def trickle(connection, number):
        grave = Severity.CRITICAL if number == ALERTS - 1 else Severity.NOTABLE
        one = delivery(
            number,
            platform="slack",
            created=desk.now,
            not_before=desk.now,
            card=card(f"Item {number}", severity=grave),
        )
        alert = alerts.add(connection, one.card, story=None, now=desk.now)
        deliveries.add(
            connection,
            [
                delivery(
                    number, platform="slack", alert=alert, created=desk.now, not_before=desk.now
                )
            ],
        )

    async def scenario():
        for first in range(0, ALERTS, 50):
            await database.write(lambda c, n=first: [trickle(c, n + k) for k in range(50)])
            await pass_time(desk, NOON + OUTAGE * (first / ALERTS))
        desk.now = NOON + OUTAGE
        slack.down = False
        await pass_time(desk, NOON + OUTAGE + timedelta(hours=1))
        return await desk.states()

    states = asyncio.run(scenario())
    minute = [at for at in slack.came if at < slack.came[0] + timedelta(minutes=1)]
    lines = sum(len(posted.lines) for _, _, posted in slack.posted)
    more = sum(posted.more for _, _, posted in slack.posted)
    singles = sum(not posted.lines for _, _, posted in slack.posted)

    assert len(minute) <= 5
    assert ALERTS == lines + more + singles
    assert {State.FOLDED, State.SENT} == set(states)
    # The first message was the probe that found the platform there again.
    assert "Item 499" == slack.posted[1][2].lines[0].title


def test_one_platform_down_delays_no_other(database):
    """The terminal hears of everything at once, whatever Slack does."""
    desk = Desk(database, FakeChannel())
    slack = Platform(lambda: desk.now)
    desk.outbox._channels = {"slack": slack, "terminal": desk.channel}

    def both(connection):
        for number in range(1, 4):
            for place, platform in (("a", "slack"), ("b", "terminal")):
                one = delivery(number, platform=platform, destination=DestinationId(place))
                alert = alerts.add(connection, one.card, story=None, now=NOON)
                changes = {
                    "alert": alert,
                    "platform": platform,
                    "destination": DestinationId(place),
                }
                key = f"{place}{number}"
                deliveries.add(connection, [delivery(number, key=key, **changes)])

    async def scenario():
        await database.write(both)
        await desk.outbox.drain()

    asyncio.run(scenario())

    assert (0, 3) == (len(slack.came), len(desk.channel.posted))
