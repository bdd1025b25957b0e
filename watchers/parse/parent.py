"""The parent's end of the child that reads feeds: one child, replaced when it fails."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from watchers.errors import BodyBroken, NotAFeed, SourceError
from watchers.model.news import Alias, Item
from watchers.model.rules import Source
from watchers.parse import wire
from watchers.protocols import Body, ParsedFeed

_REFUSALS: dict[str, type[SourceError]] = {"BodyBroken": BodyBroken, "NotAFeed": NotAFeed}
_FAREWELL = timedelta(seconds=1)
# The child reads no settings: nothing of ours but where Python finds its modules.
_PASSED_ON = ("LD_LIBRARY_PATH", "SYSTEMROOT")
# How many records are turned into Items before other tasks have their turn.
_RECORDS_A_TURN = 50


class _ChildLost(Exception):
    """The child died or talks nonsense."""


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class ChildParser:
    """A Parser whose work is done in a child process, so that no document can stall or fill us.

    Requests wait for one another. A document that takes longer than `deadline`, needs more than
    `memory` bytes or breaks the child costs itself only: the next one meets a fresh child. The
    child starts at first use and ends with the context, or with the parent however that dies.
    """

    def __init__(
        self,
        *,
        deadline: timedelta = timedelta(seconds=10),
        memory: int = 512 << 20,
        clock: Callable[[], datetime] = _wall_clock,
    ) -> None:
        self._deadline = deadline
        self._memory = memory
        self._clock = clock
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
            await self._dismiss()

    @property
    def pid(self) -> int | None:
        """The process id of the child, if one is running."""
        return self._child.pid if self._child and self._child.returncode is None else None

    async def parse(self, body: Body, source: Source) -> ParsedFeed:
        """Read the feed. Raises NotAFeed, or BodyBroken where it ends before its first item."""
        async with self._turn:
            # A child that read other documents may have died before this one came.
            again = self.pid is not None
            while True:
                try:
                    return await self._read(body, source)
                except _ChildLost as lost:
                    if not again:
                        raise NotAFeed(
                            f"{source.name} broke the reader of feeds",
                            http_status=body.http_status,
                        ) from lost
                    again = False

    async def _read(self, body: Body, source: Source) -> ParsedFeed:
        """Ask the child, and end it unless it answered in full."""
        seconds = self._deadline.total_seconds()
        answer: ParsedFeed | SourceError | None = None
        try:
            async with asyncio.timeout(seconds):
                answer = await self._ask(body, source)
        except TimeoutError as e:
            raise NotAFeed(
                f"{source.name} took longer than {seconds:g} s to read, so reading was stopped",
                http_status=body.http_status,
            ) from e
        finally:
            if answer is None:
                await self._kill()
        if isinstance(answer, SourceError):
            raise answer
        return answer

    async def _ask(self, body: Body, source: Source) -> ParsedFeed | SourceError:
        child = await self._running()
        if child.stdin is None or child.stdout is None:
            raise _ChildLost
        header = {
            "url": body.url,
            "content_type": body.content_type,
            "lang": source.lang,
            "now": self._clock().isoformat(),
        }
        try:
            child.stdin.writelines([wire.json_frame(header), wire.frame(body.content)])
            await child.stdin.drain()
            return await _answer(child.stdout, body, source)
        except (EOFError, KeyError, OSError, TypeError, ValueError) as e:
            raise _ChildLost from e

    async def _running(self) -> Process:
        if self._child is None or self._child.returncode is not None:
            await self._dismiss()
            self._child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "watchers.parse.child", str(self._memory)),
                stdin=PIPE,
                stdout=PIPE,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for the parent
            )
        return self._child

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
    while child.stdout is not None and await child.stdout.read(wire.MOST_REPLY_BYTES):
        pass
    await child.wait()


async def _answer(
    stream: asyncio.StreamReader, body: Body, source: Source
) -> ParsedFeed | SourceError:
    items: list[Item] = []
    while "key" in (record := json.loads(await _frame(stream))):
        items.append(_item(record, source))
        if len(items) % _RECORDS_A_TURN == 0:
            await asyncio.sleep(0)
    if "refused" in record:
        return _REFUSALS[record["refused"]](record["message"], http_status=body.http_status)
    return ParsedFeed(title=record["feed"], items=tuple(items))


async def _frame(stream: asyncio.StreamReader) -> bytes:
    (length,) = wire.LENGTH.unpack(await stream.readexactly(wire.LENGTH.size))
    if length > wire.MOST_REPLY_BYTES:
        raise ValueError("no reply is that long")
    return await stream.readexactly(length)


def _item(record: dict[str, Any], source: Source) -> Item:
    published = record["published"]
    return Item(
        source=source.id,
        key=record["key"],
        aliases=tuple(Alias(kind, digest) for kind, digest in record["aliases"]),
        title=record["title"],
        summary=record["summary"],
        url=record["url"],
        author=record["author"],
        lang=record["lang"],
        published=datetime.fromisoformat(published) if published else None,
        categories=tuple(record["categories"]),
    )


def _environment() -> dict[str, str]:
    paths = [os.path.abspath(p) for p in sys.path]  # noqa: PTH100 - sys.path holds strings
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
    }
