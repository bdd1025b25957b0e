"""Reads what waits in the outbox: deliveries with the cards they carry as these are now."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, not_, or_, select
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
    connection: Connection, destination: DestinationId, now: datetime, *, limit: int = MOST
) -> tuple[Delivery, ...]:
    """Read what waits to be sent to a destination, oldest first, `limit` at once.

    What is held until later is left out. Raises StorageError for a card that cannot be read.
    """
    asked = {"to": destination, "now": now, "most": limit}
    return tuple(_delivery(row) for row in connection.execute(_QUEUED, asked))


def count_queued(connection: Connection, destination: DestinationId, now: datetime) -> int:
    """Return how many wait to be sent to a destination, without what is held until later."""
    return connection.execute(_COUNT_QUEUED, {"to": destination, "now": now}).scalar_one()


def held_until(
    connection: Connection, destination: DestinationId, now: datetime
) -> datetime | None:
    """Return when the first delivery that is held may be sent, in UTC; None without one."""
    return connection.execute(_HELD_UNTIL, {"to": destination, "now": now}).scalar()


def first_unclear(connection: Connection, destination: DestinationId) -> Delivery | None:
    """Read the oldest of what may or may not have been posted to a destination; None without one.

    Raises StorageError for a card that cannot be read.
    """
    row = connection.execute(_UNCLEAR, {"to": destination, "most": 1}).one_or_none()
    return None if row is None else _delivery(row)


def next_edit(connection: Connection, destination: DestinationId) -> Edit | None:
    """Read the first message of a destination that is out of date; None if all are up to date.

    Raises StorageError if its card cannot be read.
    """
    row = connection.execute(_NEXT_EDIT, {"to": destination}).one_or_none()
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
    rows = connection.execute(_DESTINATIONS).scalars()
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


def _oldest(condition: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    """Select deliveries with the alert's card, and the message whose thread they go to.

    A first message that became a line of a digest has no thread of its own: the digest's is taken.
    """
    home = func.coalesce(_homes.c.receipt, _digests.c.receipt).label("thread")
    return (
        select(deliveries, alerts.c.card, alerts.c.revision, home)
        .join(alerts, alerts.c.id == deliveries.c.alert)
        .outerjoin(_homes, _homes.c.key == deliveries.c.thread_of)
        .outerjoin(_digests, _digests.c.key == _homes.c.folded_into)
        .where(condition, _TO)
        .order_by(deliveries.c.number)
        .limit(bindparam("most"))
    )


# Made once, since they are run for each card: to build a statement costs more than to run it.
_TO = deliveries.c.destination == bindparam("to")
# What was never tried and waits for its time, such as quiet hours to end.
_HELD = and_(deliveries.c.state == State.PENDING.value, deliveries.c.not_before > bindparam("now"))
_WAITING = and_(deliveries.c.state.in_(QUEUED), not_(_HELD))
_OUTDATED = and_(deliveries.c.state == State.SENT.value, deliveries.c.shown < alerts.c.revision)
_QUEUED = _oldest(_WAITING)
_UNCLEAR = _oldest(deliveries.c.state == State.UNCLEAR.value)
_COUNT_QUEUED = select(func.count()).where(_WAITING, _TO)
_HELD_UNTIL = select(func.min(deliveries.c.not_before)).where(_TO, _HELD)
_NEXT_EDIT = (
    select(deliveries, alerts.c.card, alerts.c.revision)
    .join(alerts, alerts.c.id == deliveries.c.alert)
    .where(_TO, _OUTDATED)
    # What was never tried first: one that is refused for a while holds back no other.
    .order_by(deliveries.c.edit_not_before.nulls_first(), deliveries.c.number)
    .limit(1)
)
_DESTINATIONS = (
    select(deliveries.c.destination)
    .join(alerts, alerts.c.id == deliveries.c.alert)
    .where(or_(deliveries.c.state.in_([*QUEUED, State.UNCLEAR.value]), _OUTDATED))
    .distinct()
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
