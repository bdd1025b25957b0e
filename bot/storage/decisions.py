"""Owner of the table `decisions`: one disposition a signal and destination, silence included."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    bindparam,
    exists,
    func,
    insert,
    select,
)

from bot.model.alerts import Decision, Disposition
from bot.model.reasons import Reason
from watchers.errors import StorageError
from watchers.model.names import DestinationId, IndicatorId, ItemId, StoryId
from watchers.storage import signals
from watchers.storage.tables import UtcTime, metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A decision as people ask for it: who was (not) told of which indicator, and why."""

    indicator: IndicatorId
    destination: DestinationId
    disposition: Disposition
    reason: Reason
    at: datetime


_Code = TypeVar("_Code", bound=StrEnum)

NOBODY = DestinationId("")
_GLANCE = 500  # of the newest signals are looked at

decisions = Table(
    "decisions",
    metadata,
    Column("signal", BigInteger, ForeignKey("signals.id"), primary_key=True),
    Column("destination", String, primary_key=True),  # empty if nobody is to be told
    Column("disposition", String, nullable=False),  # a code of bot.model.alerts
    Column("reason", String, nullable=False),  # a code of bot.model.reasons
    Column("alert", BigInteger, ForeignKey("alerts.id")),  # NULL where nothing is told
    Column("at", UtcTime, nullable=False),
    Index(None, "alert"),
)

# Made once, since they are run for each report: to build one costs more than to run it.
_DECIDED = exists().where(decisions.c.signal == signals.signals.c.id)
_UNDECIDED = signals.select_signals(~_DECIDED)
# A search over all signals would grow with the years, each time that something moves.
_KINDS_UNDECIDED = (
    select(signals.signals.c.kind)
    .where(
        signals.signals.c.id > select(func.max(signals.signals.c.id) - _GLANCE).scalar_subquery(),
        ~_DECIDED,
    )
    .distinct()
)
_ADD = insert(decisions)
_INDICATORS_TOLD = (
    select(signals.signals.c.indicator)
    .join(decisions, decisions.c.signal == signals.signals.c.id)
    .where(
        signals.signals.c.story == bindparam("of"),
        decisions.c.destination == bindparam("to"),
        decisions.c.disposition != Disposition.DROP.value,
    )
)


def undecided(
    connection: Connection, *, limit: int, leave: Collection[str] = ()
) -> tuple[signals.StoredSignal, ...]:
    """Read signals that no decision was written for, oldest first, but for those of some kinds.

    Asked this way, not "those after the last one seen": with several writers on PostgreSQL the
    order of numbers is not the order of commits, and a late commit would be skipped for ever.
    """
    found = signals.read_signals(connection, _UNDECIDED, limit=limit)
    return tuple(stored for stored in found if stored.signal.kind not in leave)


def kinds_undecided(connection: Connection) -> frozenset[str]:
    """Return the kinds of signals that wait for a decision, looking at the newest only."""
    return frozenset(connection.execute(_KINDS_UNDECIDED).scalars())


def add(connection: Connection, new: Iterable[Decision], now: datetime) -> None:
    """Write decisions; a second one on the same signal and destination is an error of ours."""
    rows = [
        {
            "signal": decision.signal,
            "destination": decision.destination,
            "disposition": decision.disposition.value,
            "reason": decision.reason.value,
            "alert": decision.alert,
            "at": now,
        }
        for decision in new
    ]
    if rows:
        connection.execute(_ADD, rows)


def indicators_told(
    connection: Connection, story: StoryId, destination: DestinationId
) -> frozenset[IndicatorId]:
    """Return the indicators whose moves a destination was told of in a story."""
    rows = connection.execute(_INDICATORS_TOLD, {"of": story, "to": destination}).scalars()
    return frozenset(IndicatorId(indicator) for indicator in rows if indicator is not None)


def of_item(connection: Connection, item: ItemId) -> tuple[Told, ...]:
    """Read what was decided over the signals of one item, oldest first.

    Raises StorageError where a code is one that only a later release knows.
    """
    rows = connection.execute(
        select(
            signals.signals.c.indicator,
            decisions.c.destination,
            decisions.c.disposition,
            decisions.c.reason,
            decisions.c.at,
        )
        .join(decisions, decisions.c.signal == signals.signals.c.id)
        .where(signals.signals.c.item == item)
        .order_by(decisions.c.at, signals.signals.c.indicator)
    )
    return tuple(
        Told(
            indicator=IndicatorId(row.indicator),
            destination=DestinationId(row.destination),
            disposition=_read_code(Disposition, row.disposition),
            reason=_read_code(Reason, row.reason),
            at=row.at,
        )
        for row in rows
    )


def counts(connection: Connection) -> dict[Disposition, int]:
    """Return how many decisions fell each way; a way that none fell is left out.

    Raises StorageError where a code is one that only a later release knows.
    """
    rows = connection.execute(
        select(decisions.c.disposition, func.count()).group_by(decisions.c.disposition)
    )
    return {_read_code(Disposition, disposition): count for disposition, count in rows}


def _read_code(codes: type[_Code], stored: str) -> _Code:
    try:
        return codes(stored)
    except ValueError as e:
        raise StorageError(
            f"a decision in the database has the code {stored!r}, which this release of watchnext "
            "does not know: run the later one that wrote it"
        ) from e
