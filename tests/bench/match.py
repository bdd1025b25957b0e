"""How fast items are judged: the index beside a naive `re` loop, on real news.

    WATCHNEXT_SHARED=../shared python tests/bench/match.py [--rules 10 100 1000 10000] [--seed 4]

First the shipped rules, whose vocabularies have hundreds of terms, on news of their topic, on any
news and on long texts; then made rules by their number. Times are CPU seconds of one process, by
turns for both engines, so that a busy machine slows them alike. The naive loop is timed on few
items where it is slow. A figure is the median of the rounds. Each has a floor, a ratio of the two
engines: below it the command fails.
"""

import argparse
import gc
import os
import sys
from functools import partial
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.channels.spelling import PLATFORMS  # noqa: E402  # only now is it found
from tests.bench.judging import (  # noqa: E402
    Figures,
    News,
    feed_news,
    labelled_news,
    long_news,
    memory_of,
    race,
)
from tests.bench.naive import Naive  # noqa: E402
from tests.bench.ruleset import Words, queries  # noqa: E402
from watchers.language.parse import parse_query  # noqa: E402
from watchers.language.query import Memo, compile_query  # noqa: E402
from watchers.match.index import Index  # noqa: E402
from watchers.model.names import IndicatorId  # noqa: E402
from watchers.rules.load import load_rules  # noqa: E402

# Index to naive loop, about half of what a quiet machine measures: less is no noise.
FLOORS = {"topic": 150, "any": 1_300, "long": 400, 10: 2, 100: 15, 1_000: 90, 10_000: 200}


def main() -> None:
    """Measure, print the tables, and fail where a floor is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rules", type=int, nargs="*", default=[10, 100, 1_000, 10_000])
    parser.add_argument("--seed", type=int, default=4)
    asked = parser.parse_args()
    shared = Path(os.environ.get("WATCHNEXT_SHARED", ROOT.parent / "shared")) / "data"
    if not shared.is_dir():
        sys.exit("no shared data here: set WATCHNEXT_SHARED to its folder")
    labelled, feeds = labelled_news(shared), feed_news(shared)
    missed = [*shipped(labelled, feeds), *made(asked.rules, [*labelled, *feeds], asked.seed)]
    print("times: index to naive; first: items a second whose words were not met before")
    print("asked, hits: indicators an item; slower: than at 100 rules")
    if missed:
        sys.exit(f"below the floor: {', '.join(missed)}")


def shipped(labelled: News, feeds: News) -> list[str]:
    """Measure the shipped rules, print a table, and give what missed its floor."""
    rules = load_rules(ROOT / "rules.yaml", PLATFORMS)
    naive = [Naive(query.expr, rules.vocabulary) for query in rules.queries.values()]
    print(f"the {len(rules.queries)} shipped rules, one process, evidence included")
    print(f"{'news':>6} {'items':>6} {'words':>6} {HEAD} {'first/s':>8} {'asked':>6} {'hits':>6}")
    missed = []
    for name, items in (("topic", labelled), ("any", feeds), ("long", long_news(feeds))):
        index = Index(rules.queries)
        figures = race(index, naive, items)
        print(
            f"{name:>6} {len(items):>6,} {words_in(items):>6.0f} {columns(figures)}"
            f" {figures.first:>8,.0f} {figures.asked:>6.2f} {figures.hits:>6.2f}"
        )
        missed += below_floor(name, figures)
    return missed


def made(counts: list[int], items: News, seed: int) -> list[str]:
    """Measure made rules, print a table, and give what missed its floor."""
    words = Words([f"{title}\n{body}" for title, body in items], rarest=2, commonest=0.1)
    print(f"\nmade rules, {len(items):,} items of {words_in(items):.0f} words")
    print(f"{'rules':>6} {HEAD} {'slower':>7} {'parse s':>8} {'compile s':>9} {'MiB':>6}", end="")
    print(f" {'asked':>6} {'hits':>6} {'naive':>6}")
    missed, base = [], 0.0
    for count in counts:
        written = queries(count, words, seed)
        started = process_time()
        exprs = [parse_query(query) for query in written]
        parsed = process_time()
        index = build(exprs)
        compiled = process_time()
        size = memory_of(partial(build_written, written))
        figures = race(index, [Naive(expr) for expr in exprs], items)
        base = figures.index if count == 100 or not base else base
        print(
            f"{count:>6} {columns(figures)} {base / figures.index:>6.1f}x"
            f" {parsed - started:>8.2f} {compiled - parsed:>9.2f}"
            f" {size:>6.1f} {figures.asked:>6.2f} {figures.hits:>6.2f} {figures.naive_hits:>6.2f}"
        )
        missed += below_floor(count, figures)
        gc.collect()
    return missed


HEAD = f"{'naive/s':>9} {'index/s':>9} {'times':>7}"


def columns(figures: Figures) -> str:
    """Give the columns that both tables have."""
    return f"{figures.naive:>9,.1f} {figures.index:>9,.0f} {figures.times:>7,.0f}"


def below_floor(name: str | int, figures: Figures) -> list[str]:
    """Say by how much a ratio is below its floor; nothing where it is not, or has none."""
    floor = FLOORS.get(name, 0)
    return [f"{name}: {figures.times:.0f} of {floor}"] if figures.times < floor else []


def words_in(items: News) -> float:
    """Give the mean number of words between blanks."""
    return sum(len(f"{title} {body}".split()) for title, body in items) / len(items)


def build(exprs: list) -> Index:
    """Compile and index, as a rule set is: what queries have in common is shared."""
    memo: Memo = {}
    compiled = [compile_query(expr, memo=memo) for expr in exprs]
    return Index({IndicatorId(str(n)): query for n, query in enumerate(compiled)})


def build_written(written: list[str]) -> Index:
    """Parse, compile and index."""
    return build([parse_query(query) for query in written])


if __name__ == "__main__":
    main()
