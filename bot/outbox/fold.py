"""Turns a backlog into digests, in the database: the plan is backlog.py's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.alerts import Delivery
from bot.model.cards import Line
from bot.model.reasons import Reason
from bot.outbox.backlog import MOST_DIGESTS, Fold, plan_fold
from bot.render.lists import digest_card
from bot.storage import alerts, deliveries
from watchers.model.rules import Destination
from watchers.storage import Connection


def fold_backlog(connection: Connection, waiting: Sequence[Delivery], now: datetime) -> None:
    """Replace a flood in a destination's queue by digests that stand for every item of it."""
    on_paper = bool(waiting) and waiting[0].platform == "terminal"
    fold = plan_fold(waiting, now, most=None if on_paper else MOST_DIGESTS)
    if fold is None:
        return
    made = [_digest(connection, fold, lines, now) for lines in fold.digests]
    deliveries.add(connection, made)
    # Nobody asks which line of which digest; the first one's thread is as good as any.
    deliveries.fold(connection, [one.key for one in fold.deliveries], made[0].key)


def _digest(connection: Connection, fold: Fold, lines: tuple[Line, ...], now: datetime) -> Delivery:
    first = fold.deliveries[0]
    card = digest_card(
        lines,
        seen=now,
        reason=Reason.BACKLOG,
        most=len(lines),
        more=fold.more if lines is fold.digests[-1] else 0,
    )
    place = Destination(id=first.destination, platform=first.platform, address=first.address)
    alert = alerts.add(connection, card, story=None, now=now)
    pinged = next((one.mention for one in fold.deliveries if one.mention), "")
    # The gravest come first, so the first digest pings, and it alone.
    mention = pinged if lines is fold.digests[0] else ""
    return replace(deliveries.waiting(alert, card, place, now), mention=mention)
