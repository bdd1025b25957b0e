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
    bindparam,
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
    Column("kind", String, nullable=False),  # a code of bot.model.cards.CardKind
    Column("story", BigInteger, ForeignKey("stories.id"), index=True),
    Column("severity", String, nullable=False),
    Column("card", Text, nullable=False),  # as bot.storage.cards writes it
    Column("revision", Integer, nullable=False, server_default="0"),  # grows with each change
    Column("created", UtcTime, nullable=False),
)

_ADD = insert(alerts).returning(alerts.c.id)
_CARD_OF = select(alerts.c.card).where(alerts.c.id == bindparam("of"))
_STORY_OF = select(alerts.c.story).where(alerts.c.id == bindparam("of"))
_REVISE = (
    update(alerts)
    .where(alerts.c.id == bindparam("of"))
    .values(card=bindparam("card"), severity=bindparam("severity"), revision=alerts.c.revision + 1)
)


def add(connection: Connection, card: Card, *, story: StoryId | None, now: datetime) -> AlertId:
    """Keep a card that is to be told, and return the number that its buttons carry."""
    row = {
        "kind": card.kind.value,
        "story": story,
        "severity": card.severity.value,
        "card": dump_card(card),
        "created": now,
    }
    return AlertId(connection.execute(_ADD, row).scalar_one())


def card_of(connection: Connection, alert: AlertId) -> Card | None:
    """Read an alert's card as it is now; None if there is no such alert. Raises StorageError."""
    text = connection.execute(_CARD_OF, {"of": alert}).scalar()
    return None if text is None else load_card(text, of=f"the card of alert {alert}")


def story_of(connection: Connection, alert: AlertId) -> StoryId | None:
    """Return which story an alert tells; None for one about no story, or an unknown one."""
    return connection.execute(_STORY_OF, {"of": alert}).scalar()


def of_story(connection: Connection, story: StoryId) -> tuple[AlertId, ...]:
    """Return every alert that told of a story, wherever it went, oldest first."""
    rows = connection.execute(
        select(alerts.c.id).where(alerts.c.story == story).order_by(alerts.c.id)
    ).scalars()
    return tuple(AlertId(alert) for alert in rows)


def revise(connection: Connection, alert: AlertId, change: Callable[[Card], Card]) -> None:
    """Change an alert's card; every message that shows it is edited by the outbox.

    What changes nothing, or an alert that is unknown, costs no edit. Raises StorageError.
    """
    before = card_of(connection, alert)
    if before is None or (after := change(before)) == before:
        return
    connection.execute(
        _REVISE, {"of": alert, "card": dump_card(after), "severity": after.severity.value}
    )
