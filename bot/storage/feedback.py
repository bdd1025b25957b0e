"""Owner of the tables `acknowledgements` and `votes`: what people did about a story's alerts."""

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
    bindparam,
    func,
    select,
)

from bot.model.cards import DoneBy, Feedback
from bot.model.commands import Member
from bot.storage import mutes
from watchers.model.names import StoryId
from watchers.storage.tables import UtcTime, metadata, upsert

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("story", BigInteger, ForeignKey("stories.id"), primary_key=True),
    Column("platform", String, nullable=False),
    Column("member", String, nullable=False),  # the platform's id, which it vouches for
    Column("who", Text, nullable=False),  # what people call them: shown, never compared
    Column("at", UtcTime, nullable=False),
)
votes = Table(
    "votes",
    metadata,
    Column("story", BigInteger, ForeignKey("stories.id"), primary_key=True),
    Column("platform", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("useful", Boolean, nullable=False),  # false: a false alarm
    Column("at", UtcTime, nullable=False),
)

_ACKNOWLEDGED = select(acknowledgements).where(acknowledgements.c.story == bindparam("of"))
_TALLY = (
    select(votes.c.useful, func.count())
    .where(votes.c.story == bindparam("of"))
    .group_by(votes.c.useful)
)


def acknowledge(connection: Connection, story: StoryId, member: Member, now: datetime) -> None:
    """Write down who saw to a story; whoever was first stays."""
    row = {
        "story": story,
        "platform": member.platform,
        "member": member.id,
        "who": member.name,
        "at": now,
    }
    upsert(connection, acknowledgements, [row], key=("story",), replace=False)


def vote(
    connection: Connection, story: StoryId, member: Member, now: datetime, *, useful: bool
) -> None:
    """Count somebody's vote on a story once; a later one replaces it."""
    row = {
        "story": story,
        "platform": member.platform,
        "member": member.id,
        "useful": useful,
        "at": now,
    }
    upsert(connection, votes, [row], key=("story", "platform", "member"))


def vote_of(connection: Connection, story: StoryId, member: Member) -> bool | None:
    """Return whether somebody found a story useful; None if they did not vote."""
    return connection.execute(
        select(votes.c.useful).where(
            votes.c.story == story,
            votes.c.platform == member.platform,
            votes.c.member == member.id,
        )
    ).scalar()


def of_story(connection: Connection, story: StoryId) -> Feedback:
    """Return all that people did about a story: what every card of it shows, on every platform.

    The mute shown is the longest of the indicators that were muted from one of its cards; its
    end may have passed.
    """
    acknowledged = connection.execute(_ACKNOWLEDGED, {"of": story}).one_or_none()
    counts = connection.execute(_TALLY, {"of": story})
    # A vote nobody cast is in no row, so it is missing here and counts as none below.
    tally = {bool(useful): count for useful, count in counts}
    muted = max(mutes.of_story(connection, story), key=lambda mute: mute.until, default=None)
    return Feedback(
        acknowledged=None
        if acknowledged is None
        else DoneBy(who=acknowledged.who, at=acknowledged.at),
        muted=None if muted is None else DoneBy(who=muted.who, at=muted.at, until=muted.until),
        useful=tally.get(True, 0),
        false_alarms=tally.get(False, 0),
    )
