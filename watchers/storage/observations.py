"""Owner of the table `observations`: the numbers of series, the newest word on each time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Float, Row, String, Table, select

from watchers.model.names import SourceId
from watchers.model.news import Observation
from watchers.storage.tables import UtcTime, metadata, upsert

observations = Table(
    "observations",
    metadata,
    Column("series", String, primary_key=True),  # the source's id
    Column("at", UtcTime, primary_key=True),  # what the number is of, such as the first of a month
    Column("value", Float, nullable=False),
    Column("seen", UtcTime, nullable=False),  # when its publisher first said so
    Column("revised_from", Float),  # what was said before, if anything else was
)


def add_observations(connection: Connection, new: Iterable[Observation], now: datetime) -> None:
    """Write numbers that are new; one for a time that is known revises it. Others stay."""
    numbers = list(new)
    known = {
        (row.series, row.at): row.value
        for series in {number.series for number in numbers}
        for row in connection.execute(select(observations).where(observations.c.series == series))
    }
    rows = [
        {
            "series": number.series,
            "at": number.at,
            "value": number.value,
            "seen": now,
            "revised_from": known.get((number.series, number.at)),
        }
        for number in numbers
        if known.get((number.series, number.at)) != number.value
    ]
    upsert(connection, observations, rows, key=("series", "at"))


def observations_since(
    connection: Connection, series: SourceId, start: datetime | None = None
) -> tuple[Observation, ...]:
    """Return the numbers of a series for `start` and later (None: all), oldest first."""
    query = select(observations).where(observations.c.series == series)
    if start is not None:
        query = query.where(observations.c.at >= start)
    return tuple(map(_observation, connection.execute(query.order_by(observations.c.at))))


def _observation(row: Row[Any]) -> Observation:
    return Observation(
        series=SourceId(row.series), at=row.at, value=row.value, revised_from=row.revised_from
    )
