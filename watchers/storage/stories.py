"""Owner of the tables `stories` and `story_items`: which items tell the same event."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from watchers.model.names import ItemId, SourceId, StoryId
from watchers.storage.items import items
from watchers.storage.tables import UtcTime, metadata

stories = Table(
    "stories",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("opened", UtcTime, nullable=False),
    Column("last_item", UtcTime, nullable=False, index=True),  # when a report joined it last
)
story_items = Table(
    "story_items",
    metadata,
    Column("item", BigInteger, ForeignKey("items.id"), primary_key=True),
    Column("story", BigInteger, ForeignKey("stories.id"), nullable=False, index=True),
)

# Made once, since they are run for each report: to build one costs more than to run it.
_RECENT = (
    select(story_items.c.story, items.c.title, items.c.url, items.c.source)
    .join(items, items.c.id == story_items.c.item)
    .join(stories, stories.c.id == story_items.c.story)
    .where(stories.c.last_item >= bindparam("since"))
    .order_by(story_items.c.item)
)
_OF_ITEM = select(story_items.c.story).where(story_items.c.item == bindparam("of"))
_OPEN = insert(stories).returning(stories.c.id)
_ADD = insert(story_items)
_MOVE = update(stories).where(stories.c.id == bindparam("of")).values(last_item=bindparam("now"))


def recent(
    connection: Connection, since: datetime
) -> tuple[tuple[StoryId, str, str | None, SourceId], ...]:
    """Return story, title, address and source of all items of stories that got one since then.

    The items come in the order in which they were written.
    """
    rows = connection.execute(_RECENT, {"since": since})
    return tuple((StoryId(row.story), row.title, row.url, SourceId(row.source)) for row in rows)


def story_of(connection: Connection, item: ItemId) -> StoryId | None:
    """Return the story that an item belongs to; None if none: it matched nothing."""
    return connection.execute(_OF_ITEM, {"of": item}).scalar()


def open_story(connection: Connection, item: ItemId, now: datetime) -> StoryId:
    """Begin a story with its first item, and return its id."""
    story = connection.execute(_OPEN, {"opened": now, "last_item": now}).scalar_one()
    connection.execute(_ADD, {"item": item, "story": story})
    return StoryId(story)


def join_story(connection: Connection, story: StoryId, item: ItemId, now: datetime) -> None:
    """Add a further item to a story."""
    connection.execute(_MOVE, {"of": story, "now": now})
    connection.execute(_ADD, {"item": item, "story": story})


def items_of(connection: Connection, story: StoryId) -> tuple[ItemId, ...]:
    """Return the items of a story in the order they were seen; none if there is no such story."""
    rows = connection.execute(
        select(story_items.c.item).where(story_items.c.story == story).order_by(story_items.c.item)
    ).scalars()
    return tuple(ItemId(item) for item in rows)


def newest_stories(connection: Connection, *, limit: int) -> tuple[tuple[StoryId, str], ...]:
    """Return at most `limit` stories, that which got an item last first, with its first title."""
    last = select(stories.c.id).order_by(stories.c.last_item.desc()).limit(limit).subquery()
    first = (
        select(story_items.c.story, func.min(story_items.c.item).label("item"))
        .join(last, last.c.id == story_items.c.story)
        .group_by(story_items.c.story)
        .subquery()
    )
    rows = connection.execute(
        select(first.c.story, items.c.title)
        .join(items, items.c.id == first.c.item)
        .join(stories, stories.c.id == first.c.story)
        .order_by(stories.c.last_item.desc())
    )
    return tuple((StoryId(row.story), row.title) for row in rows)
