"""Puts the parts together over a data folder."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version

import structlog

from bot.alerts.route import operators, route
from bot.app.open_files import allow_open_files
from bot.app.platforms import Platforms
from bot.commands.admission import Admission
from bot.commands.service import CommandService
from bot.config import Settings, read_environment
from bot.errors import SettingsWrong
from bot.model.alerts import State
from bot.outbox.sender import Outbox
from bot.protocols import Commands
from bot.storage import queue
from bot.storage.migrate import MIGRATIONS
from watchers.confined.pool import ReaderPool
from watchers.fetch.client import HttpFetcher
from watchers.fetch.transport import GuardedTransport, named_trust, shipped_trust
from watchers.model.names import SourceId
from watchers.model.rules import Source
from watchers.pipeline import PollRecord
from watchers.polling.next_poll import SHORTEST
from watchers.polling.poller import Poller
from watchers.protocols import DocumentReader, Fetcher, Watcher
from watchers.rules.ruleset import RuleSet
from watchers.sources.catalog import KINDS
from watchers.sources.watcher import SourceWatcher
from watchers.storage import items
from watchers.storage.database import Database
from watchers.storage.lock import data_folder
from watchers.web_address import parse_address

log = structlog.get_logger()

Connect = Callable[[Commands], Platforms]


def utc_now() -> datetime:
    """Return what time it is, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class InForce:
    """Since when the rules are as they are."""

    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What runs: the poller on the watchers' side, the outbox on the bot's."""

    database: Database
    poller: Poller
    outbox: Outbox
    news: asyncio.Event  # set when signals were written
    platforms: Platforms
    in_force: InForce

    @property
    def rules(self) -> RuleSet:
        """The rules as they are now, every destination reachable."""
        return self.poller.rules

    def use(self, rules: RuleSet) -> None:
        """Go by other rules from now on; what is meant for no platform here, the terminal tells."""
        routed = route(rules, self.platforms.channels)
        for destination in routed.instead:
            log.info("told in the terminal instead", destination=destination.id)
        self.poller.use(routed.rules)
        self.in_force.since = utc_now()


UNREACHED = (
    "No source can be reached: is the network up? If it has a proxy, HTTPS_PROXY must name it"
)


class Reachability:
    """Notices when no source at all can be reached any more."""

    def __init__(self) -> None:
        self._unreached: set[SourceId] = set()
        self._said = False

    def lost(self, recorded: PollRecord, sources: Mapping[SourceId, Source]) -> bool:
        """Take what a poll came to; return whether this is the moment to say that all are away.

        True once, and again only after one was reached.
        """
        if recorded.reached:
            self._unreached.clear()
            self._said = False
            return False
        self._unreached.add(recorded.source.id)
        asked = {id_ for id_, source in sources.items() if not source.off}
        lost = not self._said and asked <= self._unreached
        self._said = self._said or lost
        return lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How much is in the database, for the last line of a run."""

    items: int  # of all sources
    sent: int  # deliveries, digests among them
    waiting: int  # deliveries that are still to be sent


@asynccontextmanager
async def assembled(
    settings: Settings,
    rules: RuleSet,
    connect: Connect,
    *,
    on_poll: Callable[[PollRecord], None] = lambda _recorded: None,
) -> AsyncIterator[Parts]:
    """Put the parts together over the data folder, which is ours alone meanwhile.

    `connect` gives the platforms; it is called once the folder is there, with where they hand in
    what people ask. Raises StorageError (AlreadyRunning) if folder or database cannot be used.
    """
    allow_open_files()
    with data_folder(settings.data), Database(settings.database) as database:
        database.open(MIGRATIONS)
        async with (
            fetcher_for(settings, read_environment()) as fetcher,
            ReaderPool() as reader,
        ):
            news = asyncio.Event()
            reach = Reachability()

            def polled(recorded: PollRecord) -> None:
                on_poll(recorded)
                if reach.lost(recorded, poller.rules.sources):
                    log.error(UNREACHED)
                if recorded.signals:
                    news.set()

            poller = Poller(
                database,
                rules,
                _watchers(fetcher, reader),
                now=utc_now,
                rng=random.Random(),  # noqa: S311 -- spreads load; nothing is kept secret by it
                on_poll=polled,
                on_move=news.set,
                shortest=partial(_shortest, allow=settings.allow),
            )
            parts = _with_bot(settings, database, poller, connect, news)
            await parts.outbox.recover()
            yield parts


def fetcher_for(settings: Settings, environment: Mapping[str, str]) -> HttpFetcher:
    """Return what asks the web, not yet opened.

    Raises SettingsWrong where the authorities that the environment names cannot be read.
    """
    file, folder = environment.get("SSL_CERT_FILE", ""), environment.get("SSL_CERT_DIR", "")
    try:
        trust = named_trust(file, folder) if file or folder else shipped_trust()
    except OSError as e:  # ssl.SSLError is one
        name = "SSL_CERT_FILE" if file else "SSL_CERT_DIR"
        raise SettingsWrong(
            f"{name} cannot be read as certificates ({type(e).__name__}); "
            "name a file of authorities in PEM, or take it out of the environment"
        ) from e
    return HttpFetcher(
        allow=settings.allow,
        version=version("watchnext"),
        environment=environment,
        transport=GuardedTransport(settings.allow, trust=trust),
    )


def _with_bot(
    settings: Settings, database: Database, poller: Poller, connect: Connect, news: asyncio.Event
) -> Parts:
    """Put the bot's half together: who answers, where cards go, and who sends them."""
    in_force = InForce(since=utc_now())
    to_send = asyncio.Event()
    service = CommandService(
        database,
        rules=lambda: poller.rules,
        now=utc_now,
        admission=Admission(workspaces=settings.workspaces),
        since=lambda: in_force.since,
        changed=to_send.set,
    )
    platforms = connect(service)
    outbox = Outbox(
        database,
        platforms.channels,
        now=utc_now,
        rng=random.Random(),  # noqa: S311 -- as above
        operators=lambda: operators(poller.rules),
        news=to_send,
    )
    parts = Parts(
        database=database,
        poller=poller,
        outbox=outbox,
        news=news,
        platforms=platforms,
        in_force=in_force,
    )
    parts.use(poller.rules)
    return parts


def _watchers(fetcher: Fetcher, reader: DocumentReader) -> Mapping[str, Watcher]:
    """Return the watcher of each kind of source, by its name (feed, series)."""
    return {kind.name: SourceWatcher(kind, fetcher, reader, utc_now) for kind in KINDS}


async def kept(database: Database) -> Kept:
    """Count what the database holds."""
    remembered = await database.read(items.counts)
    states = await database.read(queue.counts)
    waiting = (State.PENDING, State.RETRY, State.UNCLEAR, State.SENDING)
    return Kept(
        items=sum(remembered.values()),
        sent=states.get(State.SENT, 0),
        waiting=sum(states.get(state, 0) for state in waiting),
    )


def _shortest(source: Source, allow: frozenset[str]) -> timedelta:
    """Return the shortest interval of a source: servers named in WATCHNEXT_ALLOW are our own."""
    return timedelta(0) if parse_address(source.url).authority in allow else SHORTEST
