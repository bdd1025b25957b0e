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
    Column("series", String, primary_key=True),  # the source's id
    Column("at", UtcTime, primary_key=True),  # what the number is of, such as the first of a month
    Column("value", Float, nullable=False),
    Column("seen", UtcTime, nullable=False),  # when it was last written
)


def add_observations(connection: Connection, new: Iterable[Observation], now: datetime) -> None:
    """Write numbers; one for a time that is known replaces it, since publishers revise."""
    rows = [
        {"series": number.series, "at": number.at, "value": number.value, "seen": now}
        for number in new
    ]
    upsert(connection, observations, rows, key=("series", "at"))


def observations_since(
    connection: Connection, series: SourceId, start: datetime | None = None
) -> tuple[Observation, ...]:
    """Return the numbers of a series for `start` and later (None: all), oldest first."""
    query = select(observations).where(observations.c.series == series)
    if start is not None:
        query = query.where(observations.c.at >= start)
    return tuple(
        Observation(series=SourceId(row.series), at=row.at, value=row.value)
        for row in connection.execute(query.order_by(observations.c.at))
    )


def newest_observation(connection: Connection, series: SourceId) -> Observation | None:
    """Return the number of a series for the latest time; None if there is none yet."""
    row = connection.execute(
        select(observations)
        .where(observations.c.series == series)
        .order_by(observations.c.at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Observation(series=SourceId(row.series), at=row.at, value=row.value)
