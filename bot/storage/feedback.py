"""Owner of the tables `acknowledgements` and `votes`: what people did about a story's alerts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    String,
    Table,
    Text,
    func,
    select,
)

from bot.model.cards import DoneBy, Feedback
from bot.storage import mutes
from watchers.model.names import StoryId
from watchers.storage.tables import UtcTime, metadata, upsert

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("story", BigInteger, ForeignKey("stories.id"), primary_key=True),
    Column("platform", String, nullable=False),
    Column("member", String, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)
votes = Table(
    "votes",
    metadata,
    Column("story", BigInteger, ForeignKey("stories.id"), primary_key=True),
    Column("platform", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("useful", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who did something, by what the platform vouches for; `who` is what people call them."""

    platform: str
    member: str
    who: str
    at: datetime


def acknowledge(connection: Connection, story: StoryId, by: By) -> None:
    """Note who saw to a story; the first one stays."""
    row = {
        "story": story,
        "platform": by.platform,
        "member": by.member,
        "who": by.who,
        "at": by.at,
    }
    upsert(connection, acknowledgements, [row], key=("story",), replace=False)


def vote(connection: Connection, story: StoryId, by: By, *, useful: bool) -> None:
    """Count somebody's vote on a story once; a later one replaces it."""
    row = {
        "story": story,
        "platform": by.platform,
        "member": by.member,
        "useful": useful,
        "at": by.at,
    }
    upsert(connection, votes, [row], key=("story", "platform", "member"))


def vote_of(connection: Connection, story: StoryId, by: By) -> bool | None:
    """Say whether somebody found a story useful; None if they did not say."""
    return connection.execute(
        select(votes.c.useful).where(
            votes.c.story == story, votes.c.platform == by.platform, votes.c.member == by.member
        )
    ).scalar()


def of_story(connection: Connection, story: StoryId) -> Feedback:
    """Gather all that people did about a story: what every card of it shows, on every platform.

    The mute shown is the longest of the indicators that were muted from one of its cards; its
    end may have passed.
    """
    seen_to = connection.execute(
        select(acknowledgements).where(acknowledgements.c.story == story)
    ).one_or_none()
    counted = connection.execute(
        select(votes.c.useful, func.count()).where(votes.c.story == story).group_by(votes.c.useful)
    )
    tally = {bool(useful): count for useful, count in counted}
    muted = max(mutes.of_story(connection, story), key=lambda one: one.until, default=None)
    return Feedback(
        acknowledged=None if seen_to is None else DoneBy(who=seen_to.who, at=seen_to.at),
        muted=None if muted is None else DoneBy(who=muted.who, at=muted.at, until=muted.until),
        useful=tally.get(True, 0),
        false_alarms=tally.get(False, 0),
    )
