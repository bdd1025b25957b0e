"""Owner of the table `signals`: append-only; written in the transaction of what caused them."""

from collections.abc import Iterable
from dataclasses import dataclass

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
    insert,
    select,
)

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
    return tuple(
        StoredSignal(
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
        for row in rows
    )
