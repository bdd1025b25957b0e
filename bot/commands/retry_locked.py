"""Work in the database that somebody waits for: it ends in bounded time, done or not at all."""

import asyncio
from collections.abc import Awaitable, Callable
from threading import Lock
from typing import Generic, TypeVar

from watchers.errors import StorageBusy
from watchers.storage import Connection

T = TypeVar("T")


async def retry_locked(
    run: Callable[[Callable[[Connection], T]], Awaitable[T]],
    work: Callable[[Connection], T],
    *,
    seconds: float,
) -> T:
    """Have `run` (Database.write or read) do `work`, trying again while the database is locked.

    Raises StorageBusy after `seconds`; then `work` was not done and never will be. Once it has
    begun it is waited for: nobody is told "not done" of what is done a moment later.
    """
    clock = asyncio.get_running_loop().time
    end = clock() + seconds
    once = _Once(work)
    while True:
        running = asyncio.ensure_future(run(once))
        done, _ = await asyncio.wait({running}, timeout=max(0.0, end - clock()))
        if not done and once.give_up():
            running.cancel()
            raise StorageBusy("the database is locked, or has too much to do")
        try:
            return await running
        except StorageBusy:
            if clock() >= end:
                raise


class _Once(Generic[T]):
    """Work that is either begun or given up, never both."""

    def __init__(self, work: Callable[[Connection], T]) -> None:
        self._work = work
        self._lock = Lock()
        self._begun = False
        self._given_up = False

    def __call__(self, connection: Connection) -> T:
        with self._lock:
            if self._given_up:
                raise StorageBusy("nobody waits for this any more")
            self._begun = True
        return self._work(connection)

    def give_up(self) -> bool:
        """Stop it from beginning; returns False if it has begun, and so will be done."""
        with self._lock:
            self._given_up = not self._begun
            return self._given_up
