"""The verb `feeds`, and how verbs ask the database."""

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import TypeVar

from bot.app.parts import utc_now
from bot.config import read_settings
from bot.queries.feeds import Standing, standings
from bot.storage import MIGRATIONS
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection
from watchers.storage.database import Database
from watchers.storage.lock import make_folder
from watchers.words import ago, lasting

T = TypeVar("T")


def show_feeds(rules: RuleSet, *, as_json: bool) -> None:
    """Print how each source of the rules stands."""
    found = read_database(lambda connection: standings(connection, rules))
    now = utc_now()
    if as_json:
        for one in found:
            sys.stdout.write(json.dumps(_feed_json(one), ensure_ascii=False) + "\n")
        return
    from bot.cli.printer import Printer

    headings = ("source", "status", "items", "last look", "last new", "next look", "trouble")
    Printer(sys.stdout).bare_table(headings, [_feed_row(one, now) for one in found])


def read_database(work: Callable[[Connection], T]) -> T:
    """Return what `work` reads, while a watch may be running. Raises StorageError."""
    settings = read_settings()
    make_folder(settings.data)
    with Database(settings.database) as database:
        database.open(MIGRATIONS)
        return asyncio.run(database.read(work))


def no_query(rules: RuleSet, indicator: str) -> str:
    """Say why an indicator cannot be asked, and what helps."""
    if indicator in rules.indicators:
        return f"The indicator {indicator} is off, or has no query.\n"
    near = get_close_matches(indicator, rules.queries, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(rules.queries)}"
    return f"There is no indicator {indicator[:60]}; {hint}\n"


def _feed_row(one: Standing, now: datetime) -> tuple[str, ...]:
    state = one.state
    due = state.next_poll and lasting(max(state.next_poll - now, timedelta(0)))
    return (
        one.source.name,
        state.status,
        str(one.items),
        _ago(state.last_poll, now),
        _ago(state.last_new, now),
        f"in {due}" if due else "",
        state.error,
    )


def _ago(moment: datetime | None, now: datetime) -> str:
    return "never" if moment is None else ago(moment, now)


def _feed_json(one: Standing) -> dict[str, object]:
    state = one.state
    times = {
        "last_look": state.last_poll,
        "last_good": state.last_good,
        "last_new": state.last_new,
        "next_look": state.next_poll,
        "failing_since": state.failing_since,
    }
    return {
        "source": one.source.id,
        "title": one.source.name,
        "url": one.source.url,
        "status": state.status,
        "http_status": state.http_status,
        "items": one.items,
        "failures": state.failures,
        "error": state.error or None,
        **{name: at.isoformat() if at else None for name, at in times.items()},
    }
