"""Owner of the table `deliveries`: the outbox, a row an alert and destination.

A delivery waits (pending), is being sent (sending), and ends as sent, parked or folded. A try that
surely failed makes it wait again (retry); one that may have arrived makes it unclear. Each move is
committed before the next step, so that a kill leaves a state to go on from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    false,
    func,
    insert,
    select,
    update,
)

from bot.model.alerts import Delivery, DeliveryKey, Receipt, State
from bot.model.cards import AlertId, Card
from bot.storage.alerts import alerts
from watchers.model.names import DestinationId, StoryId
from watchers.model.rules import Destination
from watchers.storage.tables import UtcTime, metadata

deliveries = Table(
    "deliveries",
    metadata,
    Column("key", String, primary_key=True),  # goes out with the card, so that it can be found
    Column("number", Integer, nullable=False, unique=True),  # the order in which they were decided
    Column("alert", BigInteger, ForeignKey("alerts.id"), nullable=False),  # whose card it carries
    Column("destination", String, nullable=False),  # its name in rules.yaml
    Column("platform", String, nullable=False),  # slack, discord or terminal, as it was decided
    Column("address", String, nullable=False),  # of the place there, as it was decided
    Column("state", String, nullable=False),  # a code of bot.model.alerts.State
    Column("attempts", Integer, nullable=False, server_default="0"),  # tries that began
    Column("not_before", UtcTime, nullable=False),  # quiet hours, or the wait after a failure
    Column("tried", UtcTime),  # when the last try began; NULL before the first
    Column(
        "created", UtcTime, nullable=False
    ),  # when it was decided: the history is read from here
    Column("receipt", String),  # the platform's id for the message; NULL until it is sent
    Column("last_error", Text, nullable=False, server_default=""),  # for people: no code reads it
    Column("folded_into", String, ForeignKey("deliveries.key")),  # the digest it is a line of
    Column("thread_of", String, ForeignKey("deliveries.key")),  # the story's first one there
    Column("broadcast", Boolean, nullable=False, server_default=false()),  # out of its thread, too
    Column("mention", String, nullable=False, server_default=""),  # whom the rules want pinged
    Column("shown", Integer, nullable=False, server_default="0"),  # revision of the card as posted
    Column("edit_not_before", UtcTime),  # after an edit that failed; NULL: at once
    UniqueConstraint("alert", "destination"),
    Index(None, "state", "destination", "number"),
)
QUEUED = (State.PENDING.value, State.RETRY.value)
_LAST = select(func.max(deliveries.c.number))
_ADD = insert(deliveries)
_HOME_OF = (
    select(deliveries.c.key, deliveries.c.alert)
    .join(alerts, alerts.c.id == deliveries.c.alert)
    .where(alerts.c.story == bindparam("of"), deliveries.c.destination == bindparam("to"))
    .order_by(deliveries.c.number)
    .limit(1)
)
# The columns that are set are those of the values that it is run with.
_SET = update(deliveries).where(deliveries.c.key == bindparam("of"))
_CLAIM = (
    update(deliveries)
    .where(deliveries.c.key == bindparam("of"), deliveries.c.state.in_(QUEUED))
    .values(state=State.SENDING.value, attempts=deliveries.c.attempts + 1, tried=bindparam("now"))
)


def delivery_key(alert: AlertId, destination: DestinationId, now: datetime) -> DeliveryKey:
    """Return a delivery's key: the same for every try, another after a backup is restored.

    20 hex digits: Discord takes a nonce of up to 25 characters (resources/message).
    """
    name = f"{alert}\n{destination}\n{now.isoformat()}".encode()
    return DeliveryKey(blake2b(name, digest_size=10).hexdigest())


def waiting(alert: AlertId, card: Card, place: Destination, now: datetime) -> Delivery:
    """Make a delivery of an alert that may be sent at once; it is not added yet."""
    return Delivery(
        key=delivery_key(alert, place.id, now),
        alert=alert,
        destination=place.id,
        platform=place.platform,
        address=place.address,
        card=card,
        state=State.PENDING,
        attempts=0,
        not_before=now,
        created=now,
    )


def add(
    connection: Connection, new: Iterable[Delivery], *, thread_of: DeliveryKey | None = None
) -> None:
    """Put deliveries at the end of the queue, in this order.

    `thread_of` is the story's first delivery, whose thread all of them go to. An alert goes to a
    destination once.
    """
    # There is one writer at a time: SQLite has one, and on PostgreSQL the number is unique.
    last = connection.execute(_LAST).scalar() or 0
    rows = [
        {
            "key": delivery.key,
            "number": last + place,
            "alert": delivery.alert,
            "destination": delivery.destination,
            "platform": delivery.platform,
            "address": delivery.address,
            "state": delivery.state.value,
            "attempts": delivery.attempts,
            "not_before": delivery.not_before,
            "created": delivery.created,
            "thread_of": thread_of,
            "broadcast": delivery.broadcast,
            "mention": delivery.mention,
        }
        for place, delivery in enumerate(new, start=1)
    ]
    if rows:
        connection.execute(_ADD, rows)


def home_of(
    connection: Connection, story: StoryId, destination: DestinationId
) -> tuple[DeliveryKey, AlertId] | None:
    """Return the delivery that told a destination of a story first, and its alert; else None."""
    row = connection.execute(_HOME_OF, {"of": story, "to": destination}).one_or_none()
    return None if row is None else (DeliveryKey(row.key), AlertId(row.alert))


def claim(connection: Connection, delivery: Delivery, *, now: datetime) -> Delivery | None:
    """Mark a delivery as being sent, before anything is sent. Commit before you send.

    None if it is no longer waiting: another sender has it.
    """
    taken = connection.execute(_CLAIM, {"of": delivery.key, "now": now})
    if taken.rowcount != 1:
        return None
    return replace(delivery, state=State.SENDING, attempts=delivery.attempts + 1, tried=now)


def settle(
    connection: Connection,
    key: DeliveryKey,
    state: State,
    *,
    receipt: Receipt | None = None,
    not_before: datetime | None = None,
    last_error: str = "",
    shown: int | None = None,
) -> None:
    """Set how a delivery ended, or when it may be tried again (`not_before`, UTC).

    `shown` is the revision of the card that was posted.
    """
    values: dict[str, object] = {
        "state": state.value,
        "last_error": last_error,
    }
    if receipt is not None:
        values["receipt"] = receipt.message
    if not_before is not None:
        values["not_before"] = not_before
    if shown is not None:
        values["shown"] = shown
    connection.execute(_SET, {"of": key, **values})


def note_edit(
    connection: Connection, key: DeliveryKey, *, shown: int | None, again: datetime | None = None
) -> None:
    """Set which revision a posted message shows now, or when an edit is tried again (UTC)."""
    values: dict[str, object] = {"edit_not_before": again}
    if shown is not None:
        values["shown"] = shown
    connection.execute(_SET, {"of": key, **values})


def fold(connection: Connection, keys: Sequence[DeliveryKey], into: DeliveryKey) -> None:
    """Mark deliveries as lines of another one, which is in the table already."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.key.in_(list(keys)))
        .values(state=State.FOLDED.value, folded_into=into)
    )


def recover(connection: Connection, now: datetime, destination: DestinationId | None = None) -> int:
    """Mark as unclear what was being sent (to one destination, or all) when its sender broke off.

    Returns how many. Only for whoever is sure that nobody sends it now: it may have arrived.
    """
    sending = deliveries.c.state == State.SENDING.value
    orphans = connection.execute(
        update(deliveries)
        .where(
            sending if destination is None else sending & (deliveries.c.destination == destination)
        )
        .values(
            state=State.UNCLEAR.value,
            not_before=now,
            last_error="watchnext was stopped while sending it",
        )
    )
    return orphans.rowcount
