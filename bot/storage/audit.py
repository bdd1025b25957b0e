"""Owner of the table `audit`: who changed what from chat, and what it was before. Append-only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, Integer, String, Table, Text, insert, select

from watchers.storage.tables import UtcTime, metadata

audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("platform", String, nullable=False),
    Column("workspace", String, nullable=False),
    Column("member", String, nullable=False),  # the platform's id, which it vouches for
    Column("who", Text, nullable=False),  # what people called them then
    Column("what", String, nullable=False),  # mute, unmute, acknowledge or vote
    Column("subject", String, nullable=False),  # an indicator, or "story 12"
    Column("before", Text, nullable=False),  # for people, as `after`: no code reads it
    Column("after", Text, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One change: `what` was done to `subject`, which was `before` and is `after`; as text."""

    at: datetime
    platform: str
    workspace: str
    member: str
    who: str
    what: str
    subject: str
    before: str
    after: str


def add(connection: Connection, change: AuditRecord) -> None:
    """Write a change down, in the transaction that makes it."""
    connection.execute(
        insert(audit).values({name: getattr(change, name) for name in AuditRecord.__slots__})
    )


def newest(connection: Connection, *, limit: int) -> tuple[AuditRecord, ...]:
    """Read the last changes, the newest first."""
    rows = connection.execute(select(audit).order_by(audit.c.id.desc()).limit(limit))
    return tuple(
        AuditRecord(**{name: getattr(row, name) for name in AuditRecord.__slots__}) for row in rows
    )
