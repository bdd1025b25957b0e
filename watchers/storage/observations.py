"""Owner of the table `observations`: the numbers of series, the newest word on each time."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, Connection, Float, String, Table, select

from watchers.model.names import SourceId
from watchers.model.news import Observation
from watchers.storage.tables import UtcTime, metadata, upsert

observations = Table(
    "observations",
    metadata,
    Column("series", String, primary_key=True),
    Column("at", UtcTime, primary_key=True),
    Column("value", Float, nullable=False),
    Column("seen", UtcTime, nullable=False),
)


def add(connection: Connection, new: Iterable[Observation], now: datetime) -> None:
    """Remember numbers; one for a time that is known replaces it: publishers revise."""
    rows = [{"series": one.series, "at": one.at, "value": one.value, "seen": now} for one in new]
    upsert(connection, observations, rows, key=("series", "at"))


def since(
    connection: Connection, series: SourceId, start: datetime | None = None
) -> tuple[Observation, ...]:
    """Read the numbers of a series from a time on, oldest first."""
    query = select(observations).where(observations.c.series == series)
    if start is not None:
        query = query.where(observations.c.at >= start)
    return tuple(
        Observation(series=SourceId(row.series), at=row.at, value=row.value)
        for row in connection.execute(query.order_by(observations.c.at))
    )


def newest(connection: Connection, series: SourceId) -> Observation | None:
    """Read the last number of a series."""
    row = connection.execute(
        select(observations)
        .where(observations.c.series == series)
        .order_by(observations.c.at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Observation(series=SourceId(row.series), at=row.at, value=row.value)
