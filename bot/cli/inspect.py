"""The verb `feeds`, and how verbs ask the database."""

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from bot.app import utc_now
from bot.config import read_settings
from bot.queries import Standing, standings
from bot.render import lasting
from bot.storage import MIGRATIONS
from watchers.rules import RuleSet
from watchers.storage import Connection
from watchers.storage.database import Database

if TYPE_CHECKING:
    from rich.table import Table

T = TypeVar("T")


def show_feeds(rules: RuleSet, *, as_json: bool) -> None:
    """Print how each source of the rules stands."""
    found = asked(lambda connection: standings(connection, rules))
    now = utc_now()
    if as_json:
        for one in found:
            sys.stdout.write(json.dumps(_feed_json(one), ensure_ascii=False) + "\n")
        return
    from rich.console import Console

    Console().print(_feed_table(found, now))


def asked(work: Callable[[Connection], T]) -> T:
    """Ask the database; needs no lock, so a watch may be running meanwhile."""
    settings = read_settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    with Database(settings.database) as database:
        database.open(MIGRATIONS)
        return asyncio.run(database.read(work))


def _feed_table(found: tuple[Standing, ...], now: datetime) -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("source", "status", "items", "last look", "last new", "next look", "trouble"):
        table.add_column(heading, justify="right" if heading == "items" else "left")
    for one in found:
        state = one.state
        style = {"failed": "red", "waiting": "dim"}.get(state.status, "green")
        table.add_row(
            Text(one.source.name),
            Text(state.status, style=style),
            str(one.items),
            ago(state.last_look, now),
            ago(state.last_new, now),
            ""
            if state.next_look is None
            else f"in {lasting(max(state.next_look - now, now - now))}",
            Text(state.error),
        )
    return table


def ago(at: datetime | None, now: datetime) -> str:
    """Say how long ago something was."""
    return "never" if at is None else f"{lasting(now - at)} ago"


def _feed_json(one: Standing) -> dict[str, object]:
    state = one.state
    times = ("last_look", "last_good", "last_new", "next_look", "failing_since")
    return {
        "source": one.source.id,
        "title": one.source.name,
        "url": one.source.url,
        "status": state.status,
        "http_status": state.http_status,
        "items": one.items,
        "failures": state.failures,
        "error": state.error or None,
        **{name: at.isoformat() if (at := getattr(state, name)) else None for name in times},
    }
