import random
import re
from datetime import UTC, datetime

from tests.flow.desk import RULES
from tests.flow.kills import killed_at_random, look_once
from tests.flow.site import Report, rss, site

KILLS = 8


def test_a_kill_at_any_moment_loses_nothing_and_tells_nothing_twice(tmp_path):
    """The first promise, on the real program; tests/bench/kills.py does it a hundred times."""
    rules = tmp_path / "rules.yaml"
    published: list[Report] = []

    with site() as web:

        def publish():
            number = len(published)
            title = f"Russia and China sign gas deal number {number}"
            published.append(Report(title, guid=str(number), at=datetime.now(UTC)))
            web.pages["wire"] = rss(Report("Rain", guid="rain"), *published[-900:])

        web.pages["wire"] = rss(Report("Rain", guid="rain"))
        text = RULES.format(sources=f"  wire: {{feed: {web.url('wire')}, every: 1s}}")
        rules.write_text(re.sub(r"^\n", "", text), encoding="utf-8")
        look_once(tmp_path, rules, web)  # what a source held at first is never told
        toll = killed_at_random(
            kills=KILLS,
            folder=tmp_path,
            rules=rules,
            site=web,
            publish=publish,
            expected=lambda: [one.title for one in published],
            rng=random.Random(),
            alive=(0.5, 4.0),
        )

    assert ((), ()) == (toll.lost, toll.doubled)
    assert toll.told == len(published)
