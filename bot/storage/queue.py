"""Reads what waits in the outbox: deliveries with the cards they carry as these are now."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, func, not_, or_, select
from sqlalchemy.engine import Row

from bot.model.alerts import Delivery, DeliveryKey, Receipt, State
from bot.model.cards import AlertId, Card, CardKind
from bot.storage.alerts import alerts
from bot.storage.cards import load_card
from bot.storage.deliveries import QUEUED, deliveries
from watchers.model.names import DestinationId

MOST = 1_000  # deliveries read at once

_homes = deliveries.alias("homes")
_digests = deliveries.alias("digests")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A posted message that shows an older card than the alert has now."""

    key: DeliveryKey
    destination: DestinationId
    platform: str
    address: str
    receipt: Receipt
    card: Card  # as it is now
    revision: int  # of `card`
    not_before: datetime  # in the past where no edit was tried yet


def queued(
    connection: Connection, destination: DestinationId, now: datetime
) -> tuple[Delivery, ...]:
    """Read what waits to be sent to a destination, oldest first, MOST at once.

    What is held until later is left out. Raises StorageError for a card that cannot be read.
    """
    waiting = and_(deliveries.c.state.in_(QUEUED), not_(_held(now)))
    return _read(connection, waiting, destination)


def held_until(
    connection: Connection, destination: DestinationId, now: datetime
) -> datetime | None:
    """Return when the first delivery that is held may be sent, in UTC; None without one."""
    return connection.execute(
        select(func.min(deliveries.c.not_before)).where(
            deliveries.c.destination == destination, _held(now)
        )
    ).scalar()


def unclear(connection: Connection, destination: DestinationId) -> tuple[Delivery, ...]:
    """Read what may or may not have been posted to a destination, oldest first, MOST at once.

    Raises StorageError for a card that cannot be read.
    """
    return _read(connection, deliveries.c.state == State.UNCLEAR.value, destination)


def next_edit(connection: Connection, destination: DestinationId) -> Edit | None:
    """Read the first message of a destination that is out of date; None if all are up to date.

    Raises StorageError if its card cannot be read.
    """
    row = connection.execute(
        select(deliveries, alerts.c.card, alerts.c.revision)
        .join(alerts, alerts.c.id == deliveries.c.alert)
        .where(deliveries.c.destination == destination, _outdated())
        # What was never tried first: one that is refused for a while holds back no other.
        .order_by(deliveries.c.edit_not_before.nulls_first(), deliveries.c.number)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Edit(
        key=DeliveryKey(row.key),
        destination=DestinationId(row.destination),
        platform=row.platform,
        address=row.address,
        receipt=Receipt(row.receipt),
        card=_card(row.card, AlertId(row.alert)),
        revision=row.revision,
        not_before=row.edit_not_before or row.created,
    )


def destinations(connection: Connection) -> frozenset[DestinationId]:
    """Return the destinations for which anything waits, is unclear or out of date."""
    rows = connection.execute(
        select(deliveries.c.destination)
        .join(alerts, alerts.c.id == deliveries.c.alert)
        .where(or_(deliveries.c.state.in_([*QUEUED, State.UNCLEAR.value]), _outdated()))
        .distinct()
    ).scalars()
    return frozenset(DestinationId(destination) for destination in rows)


def counts(connection: Connection) -> dict[State, int]:
    """Return how many deliveries are in each state; a state without any is left out."""
    rows = connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
    return {State(state): count for state, count in rows}


def parked_since_sent(connection: Connection, destination: DestinationId) -> int:
    """Return how many were parked for a destination since something last arrived there."""
    of_it = deliveries.c.destination == destination
    last = (
        select(func.coalesce(func.max(deliveries.c.number), 0))
        .where(of_it, deliveries.c.state == State.SENT.value)
        .scalar_subquery()
    )
    parked = and_(of_it, deliveries.c.state == State.PARKED.value, deliveries.c.number > last)
    return connection.execute(select(func.count()).where(parked)).scalar_one()


def _held(now: datetime) -> ColumnElement[bool]:
    """Whether a delivery that was never tried waits for its time, such as quiet hours to end."""
    return and_(deliveries.c.state == State.PENDING.value, deliveries.c.not_before > now)


def _outdated() -> ColumnElement[bool]:
    return and_(deliveries.c.state == State.SENT.value, deliveries.c.shown < alerts.c.revision)


def _read(
    connection: Connection, condition: ColumnElement[bool], destination: DestinationId
) -> tuple[Delivery, ...]:
    query = (
        _with_cards()
        .where(condition, deliveries.c.destination == destination)
        .order_by(deliveries.c.number)
        .limit(MOST)
    )
    return tuple(_delivery(row) for row in connection.execute(query))


def _with_cards() -> Select[tuple[object, ...]]:
    """Join the alert's card, and the message whose thread a delivery goes to.

    A first message that became a line of a digest has no thread of its own: the digest's is taken.
    """
    home = func.coalesce(_homes.c.receipt, _digests.c.receipt).label("thread")
    return (
        select(deliveries, alerts.c.card, alerts.c.revision, home)
        .join(alerts, alerts.c.id == deliveries.c.alert)
        .outerjoin(_homes, _homes.c.key == deliveries.c.thread_of)
        .outerjoin(_digests, _digests.c.key == _homes.c.folded_into)
    )


def _delivery(row: Row[tuple[object, ...]]) -> Delivery:
    return Delivery(
        key=DeliveryKey(row.key),
        alert=AlertId(row.alert),
        destination=DestinationId(row.destination),
        platform=row.platform,
        address=row.address,
        card=_card(row.card, AlertId(row.alert)),
        state=State(row.state),
        attempts=row.attempts,
        not_before=row.not_before,
        created=row.created,
        thread=None if row.thread is None else Receipt(row.thread),
        broadcast=row.broadcast,
        mention=row.mention,
        tried=row.tried,
        revision=row.revision,
    )


def _card(text: str, alert: AlertId) -> Card:
    """Read a card; an alert's has buttons, which name it."""
    card = load_card(text, of=f"the card of alert {alert}")
    return replace(card, alert=alert) if card.kind is CardKind.ALERT else card
