"""Owner of the table `signals`: append-only; written in the transaction of what caused them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    func,
    insert,
    select,
)
from sqlalchemy.engine import Row

from watchers.model import IndicatorId, ItemId, Signal, SignalId, SignalKind, SourceId, StoryId
from watchers.storage.metadata import UtcTime, metadata

signals = Table(
    "signals",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("kind", String, nullable=False),
    Column("source", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("indicator", String, index=True),
    Column("item", BigInteger, ForeignKey("items.id"), index=True),
    Column("story", BigInteger, ForeignKey("stories.id"), index=True),
    Column("figures", JSON),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSignal:
    """A signal with the id that decisions refer to."""

    id: SignalId
    signal: Signal


def append(connection: Connection, new: Iterable[Signal]) -> None:
    """Write signals; call it in the transaction of their cause."""
    rows = [
        {
            "kind": signal.kind.value,
            "source": signal.source,
            "at": signal.at,
            "indicator": signal.indicator,
            "item": signal.item,
            "story": signal.story,
            "figures": None if signal.figures is None else dict(signal.figures),
        }
        for signal in new
    ]
    if rows:
        connection.execute(insert(signals), rows)


def where(
    connection: Connection, condition: ColumnElement[bool], *, limit: int
) -> tuple[StoredSignal, ...]:
    """Read the signals that fulfil `condition`, oldest first."""
    rows = connection.execute(select(signals).where(condition).order_by(signals.c.id).limit(limit))
    return tuple(_stored(row) for row in rows)


def latest_moves(
    connection: Connection, indicator: IndicatorId | None = None, *, limit: int
) -> tuple[StoredSignal, ...]:
    """Read the signals of the indicators, or of one, the newest first."""
    chosen = select(signals).where(_of(indicator)).order_by(signals.c.id.desc()).limit(limit)
    return tuple(_stored(row) for row in connection.execute(chosen))


def last_moves(connection: Connection) -> dict[IndicatorId, datetime]:
    """Say when each indicator moved last."""
    rows = connection.execute(
        select(signals.c.indicator, func.max(signals.c.at))
        .where(_of(None))
        .group_by(signals.c.indicator)
    )
    return {IndicatorId(indicator): at for indicator, at in rows}


def moves(connection: Connection, since: datetime) -> dict[IndicatorId, int]:
    """Count the moves of each indicator since then: reports of one story are one move."""
    rows = connection.execute(
        select(signals.c.indicator, func.count(_ONE_MOVE.distinct()))
        .where(_of(None), signals.c.at >= since)
        .group_by(signals.c.indicator)
    )
    return {IndicatorId(indicator): count for indicator, count in rows}


def moves_by_day(
    connection: Connection, since: datetime, indicator: IndicatorId | None = None
) -> dict[IndicatorId, dict[date, int]]:
    """Count the moves of the indicators, or of one, since then on each day of UTC."""
    day = func.date(signals.c.at)
    rows = connection.execute(
        select(signals.c.indicator, day, func.count(_ONE_MOVE.distinct()))
        .where(_of(indicator), signals.c.at >= since)
        .group_by(signals.c.indicator, day)
    )
    found: dict[IndicatorId, dict[date, int]] = {}
    for name, when, count in rows:
        # SQLite gives a day as text, PostgreSQL as a date.
        found.setdefault(IndicatorId(name), {})[date.fromisoformat(str(when)[:10])] = count
    return found


# A story is one move however many report it; what moves without a story (a count, a silence) is
# one each. Negative, so that it meets no story's number.
_ONE_MOVE = func.coalesce(signals.c.story, -signals.c.id)


def _of(indicator: IndicatorId | None) -> ColumnElement[bool]:
    if indicator is None:
        return signals.c.indicator.is_not(None)
    return signals.c.indicator == indicator


def _stored(row: Row[tuple[object, ...]]) -> StoredSignal:
    return StoredSignal(
        id=SignalId(row.id),
        signal=Signal(
            kind=SignalKind(row.kind),
            source=SourceId(row.source),
            at=row.at,
            indicator=None if row.indicator is None else IndicatorId(row.indicator),
            item=None if row.item is None else ItemId(row.item),
            story=None if row.story is None else StoryId(row.story),
            figures=row.figures,
        ),
    )
