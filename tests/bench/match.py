"""How fast items are judged: the index beside a naive `re` loop, on real news.

    WATCHNEXT_SHARED=../shared python tests/bench/match.py [--rules 10 100 1000 10000] [--seed 4]

Times are CPU seconds of one process, by turns for both engines, so that a busy machine slows them
alike. The naive loop is timed on few items where it is slow. A figure is the median of the rounds.
"""

import argparse
import gc
import json
import os
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.naive import Naive  # noqa: E402  # only now is it found
from tests.bench.ruleset import Words, queries  # noqa: E402
from watchers.confined.child import Refusal  # noqa: E402
from watchers.language.parse import parse_query  # noqa: E402
from watchers.language.passage import read_passage  # noqa: E402
from watchers.language.query import Memo, compile_query  # noqa: E402
from watchers.language.tree import Expr  # noqa: E402
from watchers.match.index import Index  # noqa: E402
from watchers.model.names import IndicatorId  # noqa: E402
from watchers.parse.feeds import read_feed  # noqa: E402

MIB = 1 << 20
NAIVE_SECONDS = 3.0  # about so long a naive round may take
ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one size of rule set came to."""

    rules: int
    naive: float  # items a second
    index: float
    parsed: float  # seconds
    compiled: float
    mebibytes: float
    hits: float  # an item
    naive_hits: float


def news(shared: Path) -> list[tuple[str, str]]:
    """Read titles and summaries: the labelled items and all feeds that can be read."""
    lines = (shared / "indicators-dev.jsonl").read_text(encoding="utf-8").splitlines()
    items = [(item["title"], item["summary"]) for item in map(json.loads, lines)]
    for file in sorted((shared / "feeds" / "files").iterdir()):
        try:
            feed = read_feed(file.read_bytes(), content_type="", url="https://feed.example/")
        except Refusal:
            continue
        items += [(item.title or "", item.summary or "") for item in feed.items]
    return [item for item in items if any(item)]


def measure(count: int, items: Sequence[tuple[str, str]], words: Words, seed: int) -> Row:
    """Build both engines for `count` rules and let them judge by turns."""
    written = queries(count, words, seed)
    started = process_time()
    exprs = [parse_query(query) for query in written]
    parsed = process_time() - started
    started = process_time()
    index = build(exprs)
    compiled = process_time() - started
    naive = [Naive(expr) for expr in exprs]
    gc.collect()
    gc.freeze()  # as a bot does that has read its rules: they are not looked through again

    def judge(some: Sequence[tuple[str, str]]) -> int:
        return sum(
            len(index.find_matches(read_passage({"title": title, "body": body})))
            for title, body in some
        )

    def loop(some: Sequence[tuple[str, str]]) -> int:
        texts = (f"{title}\n{body}" for title, body in some)
        return sum(rule.holds(text) is not None for text in texts for rule in naive)

    judge(items)  # a bot has met most words before
    few = _some(items, loop)
    fast, slow = [], []
    hits = naive_hits = 0.0
    for _ in range(ROUNDS):
        seconds, found = timed(judge, items)
        fast.append(len(items) / seconds)
        hits = found / len(items)
        seconds, found = timed(loop, few)
        slow.append(len(few) / seconds)
        naive_hits = found / len(few)
    gc.unfreeze()
    return Row(
        rules=count,
        naive=median(slow),
        index=median(fast),
        parsed=parsed,
        compiled=compiled,
        mebibytes=memory(written),
        hits=hits,
        naive_hits=naive_hits,
    )


def build(exprs: Sequence[Expr]) -> Index:
    """Compile and index, as a rule set is: what queries have in common is shared."""
    memo: Memo = {}
    queries = [compile_query(expr, memo=memo) for expr in exprs]
    return Index({IndicatorId(str(n)): query for n, query in enumerate(queries)})


def memory(written: Sequence[str]) -> float:
    """Give the MiB that parsed, compiled and indexed queries keep."""
    gc.collect()
    tracemalloc.start()
    kept = build([parse_query(query) for query in written])
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return size / MIB


def timed(run: Callable, items: Sequence[tuple[str, str]]) -> tuple[float, int]:
    """Run once and give the CPU seconds and what it found."""
    started = process_time()
    found = run(items)
    return process_time() - started, found


def _some(items: Sequence[tuple[str, str]], loop: Callable) -> Sequence[tuple[str, str]]:
    seconds, _ = timed(loop, items[:2])
    count = max(4, min(len(items), int(NAIVE_SECONDS / max(seconds / 2, 1e-6))))
    return items[:: max(1, len(items) // count)][:count]


def show(rows: Sequence[Row]) -> None:
    """Print the table."""
    print(
        f"{'rules':>6} {'naive/s':>9} {'index/s':>9} {'times':>7} {'slower':>7}"
        f" {'parse s':>8} {'compile s':>9} {'MiB':>6} {'hits':>6} {'naive':>6}"
    )
    base = next((row.index for row in rows if row.rules == 100), rows[0].index)
    for row in rows:
        print(
            f"{row.rules:>6} {row.naive:>9,.1f} {row.index:>9,.0f} {row.index / row.naive:>7,.0f}"
            f" {base / row.index:>6.1f}x {row.parsed:>8.2f} {row.compiled:>9.2f}"
            f" {row.mebibytes:>6.1f} {row.hits:>6.2f} {row.naive_hits:>6.2f}"
        )
    print("times: index to naive; slower: than at 100 rules; hits: matches an item, of either")


def main() -> None:
    """Measure each size and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rules", type=int, nargs="+", default=[10, 100, 1_000, 10_000])
    parser.add_argument("--seed", type=int, default=4)
    asked = parser.parse_args()
    shared = Path(os.environ.get("WATCHNEXT_SHARED", ROOT.parent / "shared")) / "data"
    if not shared.is_dir():
        sys.exit("no shared data here: set WATCHNEXT_SHARED to its folder")
    items = news(shared)
    texts = [f"{title}\n{body}" for title, body in items]
    words = Words(texts, rarest=2, commonest=0.1)
    length = sum(len(text.split()) for text in texts) / len(texts)
    print(f"{len(items):,} items of {length:.0f} words, one process, evidence included")
    show([measure(count, items, words, asked.seed) for count in asked.rules])


if __name__ == "__main__":
    main()
