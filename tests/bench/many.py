"""Measures many sources at once: `python -m tests.bench.many --feeds 10000`.

Runs the program against feeds on loopback and prints how long the first round took, what memory
all its processes hold at most, and how long the loop stood still. Then, with `--seconds`, whether
the pace of `--every` is held. Fails where a bound is broken.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from bot.app.parts import assembled
from bot.app.platforms import Platforms
from bot.app.running import run
from bot.log import start_log
from tests.bench.feed_server import Feeds, served
from tests.bench.heartbeat import Heartbeat
from tests.bench.running import desk_settings, percentile
from tests.bench.world import shipped_rules
from tests.bot.fakes import FakeChannel
from watchers.pipeline import PollRecord
from watchers.rules.load import read_rules

MEMORY = 250  # MiB, of all processes
FIRST_ROUND = 120.0  # seconds
STALL = 0.1  # seconds of the loop's own computing


def main() -> None:
    """Run, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--every", default="15m")
    parser.add_argument("--seconds", type=float, default=0.0, help="after the first round")
    asked = parser.parse_args()
    start_log("error")
    with served(asked.feeds) as feeds, tempfile.TemporaryDirectory() as folder:
        broken = asyncio.run(_watched(feeds, Path(folder), asked.every, asked.seconds))
    sys.exit("; ".join(broken) or None)


async def _watched(feeds: Feeds, folder: Path, every: str, seconds: float) -> list[str]:
    urls = {f"feed{n}": url for n, url in enumerate(feeds.addresses())}
    rules = read_rules(shipped_rules(urls, every=every), "rules.yaml")
    del urls
    settings = desk_settings(folder, ",".join(feeds.hosts))
    polled: dict[str, list[float]] = {}
    failed: list[str] = []

    def note(recorded: PollRecord) -> None:
        polled.setdefault(recorded.source.id, []).append(time.monotonic())
        failed.extend([recorded.error] if recorded.error else [])

    platforms = Platforms(channels={"terminal": FakeChannel()})
    started, most = time.monotonic(), 0.0
    program = assembled(settings, rules, lambda _: platforms, on_poll=note)
    async with program as parts, Heartbeat() as heart:
        stop = asyncio.Event()
        running = asyncio.create_task(run(parts, stop))
        while len(polled) < feeds.count and not running.done():
            await asyncio.sleep(0.5)
            most = max(most, _memory())
        took = time.monotonic() - started
        first_stall = heart.longest
        print(
            f"{feeds.count} sources: first round {took:.0f} s, {time.process_time():.0f} s of the"
            f" processor here; {most:.0f} MiB; the loop stood {heart}"
        )
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            await asyncio.sleep(1)
            most = max(most, _memory())
        stop.set()
        await running
    if seconds:
        gaps = [b - a for times in polled.values() for a, b in pairwise(times)]
        print(f"{len(gaps)} gaps: p50 {percentile(gaps, 50):.1f} s, most {max(gaps):.1f} s")
        print(f"the loop stood {heart}")
    bounds = {
        f"more than {MEMORY} MiB": most > MEMORY,
        f"a first round of more than {FIRST_ROUND:g} s": took > FIRST_ROUND,
        f"a loop that computes for more than {STALL} s": first_stall > STALL,
        f"{len(failed)} failed polls: {failed[:1]}": bool(failed),
    }
    return [what for what, broken in bounds.items() if broken]


def _memory() -> float:
    """Return MiB of this process and its children; shared pages count once."""
    tasks = Path("/proc/self/task").glob("*/children")
    children = [pid for task in tasks for pid in task.read_text().split()]
    total = 0
    for pid in [os.getpid(), *children]:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line[:4] == "Pss:")
    return total / 1024


if __name__ == "__main__":
    main()
