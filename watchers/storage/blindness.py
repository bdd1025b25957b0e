"""Owner of the table `blind_indicators`: whose sources all fail or are silent, and since when."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, bindparam, delete, select

from watchers.model.names import IndicatorId
from watchers.storage.tables import UtcTime, metadata, upsert

blind_indicators = Table(
    "blind_indicators",
    metadata,
    Column("indicator", String, primary_key=True),
    Column("since", UtcTime, nullable=False),  # when the last of its sources went dark
)

_ALL = select(blind_indicators)
_FORGET = delete(blind_indicators).where(blind_indicators.c.indicator == bindparam("of"))


def read_blind(connection: Connection) -> dict[IndicatorId, datetime]:
    """Return the indicators that were said to be blind, and since when."""
    return {IndicatorId(row.indicator): row.since for row in connection.execute(_ALL)}


def add_blind(connection: Connection, blind: Iterable[tuple[IndicatorId, datetime]]) -> None:
    """Remember that these are said to be blind since then."""
    rows = [{"indicator": indicator, "since": since} for indicator, since in blind]
    upsert(connection, blind_indicators, rows, key=("indicator",))


def forget_blind(connection: Connection, gone: Iterable[IndicatorId]) -> None:
    """Forget that these are blind: they see again, or have left the rules."""
    rows = [{"of": indicator} for indicator in gone]
    if rows:
        connection.execute(_FORGET, rows)
