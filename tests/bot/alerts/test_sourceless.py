from sqlalchemy import select

from bot.alerts.follow import follow
from bot.model.alerts import Disposition
from bot.model.reasons import Reason
from bot.storage.decisions import decisions
from tests.bot.fakes import NOON
from tests.bot.queries.world import World
from watchers.model.signals import FirstLookFigures, Signal, SourceBackFigures
from watchers.storage import signals


def test_a_signal_of_a_source_that_names_none_is_dropped(database):
    """Nobody can be told which it is; left undecided it would be met again for ever."""
    world = World(database)
    nameless = [
        Signal(at=NOON, figures=of) for of in (FirstLookFigures(items=3), SourceBackFigures())
    ]
    world.write(lambda c: signals.append(c, nameless))

    world.write(lambda c: follow(c, rules=world.rules, now=NOON))

    found = world.read(
        lambda c: c.execute(select(decisions.c.disposition, decisions.c.reason)).all()
    )
    assert [(Disposition.DROP, Reason.INCOMPLETE)] * 2 == [tuple(row) for row in found]
