"""Every seam of this half: what a fake may stand in for."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from watchers.model.names import Cursor
from watchers.model.news import Poll
from watchers.model.rules import RequestOptions, Source

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What makes the next request conditional; sent back verbatim (RFC 9110 13.1)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body, inflated. `url` is where it was found after redirects."""

    content: bytes
    content_type: str
    url: str
    http_status: int
    validators: Validators
    moved_to: str | None = None  # set if every hop on the way was permanent (301, 308)
    fresh_for: timedelta | None = None
    cut_at: int | None = None  # the cap in bytes, if more than these came


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """HTTP 304. `validators` are the newest: the old ones, replaced by what the 304 carried."""

    validators: Validators
    http_status: int = 304
    moved_to: str | None = None
    fresh_for: timedelta | None = None


class Clock(Protocol):
    """Time, as whoever waits for servers needs it."""

    def now(self) -> datetime:
        """Return the time of day, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some moment; never runs backwards."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return when so many seconds have passed."""
        ...


Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Name and port to IP addresses. Raises OSError for a name that it cannot resolve."""


class Fetcher(Protocol):
    """The only way to a server."""

    async def fetch(
        self, url: str, validators: Validators, options: RequestOptions = ...
    ) -> Body | NotModified:
        """Get `url` within the deadline and the caps, or raise a SourceError."""
        ...


@dataclass(slots=True)
class Effort:
    """What it takes to read a source's documents: the last one, then this one."""

    known: bool = False  # one was read before
    seconds: float = 0.0  # of the processor


class DocumentReader(Protocol):
    """Bytes to records, somewhere a hostile document cannot hurt."""

    async def read(
        self,
        reader: str,
        content: bytes,
        settings: Mapping[str, object],
        make: Callable[[Any], T],
        effort: Effort | None = None,
    ) -> list[T]:
        """Give what `make` makes of each record that `reader` ("module:function") reads.

        `make` meets any JSON, and may raise KeyError, TypeError or ValueError. `effort` is brought
        up to date. Raises Refusal, and OwnLimit where it cannot be read now for reasons of ours.
        """
        ...


class Watcher(Protocol):
    """Polls one kind of source."""

    async def poll(
        self, source: Source, cursor: Cursor | None, answered: Callable[[], None] = ...
    ) -> Poll:
        """Poll once, or raise a SourceError. None as cursor means the first poll.

        `answered` is called when the server's answer is there: it can be asked for something else.
        """
        ...
