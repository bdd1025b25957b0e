"""Runs the parts: once, or until somebody stops it; rules that are saved meanwhile are used."""

import asyncio
import contextlib
import gc
import signal
from collections.abc import Coroutine
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from bot.alerts.follow import BATCH, follow
from bot.alerts.route import operators
from bot.app.parts import Parts, utc_now
from bot.app.platforms import troubles
from bot.channels.spelling import PLATFORMS
from bot.outbox.trouble import tell_operators
from bot.outbox.waiting import first_of
from bot.render.notices import refused_card
from bot.storage import decisions
from watchers.errors import RuleMistakes, StorageError
from watchers.model.signals import (
    BlindFigures,
    FirstLookFigures,
    SeesAgainFigures,
    SourceBackFigures,
    SourceFailingFigures,
)
from watchers.pipeline import PollRecord
from watchers.polling.schedule import Schedule
from watchers.rules.watch import saved_rules

log = structlog.get_logger()

DRAIN = timedelta(seconds=4)  # for what is still to be sent when we are stopped
LEAVE = timedelta(seconds=1.5)  # for platforms to hang up; containers are killed after ten in all
PAUSE = timedelta(seconds=5)  # after the database could not be used
GATHER = timedelta(seconds=0.1)  # reports of one story that come together are decided together
SWARM = timedelta(seconds=2)  # for what comes of many sources at once, as at the first start
IN_SWARMS = frozenset(
    {
        FirstLookFigures.kind,
        SourceFailingFigures.kind,
        SourceBackFigures.kind,
        BlindFigures.kind,
        SeesAgainFigures.kind,
    }
)
ONCE = timedelta(seconds=60)  # for a single round to send what platforms want sent slowly


async def once(parts: Parts) -> tuple[PollRecord, ...]:
    """Poll every source once and tell what comes of it, for a minute at most.

    Returns what each poll brought. Raises StorageError.
    """
    try:
        recorded = await Schedule(parts.poller).poll_all()
        ends = utc_now() + ONCE
        while (later := await tell(parts)) and later < ends:
            await _sleep_until(later)
    finally:
        await _leave(parts)
    return recorded


async def _sleep_until(later: datetime) -> None:
    await asyncio.sleep(max(0.0, (later - utc_now()).total_seconds()))


async def tell(parts: Parts) -> datetime | None:
    """Decide over all that is undecided and send all that may be sent now.

    Returns when more may be sent, or None if nothing waits. Raises StorageError.
    """
    await decide(parts)
    return await parts.outbox.drain()


async def decide(parts: Parts, leave: frozenset[str] = frozenset()) -> None:
    """Decide over what is undecided but for these kinds, and wake the outbox.

    Raises StorageError.
    """
    # A batch a transaction: a long one would keep polls and commands from writing.
    work = partial(follow, rules=parts.rules, now=utc_now(), leave=leave)
    while await parts.database.write(work) == BATCH:
        pass
    parts.outbox.notify()


async def run(parts: Parts, stop: asyncio.Event, rules: Path | None = None) -> None:
    """Watch, tell and answer until `stop`; then tell what is known, for four seconds at most.

    With `rules` what is saved there meanwhile is used.
    """
    # What is loaded by now stays. To look through all of it for garbage takes the collector a tenth
    # of a second, in which nothing else is done (docs.python.org/3/library/gc.html#gc.freeze).
    gc.freeze()
    for platform in parts.platforms.connected:
        await platform.start()
    try:
        async with asyncio.timeout(None) as patience, asyncio.TaskGroup() as group:
            group.create_task(_lose_patience(stop, patience))
            group.create_task(Schedule(parts.poller).run(stop))
            group.create_task(_keep_deciding(parts, stop))
            group.create_task(parts.outbox.run(stop))
            group.create_task(_until(stop, _report_troubles(parts)))
            if rules is not None:
                group.create_task(_until(stop, follow_file(parts, rules)))
        async with asyncio.timeout_at(patience.when()):
            await tell(parts)
    except (TimeoutError, StorageError):
        log.warning("stopped before all was sent; the rest is sent at the next start")
    finally:
        await _leave(parts)


async def _lose_patience(stop: asyncio.Event, patience: asyncio.Timeout) -> None:
    """From `stop` on wait no longer than DRAIN: what is being sent is looked for at the start."""
    await stop.wait()
    patience.reschedule(asyncio.get_running_loop().time() + DRAIN.total_seconds())


async def _leave(parts: Parts) -> None:
    """Hang up on every platform at once, whether it answers or not."""
    leaving = [asyncio.create_task(platform.stop()) for platform in parts.platforms.connected]
    if leaving:
        _, late = await asyncio.wait(leaving, timeout=LEAVE.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*leaving, return_exceptions=True)


async def _until(stop: asyncio.Event, work: Coroutine[object, object, None]) -> None:
    """Let work end with `stop` at the latest; what it raises is raised."""
    working = asyncio.create_task(work)
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
    for task in (working, stopped):
        task.cancel()
    # Awaited for what it raises: a fault of it must end the run.
    with contextlib.suppress(asyncio.CancelledError):
        await working


async def _report_troubles(parts: Parts) -> None:
    """Log at the start which destinations cannot be used, not with the first alert."""
    wrong_by_place = await troubles(tuple(parts.rules.destinations.values()), parts.platforms)
    for name, wrong in wrong_by_place.items():
        for each in wrong:
            log.error("cannot be used", where=name, why=each)


async def _keep_deciding(parts: Parts, stop: asyncio.Event) -> None:
    clock = asyncio.get_running_loop().time
    swarm_ends: float | None = None
    while not stop.is_set():
        parts.news.clear()
        try:
            # What comes of many sources at once becomes one card, if it is decided at once. News
            # does not wait for that.
            if (
                swarm_ends is None
                and await parts.database.read(decisions.kinds_undecided) & IN_SWARMS
            ):
                swarm_ends = clock() + SWARM.total_seconds()
            if swarm_ends is not None and clock() >= swarm_ends:
                swarm_ends = None
                await decide(parts)
            else:
                await decide(parts, leave=IN_SWARMS)
        except StorageError as e:
            log.error("not decided yet", why=str(e))  # noqa: TRY400 - the reason is all there is
            await first_of(stop, within=PAUSE.total_seconds())
            continue
        left = None if swarm_ends is None else max(0.0, swarm_ends - clock())
        await first_of(parts.news, stop, within=left)
        await first_of(stop, within=GATHER.total_seconds())


async def follow_file(parts: Parts, file: Path) -> None:
    """Use what is saved at `file` as soon as it is sound; never ends.

    A file with a mistake in it leaves the rules as they are, and operators hear of it.
    """
    async for saved in saved_rules(file, parts.rules, PLATFORMS):
        if isinstance(saved, RuleMistakes):
            await _refuse(parts, saved)
        else:
            parts.use(saved)
            # What waits for a decision is decided by the rules of now.
            parts.news.set()
            log.info("rules in force", version=saved.version, indicators=len(saved.indicators))


async def _refuse(parts: Parts, wrong: RuleMistakes) -> None:
    first = wrong.mistakes[0]
    log.error("rules refused", file=first.file or wrong.file, line=first.line, why=first.message)
    now = utc_now()
    card = refused_card(wrong.file, wrong.mistakes, since=parts.in_force.since, seen=now)
    to = operators(parts.rules)
    try:
        await parts.database.write(partial(tell_operators, card=card, operators=to, now=now))
    except StorageError as e:
        log.error("operators not told", why=str(e))  # noqa: TRY400 - the reason is all there is
        return
    parts.outbox.notify()


def stop_on_signals() -> asyncio.Event:
    """Return an event that SIGINT or SIGTERM sets; the same again ends the process."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop_once(number: signal.Signals) -> None:
        stop.set()
        # The next one meets Python's own handler: who is in a hurry need not wait for us.
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop_once, number)
    return stop
