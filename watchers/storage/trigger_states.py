"""Owner of the table `trigger_states`: how each trigger stands; it fires once until it resets.

A trigger is known by its indicator and by what it asks; what is not asked differently goes on as
it was, whatever else changes in the rules.
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import JSON, Boolean, Column, Connection, String, Table, delete, select

from watchers.model.names import IndicatorId
from watchers.model.news import TriggerState
from watchers.storage.tables import UtcTime, metadata, stamped, unstamped, upsert

trigger_states = Table(
    "trigger_states",
    metadata,
    Column("indicator", String, primary_key=True),
    Column("trigger", String, primary_key=True),  # its state_key: kind and settings
    Column("began", UtcTime, nullable=False),  # when it was first asked
    Column("active", Boolean, nullable=False),  # it fired, and has not reset since
    Column("memory", JSON, nullable=False),  # versioned; its keys are the kind's own
)

Key = tuple[IndicatorId, str]


def read_states(
    connection: Connection, indicators: Collection[IndicatorId] | None = None
) -> dict[Key, TriggerState]:
    """Read how triggers stand: all, or those of these indicators.

    Raises StorageError if a later release wrote what one of them remembers.
    """
    query = select(trigger_states)
    if indicators is not None:
        query = query.where(trigger_states.c.indicator.in_(list(indicators)))
    return {
        (IndicatorId(row.indicator), row.trigger): TriggerState(
            began=row.began,
            active=row.active,
            memory=unstamped(row.memory, of="what a trigger remembers"),
        )
        for row in connection.execute(query)
    }


def save_states(connection: Connection, changed: Mapping[Key, TriggerState]) -> None:
    """Write how triggers stand; all others stay as they are."""
    rows = [
        {
            "indicator": indicator,
            "trigger": trigger,
            "began": state.began,
            "active": state.active,
            "memory": stamped(state.memory),
        }
        for (indicator, trigger), state in changed.items()
    ]
    upsert(connection, trigger_states, rows, key=("indicator", "trigger"))


def forget_states(connection: Connection, gone: Iterable[Key]) -> None:
    """Forget triggers that left the rules: if one comes back it begins anew."""
    for indicator, trigger in gone:
        connection.execute(
            delete(trigger_states).where(
                trigger_states.c.indicator == indicator, trigger_states.c.trigger == trigger
            )
        )
