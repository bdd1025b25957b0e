"""The composition root: builds the parts and runs them together."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version

import structlog

from bot.alerts import follow
from bot.alerts.route import route
from bot.config import Settings
from bot.model import State
from bot.outbox import Outbox
from bot.protocols import Channel
from bot.storage import MIGRATIONS, deliveries
from watchers.fetch.client import HttpFetcher
from watchers.model import Source
from watchers.parse import ChildParser
from watchers.pipeline import Recorded
from watchers.rules import RuleSet
from watchers.schedule import SHORTEST, Lookout, Schedule
from watchers.sources import FeedWatcher
from watchers.storage import items
from watchers.storage.database import Database
from watchers.storage.lock import data_folder

log = structlog.get_logger()

DRAIN = timedelta(seconds=10)  # for what is still to be sent when we are stopped
GATHER = timedelta(seconds=0.2)  # reports of one story that come together are decided together


def utc_now() -> datetime:
    """Say what time it is."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What runs: the lookout on the watchers' side, the outbox on the bot's."""

    database: Database
    rules: RuleSet
    lookout: Lookout
    outbox: Outbox
    news: asyncio.Event  # set when signals were written


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is in the database, for the last line of a run."""

    items: int
    told: int
    waiting: int


@asynccontextmanager
async def assembled(
    settings: Settings,
    rules: RuleSet,
    connect: Callable[[], Mapping[str, Channel]],
    *,
    told: Callable[[Recorded], None] = lambda _recorded: None,
) -> AsyncIterator[Parts]:
    """Put the parts together over the data folder, which is ours alone meanwhile.

    `connect` gives the channels by name; it is called once the folder is there. Raises
    StorageError (AlreadyRunning) if the folder or the database cannot be used.
    """
    news = asyncio.Event()

    def looked(recorded: Recorded) -> None:
        told(recorded)
        if recorded.signals:
            news.set()

    with data_folder(settings.data), Database(settings.database) as database:
        database.open(MIGRATIONS)
        channels = connect()
        routed = route(rules, channels)
        for destination in routed.instead:
            log.info("told in the terminal instead", destination=destination.id)
        rng = random.Random()  # noqa: S311 -- spreads load; nothing is kept secret by it
        async with (
            HttpFetcher(allow=settings.allow, version=version("watchnext")) as fetcher,
            ChildParser() as parser,
        ):
            lookout = Lookout(
                database,
                routed.rules,
                {"feed": FeedWatcher(fetcher, parser, utc_now)},
                now=utc_now,
                rng=rng,
                told=looked,
                moved=news.set,
                shortest=partial(_shortest, allow=settings.allow),
            )
            outbox = Outbox(database, channels, now=utc_now, rng=rng)
            await outbox.recover()
            yield Parts(
                database=database, rules=routed.rules, lookout=lookout, outbox=outbox, news=news
            )


async def once(parts: Parts) -> tuple[Recorded, ...]:
    """Look at every source once and tell what comes of it."""
    recorded = await parts.lookout.look_at_all()
    await tell(parts)
    return recorded


async def tell(parts: Parts) -> datetime | None:
    """Decide over all that is undecided and send all that may be sent now.

    Says when more may be sent, or None if nothing waits.
    """
    while await parts.database.write(partial(follow, rules=parts.rules, now=utc_now())):
        pass
    return await parts.outbox.drain()


async def run(parts: Parts, stop: asyncio.Event) -> None:
    """Watch and tell until `stop`; then tell what is known already, for ten seconds at most."""
    async with asyncio.TaskGroup() as group:
        group.create_task(Schedule(parts.lookout).run(stop))
        group.create_task(_keep_telling(parts, stop))
    try:
        async with asyncio.timeout(DRAIN.total_seconds()):
            await tell(parts)
    except TimeoutError:
        log.warning("stopped before all was sent; the rest is sent at the next start")


async def _keep_telling(parts: Parts, stop: asyncio.Event) -> None:
    while not stop.is_set():
        parts.news.clear()
        later = await tell(parts)
        idle = None if later is None else max(0.0, (later - utc_now()).total_seconds())
        await _first_of(parts.news, stop, within=idle)
        if not stop.is_set():
            await _first_of(stop, within=GATHER.total_seconds())


async def _first_of(*events: asyncio.Event, within: float | None) -> None:
    """Return when one of the events is set, or the seconds are over."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


def stop_on_signals() -> asyncio.Event:
    """Give an event that SIGINT or SIGTERM sets; a second SIGINT ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked, number)
    return stop


async def kept(database: Database) -> Kept:
    """Count what the database holds."""
    remembered = await database.read(items.counts)
    states = await database.read(deliveries.counts)
    waiting = (State.PENDING, State.RETRY, State.UNCLEAR, State.SENDING)
    return Kept(
        items=sum(remembered.values()),
        told=states.get(State.SENT, 0),
        waiting=sum(states.get(state, 0) for state in waiting),
    )


def _shortest(source: Source, allow: frozenset[str]) -> timedelta:
    """Give the shortest interval for a source: servers named in WATCHNEXT_ALLOW are our own."""
    host = source.url.split("//", 1)[-1].split("/", 1)[0]
    return timedelta(0) if host in allow else SHORTEST
