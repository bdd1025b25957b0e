"""The parent's end of the child that reads strangers' bytes: one child, replaced when it fails."""

import asyncio
import errno
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Any, Self, TypeVar

from watchers.confined.child import (
    BROKEN,
    DEADLINE,
    LENGTH,
    MOST_REPLY_BYTES,
    PROCESSOR,
    Refusal,
    frame,
    json_frame,
)
from watchers.errors import OwnLimit
from watchers.protocols import Effort

T = TypeVar("T")

_MAIN = "from watchers.confined.child import main; main({}, {}, {})"
_FAREWELL = timedelta(seconds=1)
# The child reads no settings: nothing of ours but where Python finds its modules.
_PASSED_ON = ("LD_LIBRARY_PATH", "SYSTEMROOT")
_LONGEST = 3600.0  # seconds: no deadline of ours is longer
# The system has no room for another child: files of ours or of all, processes, memory.
_NO_ROOM = {errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM}
# How many records are made into values before other tasks have their turn: about a millisecond.
_RECORDS_A_TURN = 50


class _ChildLost(Exception):
    """The child died or talks nonsense."""


class ConfinedReader:
    """Has strangers' bytes read in a child process, so that no document can stall or fill us.

    Requests wait for one another. A document that takes longer than `deadline` by the clock or
    `processor` of computing, needs more than `memory` bytes beyond those of the idle child, or
    breaks the child costs itself only: the next one meets a fresh child. The child starts at
    first use, is told nothing of our environment, and ends with the context, with the parent
    however that dies, or when it had nothing to read for `idle`. `nice` is how far it stands back
    behind other processes.
    """

    def __init__(
        self,
        *,
        deadline: timedelta = timedelta(seconds=10),
        processor: timedelta = timedelta(seconds=10),
        memory: int = 448 << 20,
        idle: timedelta | None = None,
        nice: int = 0,
    ) -> None:
        self._deadline = deadline
        self._processor = processor
        self._memory = memory
        self._idle = idle
        self._nice = nice
        self._rest: asyncio.TimerHandle | None = None
        self._turn = asyncio.Lock()
        self._child: Process | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        async with self._turn:
            if self._rest is not None:
                self._rest.cancel()
            await self._dismiss()

    @property
    def pid(self) -> int | None:
        """The process id of the child, if one is running."""
        return self._child.pid if self._child and self._child.returncode is None else None

    async def read(
        self,
        reader: str,
        content: bytes,
        settings: Mapping[str, object],
        make: Callable[[Any], T],
        effort: Effort | None = None,
    ) -> list[T]:
        """Return what `make` makes of each record that `reader` ("module:function") reads.

        `settings` are what JSON can spell. The records come from a process that met hostile
        bytes: `make` must bear any JSON, and may raise KeyError, TypeError or ValueError, which
        counts as a broken child. `effort` then says what it took. Raises Refusal, with the
        reader's own code, or with DEADLINE, PROCESSOR, MEMORY or BROKEN; and OwnLimit where the
        system has no room for a child.
        """
        request = [json_frame({"reader": reader, "settings": settings}), frame(content)]
        effort = effort or Effort()
        async with self._turn:
            if self._rest is not None:
                self._rest.cancel()
            # A child that read other documents may have died before this one came.
            again = self.pid is not None
            while True:
                try:
                    return await self._attempt(request, make, effort)
                except _ChildLost as lost:
                    if not again:
                        raise Refusal(BROKEN, "broke the reader") from lost
                    again = False
                finally:
                    self._rest_later()

    async def _attempt(
        self, request: list[bytes], make: Callable[[Any], T], effort: Effort
    ) -> list[T]:
        """Ask the child, and end it unless it answered in full."""
        answered = False
        child = await self._running()
        effort.seconds = self._processor.total_seconds()  # at most, where the child does not say
        try:
            async with asyncio.timeout(self._deadline.total_seconds()):
                answer, effort.seconds = await _ask(child, request, make)
                answered = True
        except TimeoutError as e:
            seconds = self._deadline.total_seconds()
            raise Refusal(
                DEADLINE, f"took longer than {seconds:g} s to read, so reading was stopped"
            ) from e
        except _ChildLost:
            await self._dismiss()
            if child.returncode == -signal.SIGPROF:
                seconds = self._processor.total_seconds()
                raise Refusal(PROCESSOR, f"takes more than {seconds:g} s to read") from None
            raise
        finally:
            if not answered:
                await self._kill()
        if isinstance(answer, Refusal):
            raise answer
        return answer

    async def _running(self) -> Process:
        if self._child is None or self._child.returncode is not None:
            await self._dismiss()
            start = _MAIN.format(self._memory, self._processor.total_seconds(), self._nice)
            try:
                self._child = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-P", "-c", start),
                    stdin=PIPE,
                    stdout=PIPE,
                    env=_environment(),
                    start_new_session=True,  # Ctrl-C is for the parent
                )
            except OSError as e:
                if e.errno not in _NO_ROOM:
                    raise
                raise OwnLimit(
                    f"this machine has no room for the reader of documents ({e.strerror})"
                ) from e
        return self._child

    def _rest_later(self) -> None:
        """End the child when it had nothing to read for long."""
        if self._idle is None:
            return
        if self._rest is not None:
            self._rest.cancel()
        loop = asyncio.get_running_loop()
        self._rest = loop.call_later(
            self._idle.total_seconds(), lambda: loop.create_task(self._end_idle())
        )

    async def _end_idle(self) -> None:
        async with self._turn:
            await self._dismiss()

    async def _kill(self) -> None:
        if self._child is not None:
            with suppress(ProcessLookupError):
                self._child.kill()
            await self._dismiss()

    async def _dismiss(self) -> None:
        """End the child by closing its input; kill it if it does not go."""
        child, self._child = self._child, None
        if child is None:
            return
        if child.stdin is not None:
            child.stdin.close()
        try:
            async with asyncio.timeout(_FAREWELL.total_seconds()):
                await _ended(child)
        except TimeoutError:
            with suppress(ProcessLookupError):
                child.kill()
            await _ended(child)


async def _ended(child: Process) -> None:
    # Since Python 3.12 wait() also waits for the pipes, and one that is full never seems to end.
    while child.stdout is not None and await child.stdout.read(MOST_REPLY_BYTES):
        pass
    await child.wait()


async def _ask(
    child: Process, request: list[bytes], make: Callable[[Any], T]
) -> tuple[list[T] | Refusal, float]:
    """Give what the child answered, and the seconds of the processor that it took by its word."""
    if child.stdin is None or child.stdout is None:
        raise _ChildLost
    try:
        child.stdin.writelines(request)
        await child.stdin.drain()
        return await _answer(child.stdout, make)
    except (EOFError, KeyError, OSError, TypeError, ValueError) as e:
        raise _ChildLost from e


async def _answer(
    stream: asyncio.StreamReader, make: Callable[[Any], T]
) -> tuple[list[T] | Refusal, float]:
    made: list[T] = []
    while "records" in (reply := json.loads(await _next_frame(stream))):
        for record in reply["records"]:
            made.append(make(record))
            if len(made) % _RECORDS_A_TURN == 0:
                await asyncio.sleep(0)
    seconds = float(reply["end"])
    if not 0 <= seconds < _LONGEST:
        raise ValueError("nothing takes that long")
    if "refused" in reply:
        return Refusal(reply["refused"], reply["message"]), seconds
    return made, seconds


async def _next_frame(stream: asyncio.StreamReader) -> bytes:
    (length,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
    if length > MOST_REPLY_BYTES:
        raise ValueError("no reply is that long")
    return await stream.readexactly(length)


def _environment() -> dict[str, str]:
    paths = [os.path.abspath(p) for p in sys.path]  # noqa: PTH100 - sys.path holds strings
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
    }
