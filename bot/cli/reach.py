"""The database and the platforms, for verbs that answer and end. A watch may be running beside."""

import asyncio
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from bot.app.parts import utc_now
from bot.app.platforms import Platforms, connect_platforms
from bot.channels.console.channel import ConsoleChannel
from bot.commands.service import CommandService
from bot.config import Settings, read_settings
from bot.storage.migrate import MIGRATIONS
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection
from watchers.storage.database import Database
from watchers.storage.lock import make_folder

T = TypeVar("T")


def read_database(work: Callable[[Connection], T]) -> T:
    """Return what `work` reads of the database, which is made where there is none.

    A watch may be running on it. Raises StorageError if it cannot be opened or read.
    """
    settings = read_settings()
    make_folder(settings.data)
    with Database(settings.database) as database:
        database.open(MIGRATIONS)
        return asyncio.run(database.read(work))


@contextmanager
def reachable(settings: Settings, rules: RuleSet) -> Iterator[Platforms]:
    """Yield the platforms that tokens are set for, and the terminal; nobody is listened to.

    Whoever uses one stops it. Nothing is written. Raises StorageError if DATABASE_URL is wrong.
    """
    terminal = ConsoleChannel(out=sys.stdout, history=Path(os.devnull))
    with Database(settings.database) as database:
        service = CommandService(database, rules=lambda: rules, now=utc_now)
        yield connect_platforms(settings, service, terminal, now=utc_now, rng=random.Random())  # noqa: S311
