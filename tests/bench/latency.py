"""Measures how long people wait: `python -m tests.bench.latency`.

From an item's appearance in a feed's bytes, and from the fetch of them, to the receipt of each
platform, with sources that are polled every second; and from a slash command to its
acknowledgement, while news comes in and while another process holds the database's lock.
"""

import argparse
import random
import sqlite3
import tempfile
import time
from collections import defaultdict
from http import HTTPStatus
from pathlib import Path

from tests.fakes.discord.markdown import seen
from tests.fakes.slack.live import shown_in
from tests.flow.both import Bureau, bureau
from tests.waiting import until


def main() -> None:
    """Measure, and print medians and the slowest of a hundred."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=60)
    parser.add_argument("--commands", type=int, default=200)
    asked = parser.parse_args()
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder, bureau(Path(folder)) as desk:
        desk.start()
        until(lambda: desk.slack.sockets.open and desk.discord.gateway.sockets, 30)
        for what, waits in _news(desk, asked.items, rng).items():
            _print(what, waits)
        _print("slash, news coming in", _commands(desk, asked.commands, rng))
        path = Path(folder) / "data" / "watchnext.sqlite3"
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        _print("slash, database locked", _commands(desk, 10, None))
        other.close()


def _news(desk: Bureau, count: int, rng: random.Random) -> dict[str, list[float]]:
    waits: dict[str, list[float]] = defaultdict(list)
    for _ in range(count):
        time.sleep(rng.uniform(0.8, 2.0))
        before = len(desk.titles)
        desk.publish(rng)
        at, title = time.monotonic(), desk.titles[before]
        asked, fetched = len(desk.site.answers("wire")), 0.0
        left = {"slack", "discord"}
        while left and time.monotonic() < at + 30:
            # One that was under way when the news came is answered 304: it did not see it.
            if not fetched and HTTPStatus.OK in desk.site.answers("wire")[asked:]:
                fetched = time.monotonic()
            for platform in tuple(left):
                if any(title[:10] in text for text in _texts(desk, platform)):
                    waits[f"feed to {platform}"].append(time.monotonic() - at)
                    waits[f"fetch to {platform}"].append(time.monotonic() - fetched)
                    left.discard(platform)
            time.sleep(0.005)
    return waits


def _texts(desk: Bureau, platform: str) -> list[str]:
    if platform == "slack":
        return [shown_in(one) for one in desk.slack.posted("geo-desk")[-3:]]
    # In the channel, or in the thread of a story that the other outlet told first.
    posted = [*desk.discord.posted(desk.channel)[-3:], *desk.discord.posted()[-3:]]
    return [seen(one) for one in posted]


def _commands(desk: Bureau, count: int, rng: random.Random | None) -> list[float]:
    waits = []
    for number in range(count):
        if rng is not None and number % 10 == 0:
            desk.publish(rng)
        at = time.monotonic()
        desk.slack.command("mute energy 2h" if rng is None else "board")
        waits.append(time.monotonic() - at)
    return waits


def _print(what: str, waits: list[float]) -> None:
    ranked = sorted(waits)
    middle, late = ranked[len(ranked) // 2], ranked[min(len(ranked) - 1, len(ranked) * 99 // 100)]
    print(f"{what:<26} {len(ranked):>4}  p50 {middle * 1000:7.0f} ms  p99 {late * 1000:7.0f} ms")


if __name__ == "__main__":
    main()
