"""Owner of the table `deliveries`: the outbox. States and moves are those of FAULTS.md 4.1."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from bot.model import AlertId, Delivery, DeliveryKey, Receipt, State
from bot.storage.alerts import alerts
from bot.storage.cards import load_card
from watchers.model import DestinationId
from watchers.storage.metadata import UtcTime, metadata

deliveries = Table(
    "deliveries",
    metadata,
    Column("key", String, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),  # the order in which they were decided
    Column("alert", BigInteger, ForeignKey("alerts.id"), nullable=False),
    Column("destination", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("address", String, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", UtcTime, nullable=False),
    Column("lease_until", UtcTime),
    Column("created", UtcTime, nullable=False),
    Column("receipt", String),
    Column("reason", Text, nullable=False, server_default=""),
    Column("folded_into", String, ForeignKey("deliveries.key")),
    UniqueConstraint("alert", "destination"),
    Index(None, "state", "destination", "number"),
)
QUEUED = (State.PENDING.value, State.RETRY.value)


def add(connection: Connection, new: Iterable[Delivery]) -> None:
    """Put deliveries at the end of the queue, in this order."""
    last = connection.execute(select(func.max(deliveries.c.number))).scalar() or 0
    rows = [
        {
            "key": delivery.key,
            "number": last + place,
            "alert": delivery.alert,
            "destination": delivery.destination,
            "channel": delivery.channel,
            "address": delivery.address,
            "state": delivery.state.value,
            "attempts": delivery.attempts,
            "not_before": delivery.not_before,
            "created": delivery.created,
        }
        for place, delivery in enumerate(new, start=1)
    ]
    if rows:
        connection.execute(insert(deliveries), rows)


def queued(
    connection: Connection, destination: DestinationId, *, limit: int = 1_000
) -> tuple[Delivery, ...]:
    """Read what waits to be sent to a destination, in order."""
    return _read(connection, QUEUED, destination=destination, limit=limit)


def unclear(connection: Connection, destination: DestinationId) -> tuple[Delivery, ...]:
    """Read what may or may not have been posted."""
    return _read(connection, (State.UNCLEAR.value,), destination=destination, limit=1_000)


def claim(
    connection: Connection, delivery: Delivery, *, now: datetime, lease: timedelta
) -> Delivery:
    """Mark a delivery as being sent, before anything is sent. Commit before you send."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.key == delivery.key, deliveries.c.state.in_(QUEUED))
        .values(
            state=State.SENDING.value,
            attempts=deliveries.c.attempts + 1,
            lease_until=now + lease,
        )
    )
    return _read(connection, (State.SENDING.value,), key=delivery.key, limit=1)[0]


def settle(
    connection: Connection,
    key: DeliveryKey,
    state: State,
    *,
    receipt: Receipt | None = None,
    not_before: datetime | None = None,
    reason: str = "",
) -> None:
    """Write down how a delivery ended, or when it may be tried again."""
    values: dict[str, object] = {"state": state.value, "reason": reason, "lease_until": None}
    if receipt is not None:
        values["receipt"] = receipt.message
    if not_before is not None:
        values["not_before"] = not_before
    connection.execute(update(deliveries).where(deliveries.c.key == key).values(values))


def fold(connection: Connection, keys: Sequence[DeliveryKey], into: DeliveryKey) -> None:
    """Note that deliveries became lines of another one."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.key.in_(list(keys)))
        .values(state=State.FOLDED.value, folded_into=into)
    )


def recover(connection: Connection) -> int:
    """Call what a killed process was sending unclear. Only at start, when nobody else sends."""
    orphans = connection.execute(
        update(deliveries)
        .where(deliveries.c.state == State.SENDING.value)
        .values(state=State.UNCLEAR.value, reason="watchnext was stopped while sending it")
    )
    return orphans.rowcount


def counts(connection: Connection) -> dict[State, int]:
    """Say how many deliveries are in each state."""
    rows = connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
    return {State(state): count for state, count in rows}


def destinations(connection: Connection) -> frozenset[DestinationId]:
    """Say for which destinations anything waits or is unclear."""
    rows = connection.execute(
        select(deliveries.c.destination)
        .where(deliveries.c.state.in_([*QUEUED, State.UNCLEAR.value]))
        .distinct()
    ).scalars()
    return frozenset(DestinationId(one) for one in rows)


def _read(
    connection: Connection,
    states: Sequence[str],
    *,
    destination: DestinationId | None = None,
    key: DeliveryKey | None = None,
    limit: int,
) -> tuple[Delivery, ...]:
    query = (
        select(deliveries, alerts.c.card)
        .join(alerts, alerts.c.id == deliveries.c.alert)
        .where(deliveries.c.state.in_(states))
        .order_by(deliveries.c.number)
        .limit(limit)
    )
    if destination is not None:
        query = query.where(deliveries.c.destination == destination)
    if key is not None:
        query = query.where(deliveries.c.key == key)
    return tuple(_delivery(row) for row in connection.execute(query))


def _delivery(row: Row[tuple[object, ...]]) -> Delivery:
    return Delivery(
        key=DeliveryKey(row.key),
        alert=AlertId(row.alert),
        destination=DestinationId(row.destination),
        channel=row.channel,
        address=row.address,
        card=load_card(row.card),
        state=State(row.state),
        attempts=row.attempts,
        not_before=row.not_before,
        created=row.created,
    )
