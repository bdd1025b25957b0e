"""Turns a backlog into digests, in the database: the plan is backlog.py's."""

from datetime import datetime

from bot.model import Delivery, Reason, State
from bot.outbox.backlog import plan_folds
from bot.render import digest_card, line_of
from bot.storage import alerts, deliveries
from bot.storage.keys import delivery_key
from watchers.model import DestinationId
from watchers.storage import Connection


def fold_backlog(connection: Connection, destination: DestinationId, now: datetime) -> None:
    """Replace a flood in a destination's queue by digests; every item stays a line of one."""
    for fold in plan_folds(deliveries.queued(connection, destination), now):
        first = fold.deliveries[0]
        lines = [line_of(one.card) for one in fold.deliveries]
        card = digest_card(lines, seen=now, reason=Reason.BACKLOG, most=len(lines))
        alert = alerts.add(connection, card, story=None, now=now)
        digest = Delivery(
            key=delivery_key(alert, destination, now),
            alert=alert,
            destination=destination,
            channel=first.channel,
            address=first.address,
            card=card,
            state=State.PENDING,
            attempts=0,
            not_before=now,
            created=now,
        )
        deliveries.add(connection, [digest])
        deliveries.fold(connection, [one.key for one in fold.deliveries], digest.key)
