import asyncio
import random
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from watchers.errors import SourceAway
from watchers.model.names import Cursor
from watchers.model.news import Item, Poll
from watchers.pipeline import PollRecord, record, record_failure
from watchers.polling.next_poll import JITTER, next_poll
from watchers.rules.load import read_rules

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RULES = read_rules(
    "sources: {w: {feed: https://w.example/f, every: 5m to 2h}}\nindicators: {a: {query: x}}",
    "rules.yaml",
)
(SOURCE,) = RULES.sources.values()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, 5 * MINUTE, id="nothing known: its interval"),
        pytest.param({"pace": HOUR}, HOUR, id="its pace"),
        pytest.param({"pace": HOUR, "failures": 1}, HOUR, id="a failure changes no long pace"),
        pytest.param({"failures": 3}, 20 * MINUTE, id="twice as long after each failure"),
        pytest.param({"after": 30 * MINUTE}, 30 * MINUTE, id="within its cache lifetime"),
        pytest.param({"pace": HOUR, "after": 30 * MINUTE}, HOUR, id="whatever is longer"),
        pytest.param({"failures": 1, "after": 9 * HOUR}, 9 * HOUR, id="a pause that was asked for"),
    ],
)
def test_the_wait_is_the_longest_that_is_asked_for(changes, expected):
    """And a tenth more at most, so that sources drift apart."""
    recorded = PollRecord(source=SOURCE, status="ok", **changes)
    wait = next_poll(SOURCE, recorded, now=NOON, rng=random.Random(1)) - NOON

    assert expected <= wait <= expected * (1 + JITTER)


def test_a_pace_follows_what_the_source_publishes(database):
    """An item each hour is looked for twice an hour; while it fails that stays so."""

    def items():
        for n in range(5):
            yield Item(
                source=SOURCE.id,
                aliases=(),
                title=f"Item {n}",
                published=NOON - n * HOUR,
            )

    poll = Poll(source=SOURCE.id, items=tuple(items()), cursor=Cursor(""))
    work = partial(record, source=SOURCE, poll=poll, rules=RULES, now=NOON)
    looked = asyncio.run(database.write(work))
    away = SourceAway("it does not answer")
    work = partial(record_failure, source=SOURCE, error=away, now=NOON + HOUR)
    failed = asyncio.run(database.write(work))

    assert [HOUR / 2, HOUR / 2] == [looked.pace, failed.pace]
