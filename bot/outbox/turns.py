"""Whose turn it is: the head of a destination's queue, or the message to edit, in its own time."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.model.alerts import Delivery
from bot.outbox.backlog import A_FEW, fold_backlog
from bot.outbox.waiting import Pace
from bot.storage import deliveries, queue
from bot.storage.queue import Edit
from watchers.model.names import DestinationId
from watchers.storage import Connection

UNPACED = frozenset({"terminal"})  # nobody is flooded by what scrolls by, and no server is asked


class Turns:
    """Takes what is to be sent or edited next, one at a time, at the pace of its place.

    Its methods are called inside a transaction; what `take` claimed may be sent once that is
    committed.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._pace = Pace()

    def take(
        self, connection: Connection, destination: DestinationId
    ) -> Delivery | datetime | None:
        """Take the head of a queue, marked as being sent if it is its turn.

        Returns when its turn comes where that is later; None where nothing waits.
        """
        now = self._now()
        # A doubtful card comes first, for it is older than all that waits behind it. It is not
        # claimed: looking for it in the history posts nothing.
        if doubtful := queue.first_unclear(connection, destination):
            return doubtful if doubtful.not_before <= now else doubtful.not_before
        head = self._head(connection, destination, now)
        # What quiet hours hold is in no queue yet.
        if head is None:
            return queue.held_until(connection, destination, now)
        at = max(head.not_before, now + self._pause(head.platform, head.address, now))
        if at > now:
            return at
        self._pace.spend(_place(head.platform, head.address), now)
        return deliveries.claim(connection, head, now=now)

    def take_edit(
        self, connection: Connection, destination: DestinationId
    ) -> Edit | datetime | None:
        """Return the first message that is out of date, or when it may be edited; None without one.

        It is not claimed: an edit that is sent twice does no harm.
        """
        edit = queue.next_edit(connection, destination)
        if edit is None:
            return None
        now = self._now()
        at = max(edit.not_before, now + self._pause(edit.platform, edit.address, now))
        if at > now:
            return at
        # Platforms count edits as they count posts.
        self._pace.spend(_place(edit.platform, edit.address), now)
        return edit

    @staticmethod
    def _head(connection: Connection, destination: DestinationId, now: datetime) -> Delivery | None:
        """Return the first of a queue, once a flood behind it is folded.

        One that was tried before goes alone: until the platform takes it again nothing is folded,
        or each try of a long outage would leave digests of its own.
        """
        head = _first(queue.queued(connection, destination, now, limit=1))
        if head is None or head.attempts > 0:
            return head
        # A few are never folded: their cards need not be read to know.
        if queue.count_queued(connection, destination, now) <= A_FEW:
            return head
        fold_backlog(connection, queue.queued(connection, destination, now), now)
        return _first(queue.queued(connection, destination, now, limit=1))

    def _pause(self, platform: str, address: str, now: datetime) -> timedelta:
        if platform in UNPACED:
            return timedelta(0)
        return self._pace.wait(_place(platform, address), now)


def _first(waiting: Sequence[Delivery]) -> Delivery | None:
    return waiting[0] if waiting else None


def _place(platform: str, address: str) -> str:
    return f"{platform} {address}"
