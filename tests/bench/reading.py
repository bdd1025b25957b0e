"""Measures reading beside feedparser: `python -m tests.bench.reading`.

Real captures of ten items or more, bytes to Items through the confined child, against
feedparser's parse alone, in turns. Processor time, the child's included. Fails below the floor.
"""

import asyncio
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import feedparser

from tests.watchers.confined.test_confined import poll
from tests.watchers.parse.test_parse_real_feeds import FEEDS, NO_FEEDS
from watchers.confined.reader import ConfinedReader

FLOOR = 4
ROUNDS = 5
LEAST_ITEMS = 10


def main() -> None:
    """Print milliseconds a feed of both, and how many times the reader is faster."""
    captures = [f.read_bytes() for f in FEEDS if _is_capture(f)]
    if not captures:
        sys.exit("the shared feeds are not here: WATCHNEXT_SHARED says where")
    ours, theirs = [], []
    # A round starts a child of its own, whose start is not counted: it reads thousands of feeds.
    for _ in range(ROUNDS):
        ours.append(asyncio.run(_through_child(captures)))
        theirs.append(_spent(lambda: [feedparser.parse(io.BytesIO(c)) for c in captures]))
    one, other = min(ours) / len(captures), min(theirs) / len(captures)
    print(
        f"{len(captures)} captures: bytes to Items {one * 1e3:.2f} ms a feed,"
        f" feedparser {other * 1e3:.1f} ms: {other / one:.1f} times"
    )
    if other / one < FLOOR:
        sys.exit(f"the floor is {FLOOR} times")


def _is_capture(file: Path) -> bool:
    if file.name in NO_FEEDS or file.suffix == ".json":
        return False
    return len(feedparser.parse(io.BytesIO(file.read_bytes())).entries) >= LEAST_ITEMS


async def _through_child(captures: list[bytes]) -> float:
    """Return the processor's time of both processes for one poll of each."""
    async with ConfinedReader() as reader:
        for content in captures:  # warm
            await poll(reader, content)
        before = _cpu(reader.pid)
        for content in captures:
            await poll(reader, content)
        return _cpu(reader.pid) - before


def _cpu(pid: int | None) -> float:
    """Return the seconds that this process and the child have used, from /proc."""
    fields = Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()
    return time.process_time() + int(fields[0]) / 1e9


def _spent(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


if __name__ == "__main__":
    main()
