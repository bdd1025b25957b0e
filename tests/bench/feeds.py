"""Measures the first and second poll of all real feeds: `python -m tests.bench.feeds`.

Prints what was read, what matched, how long it took, and whether anything was told twice.
"""

import json
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.bench.world import serve_feeds, shipped_rules
from tests.bot.cli.program import watchnext
from tests.flow.site import site


def main() -> None:
    """Look three times, each time with a process of its own."""
    with tempfile.TemporaryDirectory() as name, site() as web:
        folder = Path(name)
        rules = shipped_rules(serve_feeds(web), every="15m")
        (folder / "rules.yaml").write_text(rules, encoding="utf-8")
        keys: Counter[str] = Counter()
        for number in (1, 2, 3):
            started = time.monotonic()
            ran = watchnext(folder, "once", "--json", WATCHNEXT_ALLOW=web.host)
            took = time.monotonic() - started
            told = [json.loads(line) for line in ran.out.splitlines()]
            _report(number, told, took, ran.code)
            keys.update(one["key"] for one in told if one["kind"] != "poll")
        print(f"cards told more than once: {sum(times > 1 for times in keys.values())}")


def _report(number: int, told: list[dict], took: float, code: int) -> None:
    polls = [one for one in told if one["kind"] == "poll"]
    cards = [one for one in told if one["kind"] != "poll"]
    matched = sum(len(one.get("items", [1])) + one.get("more", 0) for one in cards)
    statuses = Counter(str(one["http_status"] or one["status"]) for one in polls)
    print(
        f"poll {number}: {len(polls)} feeds in {took:.1f} s, exit {code}; "
        f"{', '.join(f'{status}: {count}' for status, count in sorted(statuses.items()))}; "
        f"{sum(one['items'] for one in polls)} items, {sum(one['new'] for one in polls)} new; "
        f"{len(cards)} cards of {matched} matched items"
    )
    for one in polls:
        if one["error"]:
            print(f"  {one['source']}: {one['error']}")


if __name__ == "__main__":
    main()
