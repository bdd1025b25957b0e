"""Two engines judge the same news by turns; what they are compared by."""

import gc
import json
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

from tests.bench.naive import Naive
from watchers.confined.child import Refusal
from watchers.language.passage import Passage, read_passage
from watchers.match.index import Index
from watchers.parse.feeds import read_feed

MIB = 1 << 20
NAIVE_SECONDS = 3.0  # about so long a naive round may take
ROUNDS = 3
LONG = 1_000  # words

News = Sequence[tuple[str, str]]
"""Titles and summaries."""


def labelled_news(shared: Path) -> News:
    """Read the labelled items: half of them are on the topic of the shipped rules."""
    lines = (shared / "indicators-dev.jsonl").read_text(encoding="utf-8").splitlines()
    items = [(item["title"] or "", item["summary"] or "") for item in map(json.loads, lines)]
    return [item for item in items if any(item)]


def feed_news(shared: Path) -> News:
    """Read the items of all feeds that can be read."""
    items = []
    for file in sorted((shared / "feeds" / "files").iterdir()):
        try:
            feed = read_feed(file.read_bytes(), content_type="", url="https://feed.example/")
        except Refusal:
            continue
        items += [(item.title or "", item.summary or "") for item in feed.items]
    return [item for item in items if any(item)]


def long_news(items: News) -> News:
    """Make texts as long as articles: items follow one another until there are words enough."""
    made, parts, words = [], [], 0
    for title, body in items:
        parts.append(f"{title}. {body}")
        words += len(parts[-1].split())
        if words >= LONG:
            made.append((parts[0][:80], " ".join(parts)))
            parts, words = [], 0
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a race came to."""

    naive: float  # items a second
    index: float
    first: float  # the same for items whose words the index had not met
    asked: float  # queries an item
    hits: float  # matches an item
    naive_hits: float

    @property
    def times(self) -> float:
        """How many times faster the index is."""
        return self.index / self.naive


def race(index: Index, naive: Sequence[Naive], items: News) -> Figures:
    """Let a new index and the naive loop judge by turns."""
    gc.collect()
    gc.freeze()  # as a bot does that has read its rules: they are not looked through again

    def judge(some: News) -> int:
        return sum(len(index.find_matches(_passage(item))) for item in some)

    def loop(some: News) -> int:
        texts = (f"{title}\n{body}" for title, body in some)
        return sum(rule.holds(text) is not None for text in texts for rule in naive)

    seconds, _ = _timed(judge, items)
    first = len(items) / seconds  # a bot has met most words before
    few = _some(items, loop)
    fast, slow = [], []
    hits = naive_hits = 0.0
    for _ in range(ROUNDS):
        seconds, found = _timed(judge, items)
        fast.append(len(items) / seconds)
        hits = found / len(items)
        seconds, found = _timed(loop, few)
        slow.append(len(few) / seconds)
        naive_hits = found / len(few)
    gc.unfreeze()
    return Figures(
        naive=median(slow),
        index=median(fast),
        first=first,
        asked=sum(len(index.candidates(_passage(item))) for item in items) / len(items),
        hits=hits,
        naive_hits=naive_hits,
    )


def memory_of(make: Callable[[], object]) -> float:
    """Give the MiB that what is made keeps."""
    gc.collect()
    tracemalloc.start()
    kept = make()
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return size / MIB


def _passage(item: tuple[str, str]) -> Passage:
    return read_passage({"title": item[0], "body": item[1]})


def _timed(run: Callable[[News], int], items: News) -> tuple[float, int]:
    started = process_time()
    found = run(items)
    return process_time() - started, found


def _some(items: News, loop: Callable[[News], int]) -> News:
    """Choose so many items that the naive loop takes some seconds."""
    seconds, _ = _timed(loop, items[:2])
    count = max(4, min(len(items), int(NAIVE_SECONDS / max(seconds / 2, 1e-6))))
    return items[:: max(1, len(items) // count)][:count]
