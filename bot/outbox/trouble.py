"""Tells the operators that cards cannot be posted somewhere: once an incident."""

from collections.abc import Sequence
from datetime import datetime

from bot.model.alerts import Delivery
from bot.model.cards import Card, CardKind
from bot.model.reasons import Reason
from bot.outbox.attempt import Closed, Outcome, Parked
from bot.storage import alerts, deliveries, queue
from watchers.model.names import Severity
from watchers.model.rules import Destination
from watchers.storage import Connection


def tell_trouble(
    connection: Connection,
    delivery: Delivery,
    outcome: Outcome,
    operators: Sequence[Destination],
    now: datetime,
) -> None:
    """Put a notice into the outbox if this outcome begins an incident; call it once settled.

    A closed place begins one with the first knock; parked cards with the first of them since a
    card last arrived there. Nobody is told through the place that is broken.
    """
    if not _begins(connection, delivery, outcome):
        return
    tell_operators(
        connection,
        _notice(delivery, outcome, now),
        [place for place in operators if place.id != delivery.destination],
        now,
    )


def tell_operators(
    connection: Connection, card: Card, operators: Sequence[Destination], now: datetime
) -> None:
    """Put a notice into the outbox for each of these destinations."""
    for place in operators:
        alert = alerts.add(connection, card, story=None, now=now)
        deliveries.add(connection, [deliveries.waiting(alert, card, place, now)])


def _begins(connection: Connection, delivery: Delivery, outcome: Outcome) -> bool:
    if isinstance(outcome, Closed):
        return delivery.attempts == 1
    parked = isinstance(outcome, Parked)
    return parked and queue.parked_since_sent(connection, delivery.destination) == 1


def _notice(delivery: Delivery, outcome: Outcome, now: datetime) -> Card:
    waits = isinstance(outcome, Closed)
    what = "Nothing can be posted to" if waits else "A card could not be posted to"
    then = (
        "What is meant for it waits, and is tried again every ten minutes."
        if waits
        else "It will not be tried again; others go on."
    )
    why = outcome.why.rstrip(".") if isinstance(outcome, Closed | Parked) else ""
    return Card(
        kind=CardKind.NOTICE,
        title=f"{what} {delivery.destination}",
        text=f"{why}. {then}",
        severity=Severity.SERIOUS,
        reason=Reason.NOT_SENT,
        seen=now,
    )
