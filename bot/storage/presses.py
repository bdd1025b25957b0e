"""Owner of the table `presses`: buttons pressed, so that each press is acted on once."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    Text,
    select,
    update,
)

from bot.model.cards import Card
from bot.model.commands import Press
from bot.storage.cards import dump_card, load_card
from watchers.storage.tables import UtcTime, insert_new, metadata

presses = Table(
    "presses",
    metadata,
    Column("platform", String, primary_key=True),
    Column("key", String, primary_key=True),  # the platform's id of this very press
    Column("action", String, nullable=False),  # a code of bot.model.commands.Action
    Column("alert", BigInteger, nullable=False),  # as pressed: it may name none of ours
    Column("member", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("answer", Text, nullable=False, server_default=""),  # a card; empty until it is done
)


def is_new(connection: Connection, press: Press, now: datetime) -> bool:
    """Record a press; False if it was recorded before, and was acted on.

    Call it in the transaction that acts on it: a second process waits for that to end.
    """
    row = {
        "platform": press.place.platform,
        "key": press.key,
        "action": press.action.value,
        "alert": press.alert,
        "member": press.member.id,
        "at": now,
    }
    return insert_new(connection, presses, row, key=("platform", "key"))


def settle(connection: Connection, press: Press, answer: Card) -> None:
    """Keep what was answered, for the same press when it is handed in again."""
    connection.execute(update(presses).where(*_same(press)).values(answer=dump_card(answer)))


def answer_to(connection: Connection, press: Press) -> Card | None:
    """Read what was answered to a press; None if that is not known. Raises StorageError."""
    answer = connection.execute(select(presses.c.answer).where(*_same(press))).scalar()
    return load_card(answer) if answer else None


def _same(press: Press) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return presses.c.platform == press.place.platform, presses.c.key == press.key
