from bot.alerts.follow import follow
from tests.bot.fakes import NOON
from tests.bot.queries.world import World
from watchers.model.names import SourceId
from watchers.model.signals import FirstLookFigures, Signal, SourceBackFigures
from watchers.storage import signals


def test_kinds_that_are_left_are_decided_later(database):
    """The others need not wait for them."""
    world = World(database)
    all_kinds = [
        Signal(source=SourceId("npr"), at=NOON, figures=of)
        for of in (FirstLookFigures(items=3), SourceBackFigures())
    ]
    world.write(lambda c: signals.append(c, all_kinds))
    leave = frozenset({FirstLookFigures.kind})

    def decided(leave):
        return world.write(lambda c: follow(c, rules=world.rules, now=NOON, leave=leave))

    assert [1, 0, 1] == [decided(leave), decided(leave), decided(())]
