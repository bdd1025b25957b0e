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
from watchers.model import Alias, Item, Source
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
            used = self.pid is not None
            try:
                return await self._read(body, source)
            except _ChildLost as lost:
                if not used:
                    raise _broke(body, source) from lost
            # It may have died before this document came: the document is tried once more.
            try:
                return await self._read(body, source)
            except _ChildLost as lost:
                raise _broke(body, source) from lost

    async def _read(self, body: Body, source: Source) -> ParsedFeed:
        """Ask the child, and end it unless it answered in full."""
        answered = False
        try:
            async with asyncio.timeout(self._deadline.total_seconds()):
                items, last = await self._ask(body, source)
            answered = True
        except TimeoutError as e:
            seconds = self._deadline.total_seconds()
            raise NotAFeed(
                f"{source.name} took longer than {seconds:g} s to read, so reading was stopped",
                http_status=body.http_status,
            ) from e
        finally:
            if not answered:
                await self._kill()
        if "refused" in last:
            kind = _REFUSALS.get(last["refused"], NotAFeed)
            raise kind(last["message"], http_status=body.http_status)
        return ParsedFeed(title=last["feed"], items=tuple(items))

    async def _ask(self, body: Body, source: Source) -> tuple[list[Item], dict[str, Any]]:
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
            return await _replies(child.stdout, source)
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
                await child.wait()
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
        await child.wait()


async def _replies(
    stream: asyncio.StreamReader, source: Source
) -> tuple[list[Item], dict[str, Any]]:
    items: list[Item] = []
    while "key" in (record := json.loads(await _frame(stream))):
        items.append(_item(record, source))
        if len(items) % _RECORDS_A_TURN == 0:
            await asyncio.sleep(0)
    return items, record


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


def _broke(body: Body, source: Source) -> NotAFeed:
    return NotAFeed(f"{source.name} broke the reader of feeds", http_status=body.http_status)


def _environment() -> dict[str, str]:
    paths = [os.path.abspath(p) for p in sys.path]  # noqa: PTH100 - sys.path holds strings
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
    }
