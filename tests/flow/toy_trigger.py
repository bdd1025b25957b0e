"""A kind of trigger that there is not: an odd number of stories. Run to see it told."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import Field

from watchers.fields.moments import Lasting
from watchers.model.names import IndicatorId
from watchers.model.signals import TriggerFigures
from watchers.triggers import catalog
from watchers.triggers.facts import Facts, Wanted
from watchers.triggers.kind import Evaluation, LevelTrigger, seconds
from watchers.words import exactly, stories


class OddFigures(TriggerFigures):
    """An odd number of stories came."""

    kind = "odd"

    stories: int = Field(alias="stories")
    over: timedelta = Field(alias="over")

    def describe(self) -> str:
        """Say how many."""
        return f"{stories(self.stories)} in {exactly(self.over)}, which is odd"


class OddTrigger(LevelTrigger):
    """Tells when an odd number of stories came within a time."""

    name = "odd"
    help = "An odd number of stories."
    example = "odd: 24h"
    short = "over"
    figures = (OddFigures,)

    over: Lasting = Field(description="Within which time.")

    @property
    def wants(self) -> Wanted:
        """Stories."""
        return Wanted(stories=True)

    @property
    def looks_back(self) -> timedelta:
        """One window."""
        return self.over

    @property
    def state_key(self) -> str:
        """The window."""
        return f"odd over={seconds(self.over)}"

    def describe(self) -> str:
        """Say what has to happen."""
        return f"an odd number of stories in {exactly(self.over)}"

    def evaluate(self, facts: Facts, began: datetime) -> Evaluation:
        """Fire on every other story."""
        found = facts.within(self.over)
        if len(found) % 2 == 0:
            return Evaluation(reset=True)
        evidence = tuple(story.item for story in found)
        return Evaluation(fired=OddFigures(stories=len(found), over=self.over, evidence=evidence))


RULES = """\
sources: {npr: https://npr.example/rss}
destinations: {desk: {terminal: desk}}
indicators:
  gas: {query: gas, triggers: [odd: 24h]}
"""


def main():
    """Write what is wrong in such rules, then what is told, and what `show` says."""
    catalog.KINDS += (OddTrigger,)
    from bot.channels.spelling import PLATFORMS
    from watchers.errors import RuleMistakes
    from watchers.rules.load import read_rules

    try:
        read_rules(RULES.replace("24h", "soon"), "rules.yaml", PLATFORMS)
    except RuleMistakes as e:
        (mistake,) = e.mistakes
        say(f"{mistake.line}:{mistake.column} {mistake.message}: {mistake.hint}")
    with TemporaryDirectory() as folder:
        tell(read_rules(RULES, "rules.yaml", PLATFORMS), Path(folder, "toy.sqlite3"))


def tell(rules, path):
    """Let a source report gas, and ask for the indicator."""
    from bot.queries.show import show_card
    from bot.storage.migrate import MIGRATIONS
    from tests.bot.fakes import NOON
    from tests.bot.queries.world import DAY, World
    from watchers.storage import signals
    from watchers.storage.database import Database

    with Database(f"sqlite:///{path}") as database:
        database.open(MIGRATIONS)
        world = World(database, rules)
        world.publish("npr", "Rain in Paris", at=NOON - DAY)
        world.publish("npr", "Gas comes by sea", at=NOON)
        (signal,) = world.read(lambda c: signals.latest_moves(c, [IndicatorId("gas")], limit=9))
        say(f"signal {signal.signal.kind}: {signal.signal.figures.describe()}")
        for card in cards_of(world):
            say(f"card {card.title}: {card.text}")
        shown = world.ask(show_card, "gas")
        say(*(f"show {row.lead} {said(row)}" for row in shown.rows if row.lead == "Moves on"))


def cards_of(world):
    """Give the cards that wait to be sent."""
    from sqlalchemy import select

    from bot.storage import alerts

    ids = world.read(lambda c: list(c.execute(select(alerts.alerts.c.id)).scalars()))
    return [world.read(lambda c, id_=id_: alerts.card_of(c, id_)) for id_ in ids]


def said(row):
    """Give the text of a row."""
    return "".join(piece.text for piece in row.pieces)


def say(*lines):
    """Write lines."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main()
