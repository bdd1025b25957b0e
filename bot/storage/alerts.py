"""Owner of the table `alerts`: what is told, as a card free of any platform."""

from collections.abc import Callable
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

from bot.model.cards import AlertId, Card
from bot.storage.cards import dump_card, load_card
from watchers.model.names import StoryId
from watchers.storage.tables import UtcTime, metadata

alerts = Table(
    "alerts",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("kind", String, nullable=False),
    Column("story", BigInteger, ForeignKey("stories.id"), index=True),
    Column("severity", String, nullable=False),
    Column("card", Text, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),  # grows with each change
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


def card_of(connection: Connection, alert: AlertId) -> Card | None:
    """Read an alert's card as it is now."""
    text = connection.execute(select(alerts.c.card).where(alerts.c.id == alert)).scalar()
    return None if text is None else load_card(text, of=f"the card of alert {alert}")


def story_of(connection: Connection, alert: AlertId) -> StoryId | None:
    """Say which story an alert tells."""
    return connection.execute(select(alerts.c.story).where(alerts.c.id == alert)).scalar()


def of_story(connection: Connection, story: StoryId) -> tuple[AlertId, ...]:
    """Name every alert that told of a story, wherever it went, oldest first."""
    rows = connection.execute(
        select(alerts.c.id).where(alerts.c.story == story).order_by(alerts.c.id)
    ).scalars()
    return tuple(AlertId(one) for one in rows)


def revise(connection: Connection, alert: AlertId, change: Callable[[Card], Card]) -> None:
    """Change an alert's card; every message that shows it is edited by the outbox."""
    before = card_of(connection, alert)
    if before is None or (after := change(before)) == before:
        return
    connection.execute(
        update(alerts)
        .where(alerts.c.id == alert)
        .values(
            card=dump_card(after),
            severity=after.severity.value,
            revision=alerts.c.revision + 1,
        )
    )
