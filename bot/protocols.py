"""Every seam of this half: what a fake may stand in for."""

from typing import Protocol

from bot.model import Card, DeliveryKey, Receipt


class Channel(Protocol):
    """A platform that cards go to."""

    name: str

    async def send(self, address: str, card: Card, *, key: DeliveryKey) -> Receipt:
        """Post `card` once, or raise a SendError that says what to do next.

        `key` goes out with the card, so that the platform or `find` can recognise it.
        """
        ...

    async def find(self, address: str, *, key: DeliveryKey) -> Receipt | None:
        """Look whether `key` was posted before. Raises HistoryUnread if that cannot be known."""
        ...
