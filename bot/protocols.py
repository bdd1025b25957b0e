"""Every seam of this half: what a fake may stand in for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.model.alerts import DeliveryKey, Receipt
from bot.model.cards import Card
from bot.model.commands import Ask, Choice, Member, Press, Verb


class Channel(Protocol):
    """A platform that cards go to.

    `settles` is how long a post may take to show in the history that `find` reads.
    """

    name: str
    settles: timedelta

    async def send(
        self,
        address: str,
        card: Card,
        *,
        key: DeliveryKey,
        thread: Receipt | None = None,
        broadcast: bool = False,
        mention: str = "",
    ) -> Receipt:
        """Post `card` once, or raise a SendError that says what to do next.

        `key` goes out with the card, so that the platform or `find` can recognise it. With
        `thread` it goes to the thread of that message (to the channel where there are no threads,
        or the message is gone), and to the channel as well if `broadcast`. `mention` is whom the
        rules want pinged; nothing else ever pings.
        """
        ...

    async def edit(self, address: str, receipt: Receipt, card: Card) -> None:
        """Replace what a message shows; the same twice does no harm. Raises a SendError.

        SendRefused where the message is gone. A channel that cannot edit does nothing.
        """
        ...

    async def find(
        self,
        address: str,
        *,
        key: DeliveryKey,
        since: datetime,
        thread: Receipt | None = None,
    ) -> Receipt | None:
        """Look whether `key` was posted after `since`; in a thread if it would have gone there.

        Raises HistoryUnread if that cannot be known, SendLater to be asked again.
        """
        ...

    async def problems(self, address: str) -> Sequence[str]:
        """Return what keeps cards from being posted, edited or threaded there, each with its cure.

        Empty if all is well. Raises nothing: what cannot be asked is a problem itself.
        """
        ...


class Platform(Protocol):
    """A platform as a whole: its channel, and how people on it are heard."""

    @property
    def channel(self) -> Channel:
        """Where cards go; works before `start` too."""
        ...

    async def start(self) -> None:
        """Begin to listen; returns at once, whether the platform can be reached or not."""
        ...

    async def stop(self) -> None:
        """Hear nobody any more, and let what was asked be answered."""
        ...

    async def problems(self) -> Sequence[str]:
        """Return what keeps people from being heard, each with its cure. Raises nothing."""
        ...


class Commands(Protocol):
    """Where platforms hand in what people typed and pressed. Never raises for their mistakes."""

    @property
    def verbs(self) -> Sequence[Verb]:
        """The words after /watch."""
        ...

    async def answer(self, ask: Ask) -> Card:
        """Answer a question or carry out a command; mistakes are answered as well."""
        ...

    async def press(self, press: Press) -> Card:
        """Carry out a button, once for each key; the card says what came of it."""
        ...

    async def suggest(self, kind: str, typed: str) -> Sequence[Choice]:
        """Complete a word of this Param kind: at most 25, the likeliest first."""
        ...

    async def home(self, member: Member) -> Sequence[Card]:
        """Return what the app's own page shows: the board, mutes and how the sources stand."""
        ...
