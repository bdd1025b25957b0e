"""Owner of the table `mutes`: which indicators are kept quiet, until when, by whom and why.

A mute holds for every destination. It always ends; what has ended stays for the record.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from watchers.model.names import IndicatorId, StoryId
from watchers.storage.tables import UtcTime, metadata

mutes = Table(
    "mutes",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("indicator", String, nullable=False, index=True),  # it may have left the rules since
    Column("until", UtcTime, nullable=False),
    Column("platform", String, nullable=False),
    Column("member", String, nullable=False),  # the platform's id, which it vouches for
    Column("who", Text, nullable=False),  # what people call them
    Column("why", Text, nullable=False, server_default=""),
    Column("story", BigInteger, ForeignKey("stories.id"), index=True),  # NULL after a command
    Column("at", UtcTime, nullable=False),
    Column("ended", UtcTime),  # before its time: unmuted, or another mute took its place
)

_ACTIVE = (
    select(mutes)
    .where(mutes.c.until > bindparam("now"), mutes.c.ended.is_(None))
    .order_by(mutes.c.until, mutes.c.id)
)
_ITS_OWN = mutes.c.story == bindparam("of")
_OF_STORY = (
    select(mutes)
    .where(
        mutes.c.indicator.in_(select(mutes.c.indicator).where(_ITS_OWN)),
        # Only what came after its first one: an earlier mute by others is none of this story.
        mutes.c.id
        >= select(mutes.c.id).where(_ITS_OWN).order_by(mutes.c.id).limit(1).scalar_subquery(),
        mutes.c.ended.is_(None),
    )
    .order_by(mutes.c.until, mutes.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMute:
    """An indicator is kept quiet. `story` is that of the card whose button did it."""

    indicator: IndicatorId
    until: datetime
    platform: str
    member: str
    who: str
    why: str = ""
    at: datetime
    story: StoryId | None = None


def add(connection: Connection, mute: StoredMute) -> None:
    """Mute an indicator from now on; a mute in force gives way, also to a shorter one."""
    end(connection, mute.indicator, mute.at)
    connection.execute(
        insert(mutes).values({name: getattr(mute, name) for name in StoredMute.__slots__})
    )


def end(connection: Connection, indicator: IndicatorId, now: datetime) -> StoredMute | None:
    """End the mute in force of an indicator and return it; None if there is none."""
    # What has ended by itself stays as it is: `ended` says that somebody ended it.
    ended = connection.execute(
        update(mutes)
        .where(mutes.c.indicator == indicator, mutes.c.until > now, mutes.c.ended.is_(None))
        .values(ended=now)
        .returning(*mutes.c)
    ).first()
    return None if ended is None else _mute(ended)


def active(connection: Connection, now: datetime) -> dict[IndicatorId, StoredMute]:
    """Return the mutes in force, by indicator: one each at most, the first to end first."""
    rows = connection.execute(_ACTIVE, {"now": now})
    return {IndicatorId(row.indicator): _mute(row) for row in rows}


def of_story(connection: Connection, story: StoryId) -> tuple[StoredMute, ...]:
    """Read the mutes, not ended early, of the indicators that were muted from a story's card.

    They may have been set since by another card or a command, and their time may be over.
    """
    rows = connection.execute(_OF_STORY, {"of": story})
    return tuple(_mute(row) for row in rows)


def stories(connection: Connection, indicator: IndicatorId, now: datetime) -> tuple[StoryId, ...]:
    """Return the stories whose cards muted an indicator for longer than till now, oldest first.

    Also where the mute was ended early: their cards show it, and have to be brought up to date.
    """
    rows = connection.execute(
        select(mutes.c.story)
        .where(mutes.c.indicator == indicator, mutes.c.until > now, mutes.c.story.is_not(None))
        .distinct()
        .order_by(mutes.c.story)
    ).scalars()
    return tuple(StoryId(story) for story in rows if story is not None)


def _mute(row: Row[tuple[object, ...]]) -> StoredMute:
    return StoredMute(**{name: getattr(row, name) for name in StoredMute.__slots__})
