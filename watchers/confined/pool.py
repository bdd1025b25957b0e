"""The children that read strangers' bytes: quick documents beside one another, slow ones apart."""

import asyncio
import heapq
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from types import TracebackType
from typing import Any, Self, TypeVar

from watchers.confined.child import DEADLINE, PROCESSOR, Refusal
from watchers.confined.reader import ConfinedReader
from watchers.errors import OwnLimit
from watchers.protocols import Effort

T = TypeVar("T")

QUICK = timedelta(seconds=0.5)  # of the processor: nearly all documents take a hundredth of it
MOST_WAITING = 20  # slow documents: each keeps its body in memory meanwhile
IDLE = timedelta(minutes=1)  # after which a child ends that is one too many
_NICE = 10  # slow documents get what other work leaves of the processor


class ReaderPool:
    """Has documents read in a child for each core, and slow ones in another, one at a time.

    A document that takes more of the processor than `quick` is read from its start in the slow
    child, and so is at once what took so long before. What is new may be anything: one child is
    kept for sources that were read before, and small documents come before large. So one that is
    slow costs only what is new as well `quick` at most, once. The limits of the slow child are
    those of ConfinedReader. `children`, at least two, are those for quick documents.
    """

    def __init__(
        self,
        *,
        children: int | None = None,
        quick: timedelta = QUICK,
        idle: timedelta = IDLE,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._quick = quick
        self._most_waiting = most_waiting
        # One stays for good: to start one costs more than most documents do.
        readers = [
            ConfinedReader(processor=quick, idle=idle if number else None)
            for number in range(children or max(2, _cores()))
        ]
        self._most_new = len(readers) - 1
        self._new = 0  # documents of new sources that are being read
        self._slow = ConfinedReader(deadline=timedelta(seconds=60), idle=idle, nice=_NICE)
        self._waiting_slow = 0
        self._all = (*readers, self._slow)
        self._free = readers[::-1]  # the last one used is used first, so that others end
        self._line: list[tuple[bool, int, int, asyncio.Future[ConfinedReader]]] = []
        self._number = count()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for reader in self._all:
            await reader.__aexit__(kind, error, traceback)

    async def read(
        self,
        reader: str,
        content: bytes,
        settings: Mapping[str, object],
        make: Callable[[Any], T],
        effort: Effort | None = None,
    ) -> list[T]:
        """Read as ConfinedReader does; `effort` says what the last document of the source took.

        Raises Refusal, and OwnLimit where so many slow documents wait that this one would fill us.
        """
        effort = effort or Effort()
        if effort.seconds <= self._quick.total_seconds():
            try:
                async with self._quick_reader(content, effort) as quick:
                    return await quick.read(reader, content, settings, make, effort)
            except Refusal as e:
                # What is slow here and now may be read yet, where it keeps nobody waiting.
                if e.code not in {DEADLINE, PROCESSOR}:
                    raise
        if self._waiting_slow >= self._most_waiting:
            raise OwnLimit("many slow documents wait to be read, so this one was put off")
        self._waiting_slow += 1
        try:
            return await self._slow.read(reader, content, settings, make, effort)
        finally:
            self._waiting_slow -= 1

    @asynccontextmanager
    async def _quick_reader(self, content: bytes, effort: Effort) -> AsyncIterator[ConfinedReader]:
        new = not effort.known
        turn: asyncio.Future[ConfinedReader] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._line, (new, len(content), next(self._number), turn))
        self._hand_out()
        try:
            yield await turn
        finally:
            # Who stopped waiting may have been given one in the same moment.
            if turn.done() and not turn.cancelled():
                self._free.append(turn.result())
                self._new -= new
                self._hand_out()

    def _hand_out(self) -> None:
        """Give free children to those who wait."""
        while self._free and self._line:
            new, *_, turn = self._line[0]
            # What was read before stands before all that is new.
            if new and self._new >= self._most_new:
                return
            heapq.heappop(self._line)
            if not turn.done():
                self._new += new
                turn.set_result(self._free.pop())


def _cores() -> int:
    """Return how many cores this process may use; not all systems tell."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
