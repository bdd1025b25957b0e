"""Turns a backlog into digests, in the database: the plan is backlog.py's."""

from dataclasses import replace
from datetime import datetime

from bot.model import Card, CardKind, Delivery, Reason
from bot.outbox.backlog import MOST_DIGESTS, Fold, plan_folds
from bot.render import digest_card, line_of
from bot.storage import alerts, deliveries, queue
from watchers.model import Destination, DestinationId
from watchers.storage import Connection


def fold_backlog(connection: Connection, destination: DestinationId, now: datetime) -> None:
    """Replace a flood in a destination's queue by digests that stand for every item of it."""
    waiting = queue.queued(connection, destination, now)
    on_paper = bool(waiting) and waiting[0].channel == "terminal"
    for fold in plan_folds(waiting, now, most=None if on_paper else MOST_DIGESTS):
        digest = _digest(connection, fold, destination, now)
        deliveries.add(connection, [digest])
        deliveries.fold(connection, [one.key for one in fold.all], digest.key)


def _digest(
    connection: Connection, fold: Fold, destination: DestinationId, now: datetime
) -> Delivery:
    first = fold.lines[0]
    place = Destination(id=destination, platform=first.channel, address=first.address)
    card = _card(fold, now)
    alert = alerts.add(connection, card, story=None, now=now)
    mention = next((one.mention for one in fold.all if one.mention), "")
    return replace(deliveries.waiting(alert, card, place, now), mention=mention)


def _card(fold: Fold, now: datetime) -> Card:
    lines = [line_of(one.card) for one in fold.lines]
    held = sum(one.card.kind is not CardKind.DIGEST for one in fold.more)
    return digest_card(lines, seen=now, reason=Reason.BACKLOG, most=len(lines), more=held)
