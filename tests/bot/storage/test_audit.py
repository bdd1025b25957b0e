import asyncio
from dataclasses import replace

from bot.storage import audit
from bot.storage.audit import AuditRecord
from tests.bot.fakes import NOON

CHANGE = AuditRecord(
    at=NOON,
    platform="slack",
    workspace="T1",
    member="U1",
    who="Anna",
    what="mute",
    subject="energy",
    before="not muted",
    after="muted until 2026-03-14 13:00 UTC",
)


def test_changes_are_read_back_newest_first_and_no_more_than_asked_for(database):
    """Who, when, what, before, after."""
    later = replace(CHANGE, what="unmute")

    def work(connection):
        for change in (CHANGE, CHANGE, later):
            audit.add(connection, change)
        return audit.newest(connection, limit=2)

    assert (later, CHANGE) == asyncio.run(database.write(work))
