"""The platforms as the verbs that only look need them: nobody is listened to."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.app.parts import utc_now
from bot.app.platforms import Platforms, connect_platforms
from bot.channels.console import ConsoleChannel
from bot.commands.service import CommandService
from bot.config import Settings
from watchers.rules.ruleset import RuleSet
from watchers.storage.database import Database
from watchers.storage.lock import make_folder


@contextmanager
def reachable(settings: Settings, rules: RuleSet) -> Iterator[Platforms]:
    """Give the platforms that tokens are set for, and the terminal. Raises StorageError."""
    make_folder(settings.data)
    terminal = ConsoleChannel(out=sys.stdout, history=settings.data / "terminal.history")
    with Database(settings.database) as database:
        service = CommandService(database, rules=lambda: rules, now=utc_now)
        yield connect_platforms(settings, service, terminal, now=utc_now, rng=random.Random())  # noqa: S311
