"""What can go wrong while people are told.

BotError
├── SettingsWrong          an environment setting cannot be used
└── SendError              a card was not (surely) posted
    ├── SendRefused        final: the same request will be refused again
    │   └── PlaceClosed    nothing can be posted there until somebody mends it
    ├── SendLater          not accepted now; `after` is the platform's own wish
    ├── SendUnclear        it may have been posted: look before sending again
    └── HistoryUnread      the channel's history cannot be read, so nobody can look

No message holds a token or the text of a card.
"""

from datetime import timedelta


class BotError(Exception):
    """Base of everything this half raises on purpose."""


class SettingsWrong(BotError):
    """A setting cannot be used; the message names it and says what it should be."""


class SendError(BotError):
    """A card was not (surely) posted."""


class SendRefused(SendError):
    """The platform will never take this.

    `code` is the platform's own for the refusal, a word of Slack's or a number of Discord's; None
    where it gave none. Decide by it, never by the message.
    """

    def __init__(self, message: str, *, code: int | str | None = None) -> None:
        super().__init__(message)
        self.code = code


class PlaceClosed(SendRefused):
    """The place takes no card at all: it is gone, or we may not post there."""


class SendLater(SendError):
    """Not accepted now."""

    def __init__(self, message: str, *, after: timedelta | None = None) -> None:
        super().__init__(message)
        self.after = after


class SendUnclear(SendError):
    """Nobody knows whether it was posted."""


class HistoryUnread(SendError):
    """The channel's history cannot be read."""
