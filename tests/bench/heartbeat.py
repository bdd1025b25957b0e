"""Measures how long the loop stands still: `python -m tests.bench.heartbeat`.

One look that brings a thousand new items, all of which match; and rules of two thousand indicators
that are saved while we run. Fails where the loop computes for too long without a turn of others.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.app.parts import assembled
from bot.app.platforms import Platforms
from bot.app.running import run
from bot.log import start_log
from tests.bench.running import desk_settings
from tests.bot.fakes import FakeChannel
from tests.flow.site import Report, rss, site
from watchers.rules.load import read_rules

STALL = 0.1  # seconds
BEAT = 0.005


class Heartbeat:
    """A task that wants its turn all the time, and notes what was computed while it waited.

    By the process, whose other threads keep the interpreter from the loop; by the loop itself; and
    how long it waited by the clock, which on a busy machine counts others' work as well.
    """

    def __init__(self) -> None:
        self.restart()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._beat())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._task.cancel()

    def __str__(self) -> str:
        return (
            f"{self.longest * 1000:.0f} ms at most ({self.longest_own * 1000:.0f} by the loop's own"
            f" computing, {self.longest_wait * 1000:.0f} by the clock)"
        )

    def restart(self) -> None:
        """Forget what was."""
        self.longest = self.longest_own = self.longest_wait = 0.0

    async def _beat(self) -> None:
        while True:
            clock = time.monotonic()
            computed, own = time.process_time(), time.thread_time()
            await asyncio.sleep(BEAT)
            self.longest = max(self.longest, time.process_time() - computed)
            self.longest_own = max(self.longest_own, time.thread_time() - own)
            self.longest_wait = max(self.longest_wait, time.monotonic() - clock - BEAT)


def main() -> None:
    """Run both, and compare with the bound."""
    start_log("error")
    with tempfile.TemporaryDirectory() as folder:
        longest = asyncio.run(_beaten(Path(folder)))
    if longest > STALL:
        sys.exit(f"the bound is {STALL} s")


async def _beaten(folder: Path) -> float:
    """Return the longest stall of the two."""
    file = folder / "rules.yaml"
    with site() as web:
        web.pages["wire"] = rss(Report("Rain", guid="rain"))
        file.write_text(_rules(web.url("wire"), 1), encoding="utf-8")
        rules = read_rules(file.read_text(encoding="utf-8"), str(file))
        settings = desk_settings(folder / "data", web.host)
        channel = FakeChannel()
        platforms = Platforms(channels={channel.name: channel})
        async with assembled(settings, rules, lambda _: platforms) as parts, Heartbeat() as heart:
            stop = asyncio.Event()
            running = asyncio.create_task(run(parts, stop, file))
            await asyncio.sleep(3)
            print(f"{'start':<24}{heart}")
            heart.restart()
            news = (Report(f"Gas deal {n} of the day", guid=f"{n}") for n in range(1_000))
            web.pages["wire"] = rss(*news)
            await _until(lambda: bool(channel.posted))
            await asyncio.sleep(5)
            print(f"{'1,000 new items':<24}{heart}")
            longest = heart.longest
            heart.restart()
            before = parts.rules
            file.write_text(_rules(web.url("wire"), 2_000), encoding="utf-8")
            await _until(lambda: parts.rules is not before)
            await asyncio.sleep(3)
            print(f"{'2,000 rules':<24}{heart}")
            stop.set()
            await running
    return max(longest, heart.longest)


async def _until(reached: Callable[[], bool]) -> None:
    while not reached():  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0.1)


def _rules(url: str, count: int) -> str:
    indicators = "".join(
        f'  gas{n}: {{query: gas OR (pipeline{n} AND "north {n}")}}\n' for n in range(count)
    )
    return f"sources: {{wire: {{feed: {url}, every: 1s}}}}\nindicators:\n{indicators}"


if __name__ == "__main__":
    main()
