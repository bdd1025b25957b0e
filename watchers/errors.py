"""What can go wrong while the world is read.

WatchError
├── SourceError               a poll of one source failed; the others go on
│   ├── SourceAway            no answer worth having: name, connection, time, HTTP 5xx
│   ├── SourceBusy            HTTP 429 or 503 with a wish when to come back
│   ├── SourceRefused         HTTP 4xx: asking again soon will not help
│   ├── SourceGone            HTTP 410
│   ├── AddressForbidden      not a public address, or not a web address at all
│   │   └── CredentialsInAddress  a user name or password before the host
│   ├── BodyTooLarge          over the cap, and its first part is not worth reading
│   ├── BodyBroken            cut off, or not what its headers say
│   └── NotAFeed              arrived whole, but no parser finds a feed in it
├── OwnLimit                  this machine or this program is full: no fault of a source's
├── RuleMistakes              rules.yaml is not sound; carries every mistake with its place
├── QueryMistake              a query does not parse; carries the offset
└── StorageError              the database cannot be used
    ├── AlreadyRunning        another watchnext holds this data folder
    └── StorageBusy           another process holds the database's lock; nothing was written

The message of each is one line for people: what happened, to what, and what helps if anything
does. It never holds a secret, a body, or whether a private port is open.
"""

from dataclasses import dataclass
from datetime import timedelta


class WatchError(Exception):
    """Base of everything this half raises on purpose."""


class SourceError(WatchError):
    """A poll of a source failed. `http_status` is set where the source answered."""

    def __init__(self, message: str, *, http_status: int | None = None) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.cursor: str | None = None  # what the watcher wants back all the same
        self.seconds = 0.0  # of the processor that reading took


class SourceAway(SourceError):
    """No answer worth having."""


class SourceBusy(SourceError):
    """The source asked us to come back later."""

    def __init__(self, message: str, *, http_status: int, after: timedelta | None) -> None:
        super().__init__(message, http_status=http_status)
        self.after = after


class SourceRefused(SourceError):
    """The source does not want us, or does not know the page."""


class SourceGone(SourceError):
    """The source says it will not come back."""


class AddressForbidden(SourceError):
    """The address is not one that watchnext fetches."""


class CredentialsInAddress(AddressForbidden):
    """A user name or a password stands before the host."""


class BodyTooLarge(SourceError):
    """The body is over the cap, and its first part is not worth reading."""


class BodyBroken(SourceError):
    """The body did not arrive whole."""


class NotAFeed(SourceError):
    """The body holds no feed."""


class OwnLimit(WatchError):
    """There is no room for it here and now: open files, processes, memory, documents that wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing wrong in the rules. Lines and columns count from 1, columns in characters.

    `file` is which of several files has it; empty where there is one.
    """

    line: int
    column: int
    message: str
    hint: str = ""
    file: str = ""


class RuleMistakes(WatchError):
    """The rules are not sound. `mistakes` holds all of them, in the order of the files.

    `file` is the name of the file, or of the folder that has the files.
    """

    def __init__(self, file: str, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(f"{file}: {len(mistakes)} mistake{'s'[: len(mistakes) != 1]}")
        self.file = file
        self.mistakes = mistakes


class QueryMistake(WatchError):
    """A query does not parse. `offset` is the character it fails at, from 0."""

    def __init__(self, message: str, *, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


class StorageError(WatchError):
    """The database cannot be used."""


class AlreadyRunning(StorageError):
    """Another watchnext works on the same data."""


class StorageBusy(StorageError):
    """Another process holds the lock of the database; nothing of the work was done."""
