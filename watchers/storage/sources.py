"""Owner of the table `sources`: how each source stands, and when it is polled next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    func,
    or_,
    select,
)

from watchers.model.names import Cursor, SourceId
from watchers.parse.records import MOST_ITEMS
from watchers.storage.tables import UtcTime, metadata, upsert
from watchers.words import counted, size

CLOCK_TOLERANCE = timedelta(minutes=1)  # a last poll further ahead means the clock was set back

sources = Table(
    "sources",
    metadata,
    Column("source", String, primary_key=True),
    Column("cursor", Text),  # its watcher's own notes, such as an ETag; opaque here
    Column("title", Text, nullable=False, server_default=""),  # as the feed calls itself
    Column("first_look", UtcTime),  # null until the first poll that brought something to read
    Column("last_poll", UtcTime),
    Column("last_good", UtcTime),  # when it was last read, with something new in it or not
    Column("last_new", UtcTime),  # when it last had an item that was new
    Column("next_poll", UtcTime),
    Column("held_until", UtcTime),  # the source's own wish (Retry-After); never polled before
    Column("status", String, nullable=False, server_default="waiting"),
    Column("http_status", Integer),  # of the last poll; null where no answer came
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row
    Column("failing_since", UtcTime),
    Column("failure_told", Boolean, nullable=False, server_default="0"),  # once, until it is back
    Column("error", Text, nullable=False, server_default=""),  # of the last poll
    Column("beyond_cap", Integer, nullable=False, server_default="0"),  # of the last document
    Column("unread_dates", Integer, nullable=False, server_default="0"),  # of the last document
    Column("cut_at", Integer, nullable=False, server_default="0"),  # bytes: the last document's cap
    Column("rhythm", Integer),  # seconds between two new items as a rule; null until known
)

# Made once, as all statements of a poll: to build one costs more than to run it.
_OF_SOURCE = select(sources).where(sources.c.source == bindparam("of"))
_READABLE = (
    select(sources)
    .where(sources.c.failures == 0, sources.c.last_good.is_not(None))
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source stands. `status` is waiting (never polled), ok, unchanged or failed."""

    source: SourceId
    cursor: Cursor | None = None
    title: str = ""
    first_look: datetime | None = None
    last_poll: datetime | None = None
    last_good: datetime | None = None
    last_new: datetime | None = None
    next_poll: datetime | None = None
    held_until: datetime | None = None
    status: str = "waiting"
    http_status: int | None = None
    failures: int = 0
    failing_since: datetime | None = None
    failure_told: bool = False
    error: str = ""
    beyond_cap: int = 0  # items of the document last read that were one too many to be read
    unread_dates: int = 0  # items of it whose date nobody could read
    cut_at: int = 0  # bytes of it that were read, if it holds more
    rhythm: int | None = None  # seconds between two of its new items, as a rule

    @property
    def left_out(self) -> str:
        """What of the document last read was not, in words; empty if nothing."""
        total = MOST_ITEMS + self.beyond_cap
        cut = f"read the first {MOST_ITEMS:,} of {total:,} items" if self.beyond_cap else ""
        dates = f"{counted(self.unread_dates, 'date')} not understood" if self.unread_dates else ""
        size_read = f"read the first {size(self.cut_at)}; `cap` allows more" if self.cut_at else ""
        return "; ".join(filter(None, (size_read, cut, dates)))


def state_of(connection: Connection, source: SourceId) -> SourceState:
    """Return how a source stands; one never polled has an empty state."""
    row = connection.execute(_OF_SOURCE, {"of": source}).one_or_none()
    return SourceState(source=source) if row is None else SourceState(**row._mapping)  # noqa: SLF001 -- public by its documentation


def source_states(connection: Connection) -> dict[SourceId, SourceState]:
    """Return how all sources stand that were ever polled, also those that have left the rules."""
    rows = connection.execute(select(sources))
    return {SourceId(row.source): SourceState(**row._mapping) for row in rows}  # noqa: SLF001


def some_readable(connection: Connection, *, limit: int) -> tuple[SourceState, ...]:
    """Return how at most `limit` of the sources stand that do not fail, in no order."""
    rows = connection.execute(_READABLE, {"most": limit})
    return tuple(SourceState(**row._mapping) for row in rows)  # noqa: SLF001


def last_good(connection: Connection) -> datetime | None:
    """Return when any source was last read; None if none ever was."""
    return connection.execute(select(func.max(sources.c.last_good))).scalar()


def save_state(connection: Connection, state: SourceState) -> None:
    """Replace a source's state as a whole."""
    values = {name: getattr(state, name) for name in SourceState.__slots__}
    upsert(connection, sources, [values], key=("source",))


def plan_poll(connection: Connection, source: SourceId, next_poll: datetime) -> None:
    """Note when a source is polled next; all else stays."""
    row = {"source": source, "next_poll": next_poll}
    upsert(connection, sources, [row], key=("source",))


def later(connection: Connection, now: datetime) -> dict[SourceId, datetime]:
    """Return which sources are polled later than now, and when.

    One whose last poll lies in the future is not among them: the clock was set back since.
    """
    rows = connection.execute(
        select(sources.c.source, sources.c.next_poll).where(
            sources.c.next_poll > now,
            or_(sources.c.last_poll.is_(None), sources.c.last_poll <= now + CLOCK_TOLERANCE),
        )
    )
    return {SourceId(row.source): row.next_poll for row in rows}


def held(connection: Connection, now: datetime) -> frozenset[SourceId]:
    """Return the sources that asked to be left alone until some time after `now`."""
    rows = connection.execute(select(sources.c.source).where(sources.c.held_until > now))
    return frozenset(SourceId(row.source) for row in rows)
