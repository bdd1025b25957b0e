"""Kills `watchnext run` at random moments over the real feeds: `python -m tests.bench.kills`.

Sixty real feeds are polled all the time, and a wire publishes labelled news one by one. Counts
signals that were lost and cards that were told twice, in the file that the terminal writes to.
"""

import argparse
import random
import tempfile
from pathlib import Path

from bot.channels.spelling import PLATFORMS
from tests.bench.world import labelled_news, serve_feeds, shipped_rules
from tests.flow.kills import killed_at_random, look_once
from tests.flow.site import Report, rss, site
from watchers.match.items import match_item
from watchers.model.names import SourceId
from watchers.model.news import Item
from watchers.model.rules import Source
from watchers.rules.load import read_rules

WIRE = Source(id=SourceId("wire"), url="")


def main() -> None:
    """Read the arguments, kill, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, site() as web:
        folder = Path(name)
        web.pages["wire"] = rss(Report("Rain", guid="rain"))
        text = shipped_rules({**serve_feeds(web), "wire": web.url("wire")}, every="2s")
        (folder / "rules.yaml").write_text(text, encoding="utf-8")
        news = _News(web, text, random.Random(asked.seed))
        look_once(folder, folder / "rules.yaml", web)
        toll = killed_at_random(
            kills=asked.kills,
            folder=folder,
            rules=folder / "rules.yaml",
            site=web,
            publish=news.publish,
            expected=lambda: news.expected,
            rng=news.rng,
            alive=(0.5, 6.0),
        )
    print(
        f"{toll.kills} kills, {len(news.published)} items published, {len(news.expected)} of them "
        f"matched, {toll.told} told; lost {len(toll.lost)}, doubled {len(toll.doubled)}"
    )
    for title in (*toll.lost[:5], *toll.doubled[:5]):
        print(f"  {title}")


class _News:
    """Publishes labelled news one by one, and knows which of it the rules match."""

    def __init__(self, web, rules: str, rng: random.Random) -> None:
        self._web = web
        self._rules = read_rules(rules, "rules.yaml", PLATFORMS)
        self._left = labelled_news()
        self.rng = rng
        rng.shuffle(self._left)
        self.published: list[Report] = []
        self.expected: list[str] = []

    def publish(self) -> None:
        """Publish one more, in one of a few tenths of a second."""
        if not self._left or self.rng.random() > 0.2:
            return
        one = self._left.pop()
        self.published.append(one)
        item = Item(source=WIRE.id, aliases=(), title=one.title, summary=one.summary)
        if match_item(self._rules.index, item, WIRE):
            self.expected.append(one.title)
        self._web.pages["wire"] = rss(Report("Rain", guid="rain"), *self.published)


if __name__ == "__main__":
    main()
