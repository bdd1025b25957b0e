"""A command service over a small world, and people who ask it."""

import asyncio
from datetime import timedelta

from bot.commands.admission import Admission
from bot.commands.service import CommandService
from bot.model.commands import Action, Ask, Member, Place, Press
from tests.bot.fakes import NOON
from tests.bot.queries.world import lived
from watchers.model.names import StoryId

HERE = Place(platform="slack", workspace="T1", channel="C1")
THERE = Place(platform="discord", workspace="G1", channel="9")
ANNA = Member(platform="slack", id="UANNA", name="Anna")
BORIS = Member(platform="discord", id="77", name="Boris")
STORY = StoryId(1)  # the gas deal: its alerts went to Slack and to Discord


class Clock:
    """A clock that tests set."""

    def __init__(self):
        self.now = NOON

    def __call__(self):
        """Say what time it is."""
        return self.now

    def pass_(self, **length):
        """Let time pass."""
        self.now += timedelta(**length)


class Team:
    """A command service over a world, asked from tests that have no loop."""

    def __init__(self, database, *, world=None, admission=None, **settings):
        self.world = world or lived(database)
        self.clock = Clock()
        self.service = CommandService(
            database,
            rules=lambda: self.world.rules,
            now=self.clock,
            admission=admission or Admission(per_member=10_000, per_workspace=10_000),
            **settings,
        )
        self.presses = 0

    def ask(self, command, *, member=ANNA, place=HERE):
        """Ask something."""
        return asyncio.run(self.service.answer(Ask(command=command, member=member, place=place)))

    def press(
        self, action, *, alert=None, member=ANNA, place=HERE, key=None, hours=None, until=None
    ):
        """Press a button of an alert: the gas deal's first, unless another is named."""
        self.presses += 1
        pressed = Press(
            key=key or f"press {self.presses}",
            action=Action(action),
            alert=alert or self.alerts()[0],
            member=member,
            place=place,
            until=until if hours is None else self.clock.now + timedelta(hours=hours),
        )
        return asyncio.run(self.service.press(pressed))

    def alerts(self):
        """The alerts of the gas deal."""
        from bot.storage import alerts

        return self.world.read(lambda c: alerts.of_story(c, STORY))

    def feedback(self):
        """What each card of the gas deal shows of what people did."""
        return [card.feedback for card in self.world.alerts_of(STORY)]
