"""A small world for the demo: seven outlets on loopback, and a clock that drives their story."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.demo.outlets import LENGTH, OUTLETS
from bot.demo.server import feed_server
from watchers.model.names import SourceId
from watchers.model.rules import Source

SECONDS_A_MINUTE = 2.5  # of real time for a minute of the story, at pace 1.0
LINGER = 1.0  # story minutes in which the last report can still be fetched
LATEST_START = 5.0  # seconds after the first request the story waits for outlets nobody asked


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the demo watches. `allow` names the one private address that it may fetch from."""

    sources: tuple[Source, ...]
    allow: frozenset[str]
    over: Callable[[], Awaitable[None]]  # returns when the last report could be fetched a moment


@asynccontextmanager
async def demo_world(pace: float = 1.0, *, began: datetime | None = None) -> AsyncIterator[World]:
    """Serve the story while the block runs; at `pace` 2.0 it goes twice as fast.

    The story stands still until every source was asked once, so that the first looks find only
    what is old. From then on it takes 17.5 seconds at pace 1.0.
    """
    clock = _StoryClock(SECONDS_A_MINUTE / pace)
    began = began or datetime.now(UTC)
    async with feed_server(clock.minute, began, clock.requested) as port:
        yield World(
            sources=tuple(
                Source(
                    id=SourceId(outlet.id),
                    url=f"http://127.0.0.1:{port}/{outlet.id}",
                    title=outlet.name,
                    every=timedelta(seconds=1),
                    lang=outlet.lang,
                    tier=outlet.tier,
                )
                for outlet in OUTLETS
            ),
            allow=frozenset({f"127.0.0.1:{port}"}),
            over=clock.over,
        )


class _StoryClock:
    """Story minutes by the event loop's clock, from when every outlet was asked once."""

    def __init__(self, seconds_a_minute: float) -> None:
        self._seconds_a_minute = seconds_a_minute
        self._loop = asyncio.get_running_loop()
        self._waiting_for = {outlet.id for outlet in OUTLETS}
        self._began: float | None = None
        self._running = asyncio.Event()

    def requested(self, outlet: str) -> None:
        if len(self._waiting_for) == len(OUTLETS):
            self._loop.call_later(LATEST_START, self._start)
        self._waiting_for.discard(outlet)
        if not self._waiting_for:
            self._start()

    def minute(self) -> float:
        if self._began is None:
            return 0.0
        return (self._loop.time() - self._began) / self._seconds_a_minute

    async def over(self) -> None:
        await self._running.wait()
        await asyncio.sleep((LENGTH + LINGER - self.minute()) * self._seconds_a_minute)

    def _start(self) -> None:
        if self._began is None:
            self._began = self._loop.time()
            self._running.set()
