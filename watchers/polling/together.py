"""Has written down together what comes at about the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST = 50  # at a time: the writer is to be free for others soon
PATIENCE = 0.2  # seconds that the first one waits for others


class Together(Generic[T, R]):
    """Gathers values until all who take part have given theirs, then has them written at once.

    `write` gives a result for each, in their order. It is not waited for longer than PATIENCE, and
    no more than MOST are written at a time.
    """

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        self._write = write
        self._parties = 0
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._writing: set[asyncio.Future[Sequence[R]]] = set()

    @contextmanager
    def party(self) -> Iterator[None]:
        """Take part: others wait for us until we have settled or left."""
        self._parties += 1
        try:
            yield
        finally:
            self._parties -= 1
            self._flush_if_all()

    async def settle(self, value: T) -> R:
        """Return what came of writing a value; raises what `write` raised. Call it in `party`."""
        loop = asyncio.get_running_loop()
        result: asyncio.Future[R] = loop.create_future()
        self._waiting.append((value, result))
        if self._timer is None:
            self._timer = loop.call_later(PATIENCE, self._flush)
        if len(self._waiting) >= MOST:
            self._flush()
        else:
            # Not before those have their turn who begin in the same moment.
            loop.call_soon(self._flush_if_all)
        return await result

    def _flush_if_all(self) -> None:
        if self._waiting and len(self._waiting) >= self._parties:
            self._flush()

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        batch, self._waiting = self._waiting, []
        work = self._write([value for value, _ in batch])
        writing = asyncio.ensure_future(work)
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)
        writing.add_done_callback(partial(_answer, [result for _, result in batch]))


def _answer(waiting: Sequence[asyncio.Future[R]], written: asyncio.Future[Sequence[R]]) -> None:
    """Give each its result; who was cancelled meanwhile wants none, but it was written."""
    left = [result for result in waiting if not result.done()]
    if written.cancelled():
        for result in left:
            result.cancel()
    elif (error := written.exception()) is not None:
        for result in left:
            result.set_exception(error)
    else:
        for result, value in zip(waiting, written.result(), strict=True):
            if not result.done():
                result.set_result(value)
