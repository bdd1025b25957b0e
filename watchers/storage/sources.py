"""Owner of the table `sources`: how each source stands, and when it is polled next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

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
    select,
    update,
)

from watchers.model.names import Cursor, SourceId
from watchers.model.news import MOST_ITEMS, Poll
from watchers.model.rules import Source
from watchers.rhythm import pace
from watchers.storage.tables import UtcTime, metadata, upsert
from watchers.words import counted, size

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
_UNCHANGED = (
    update(sources)
    .where(sources.c.source == bindparam("of"))
    .values(
        cursor=bindparam("cursor"),
        last_poll=bindparam("now"),
        last_good=bindparam("now"),
        next_poll=bindparam("next"),
        http_status=bindparam("http_status"),
        status="unchanged",
        held_until=None,
        failures=0,
        failing_since=None,
        error="",
    )
)
_READABLE = (
    select(sources)
    .where(sources.c.failures == 0, sources.c.last_good.is_not(None))
    .limit(bindparam("most"))
)
_OTHERS = select(func.count(), func.max(sources.c.last_good)).where(
    sources.c.source != bindparam("but"), sources.c.last_poll >= bindparam("since")
)
_OF_SOURCES = select(sources).where(sources.c.source.in_(bindparam("ids", expanding=True)))


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
    def usual_gap(self) -> timedelta | None:
        """Its rhythm as a length of time."""
        return None if self.rhythm is None else timedelta(seconds=self.rhythm)

    def pace_of(self, source: Source, now: datetime) -> timedelta:
        """Return how long to wait between two looks at `source`, if nothing else is in the way."""
        last_new = self.last_new or self.first_look or now
        return pace(source.every, source.seldom, self.usual_gap, now - last_new)

    @property
    def left_out(self) -> str:
        """What of the document last read was not, in words; empty if nothing."""
        total = MOST_ITEMS + self.beyond_cap
        cut = f"read the first {MOST_ITEMS:,} of {total:,} items" if self.beyond_cap else ""
        dates = f"{counted(self.unread_dates, 'date')} not understood" if self.unread_dates else ""
        size_read = f"read the first {size(self.cut_at)}; `cap` allows more" if self.cut_at else ""
        return "; ".join(filter(None, (size_read, cut, dates)))


class PlannedPoll(NamedTuple):
    """When a source was polled last and is polled next, and until when it is left alone."""

    last: datetime | None
    next: datetime | None
    held_until: datetime | None


def state_of(connection: Connection, source: SourceId) -> SourceState:
    """Return how a source stands; one never polled has an empty state."""
    row = connection.execute(_OF_SOURCE, {"of": source}).one_or_none()
    return SourceState(source=source) if row is None else SourceState(**row._mapping)  # noqa: SLF001 -- public by its documentation


def states_of(connection: Connection, ids: Collection[SourceId]) -> dict[SourceId, SourceState]:
    """Return how these sources stand; one never polled has an empty state."""
    rows = connection.execute(_OF_SOURCES, {"ids": list(ids)})
    states = {SourceId(row.source): SourceState(**row._mapping) for row in rows}  # noqa: SLF001
    return {id_: states.get(id_, SourceState(source=id_)) for id_ in ids}


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


def all_unread_since(connection: Connection, since: datetime, *, but: SourceId) -> bool:
    """Whether other sources than `but` were asked since `since`, and none of them was read."""
    others, good = connection.execute(_OTHERS, {"but": but, "since": since}).one()
    return bool(others) and (good is None or good <= since)


def save_state(connection: Connection, state: SourceState) -> None:
    """Replace a source's state as a whole."""
    values = {name: getattr(state, name) for name in SourceState.__slots__}
    upsert(connection, sources, [values], key=("source",))


def plan_polls(connection: Connection, planned: Mapping[SourceId, datetime]) -> None:
    """Note when sources are polled next; all else stays."""
    rows = [{"source": source, "next_poll": at} for source, at in planned.items()]
    upsert(connection, sources, rows, key=("source",))


def note_unchanged(
    connection: Connection, polls: Sequence[Poll], at_of: Mapping[SourceId, datetime], now: datetime
) -> None:
    """Note polls that found nothing new, and when the next ones are; all else stays."""
    connection.execute(
        _UNCHANGED,
        [
            {
                "of": poll.source,
                "cursor": poll.cursor,
                "now": now,
                "next": at_of[poll.source],
                "http_status": poll.http_status,
            }
            for poll in polls
        ],
    )


def planned(connection: Connection) -> dict[SourceId, PlannedPoll]:
    """Return what was planned for each source that was ever polled, or is to be."""
    rows = connection.execute(
        select(sources.c.source, sources.c.last_poll, sources.c.next_poll, sources.c.held_until)
    )
    return {SourceId(id_): PlannedPoll(*times) for id_, *times in rows}
