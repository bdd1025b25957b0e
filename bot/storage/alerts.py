"""Owner of the table `alerts`: what is told, as a card free of any platform."""

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
)

from bot.model import AlertId, Card
from bot.storage.cards import dump_card
from watchers.model import StoryId
from watchers.storage.metadata import UtcTime, metadata

alerts = Table(
    "alerts",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("kind", String, nullable=False),
    Column("story", BigInteger, ForeignKey("stories.id"), index=True),
    Column("severity", String, nullable=False),
    Column("card", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
)


def add(connection: Connection, card: Card, *, story: StoryId | None, now: datetime) -> AlertId:
    """Keep a card that is to be told."""
    added = connection.execute(
        insert(alerts)
        .values(
            kind=card.kind.value,
            story=story,
            severity=card.severity.value,
            card=dump_card(card),
            created=now,
        )
        .returning(alerts.c.id)
    )
    return AlertId(added.scalar_one())
