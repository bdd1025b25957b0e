"""Values to fill the bot's tables with."""

from datetime import timedelta

from bot.model.commands import Member
from bot.storage.mutes import StoredMute
from tests.bot.fakes import NOON
from watchers.model.names import IndicatorId, SourceId
from watchers.model.news import Item
from watchers.storage import items, stories

HOUR = timedelta(hours=1)
ENERGY, DRILLS = IndicatorId("energy"), IndicatorId("drills")


def story(connection, title="Gas deal", *, at=NOON):
    """Open a story with one item."""
    item = Item(source=SourceId("wire"), aliases=(), title=title)
    (item_id,) = items.add_items(connection, [item], at)
    return stories.open_story(connection, item_id, at)


def mute(indicator=ENERGY, *, hours=1, at=NOON, who="Anna", story=None, why=""):
    """A mute that begins at `at`."""
    return StoredMute(
        indicator=indicator,
        until=at + hours * HOUR,
        platform="slack",
        member=f"U{who}",
        who=who,
        why=why,
        at=at,
        story=story,
    )


def by(who="Anna", *, platform="slack"):
    """Somebody on a platform."""
    return Member(platform=platform, id=f"U{who}", name=who)
