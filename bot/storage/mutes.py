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
    Column("indicator", String, nullable=False, index=True),
    Column("until", UtcTime, nullable=False),
    Column("platform", String, nullable=False),
    Column("member", String, nullable=False),  # the platform's id, which it vouches for
    Column("who", Text, nullable=False),  # what people call them
    Column("why", Text, nullable=False, server_default=""),
    Column("story", BigInteger, ForeignKey("stories.id"), index=True),
    Column("at", UtcTime, nullable=False),
    Column("ended", UtcTime),  # before its time: unmuted, or another mute took its place
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
    """End the mute in force of an indicator and give it; None if there is none."""
    ended = connection.execute(
        update(mutes)
        .where(mutes.c.indicator == indicator, mutes.c.until > now, mutes.c.ended.is_(None))
        .values(ended=now)
        .returning(*mutes.c)
    ).first()
    return None if ended is None else _mute(ended)


def active(connection: Connection, now: datetime) -> dict[IndicatorId, StoredMute]:
    """Say what is muted now; one mute an indicator at most. The first to end comes first."""
    rows = connection.execute(
        select(mutes)
        .where(mutes.c.until > now, mutes.c.ended.is_(None))
        .order_by(mutes.c.until, mutes.c.id)
    )
    return {IndicatorId(row.indicator): _mute(row) for row in rows}


def of_story(connection: Connection, story: StoryId) -> tuple[StoredMute, ...]:
    """Read the mutes, not ended early, of the indicators that were muted from a story's card.

    They may have been set since by another card or a command, and their time may be over.
    """
    its_own = select(mutes.c.indicator).where(mutes.c.story == story)
    since = select(mutes.c.id).where(mutes.c.story == story).order_by(mutes.c.id).limit(1)
    rows = connection.execute(
        select(mutes)
        .where(
            mutes.c.indicator.in_(its_own),
            mutes.c.id >= since.scalar_subquery(),
            mutes.c.ended.is_(None),
        )
        .order_by(mutes.c.until, mutes.c.id)
    )
    return tuple(_mute(row) for row in rows)


def stories(connection: Connection, indicator: IndicatorId, now: datetime) -> tuple[StoryId, ...]:
    """Name the stories whose cards muted an indicator for longer than till now."""
    rows = connection.execute(
        select(mutes.c.story)
        .where(mutes.c.indicator == indicator, mutes.c.until > now, mutes.c.story.is_not(None))
        .distinct()
        .order_by(mutes.c.story)
    ).scalars()
    return tuple(StoryId(story) for story in rows if story is not None)


def _mute(row: Row[tuple[object, ...]]) -> StoredMute:
    return StoredMute(**{name: getattr(row, name) for name in StoredMute.__slots__})
