import asyncio

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.storage import audit, decisions, deliveries, feedback, mutes, presses
from watchers.storage import (
    aliases,
    items,
    matches,
    observations,
    signals,
    sources,
    stories,
    trigger_states,
)
from watchers.storage.tables import metadata

OWNERS = (
    *(audit, decisions, deliveries, feedback, mutes, presses),
    *(aliases, items, matches, observations, signals, sources, stories, trigger_states),
)


def test_the_migrations_make_the_tables_that_the_owners_describe(database):
    """Column for column, key for key: what is written works on what is made."""
    assert all((owner.__doc__ or "").startswith("Owner of the table") for owner in OWNERS)

    def compared(connection):
        return compare_metadata(MigrationContext.configure(connection), metadata)

    found = asyncio.run(database.read(compared))

    assert [] == [
        change
        for change in found
        # The two tables in which Alembic keeps how far it came are nobody's.
        if not (change[0] == "remove_table" and change[1].name.endswith("_version"))
    ]
