"""Sixty feeds as publishers served them: what is new when they are looked at again."""

import os
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tests.watchers.remembering import Source
from watchers.confined.child import Refusal
from watchers.model.names import SourceId
from watchers.model.news import Alias, Item
from watchers.parse.feeds import feed_records

SHARED = Path(os.environ.get("WATCHNEXT_SHARED", Path(__file__).parents[3] / "shared"))
FEEDS = sorted((SHARED / "data" / "feeds" / "files").glob("*"))
NOW = datetime(2026, 8, 14, tzinfo=UTC)

needs_feeds = pytest.mark.skipif(not FEEDS, reason="the feeds of shared/data are not here")


def items_of(file):
    """Give the items of a captured feed; none where it is no feed."""
    settings = {"content_type": "", "url": "https://e.org/", "lang": None, "now": NOW.isoformat()}
    try:
        records: list[dict[str, Any]] = list(feed_records(file.read_bytes(), settings))
    except Refusal:
        return []
    return [
        Item(
            source=SourceId("a"),
            aliases=tuple(Alias(kind, digest) for kind, digest in one["aliases"]),
            title=one["title"],
            summary=one["summary"],
            published=one["published"] and datetime.fromisoformat(one["published"]),
        )
        for one in records
        if "aliases" in one
    ]


@needs_feeds
@pytest.mark.parametrize("file", FEEDS, ids=lambda file: file.name[:40])
def test_a_second_look_at_a_real_feed_brings_nothing(file):
    """Nor does one in another order, or one that begins lower."""
    items, source = items_of(file), Source()
    assert len(items) == len(source.take(items))

    for again in (items, items[::-1], items[3:]):
        assert [] == source.take(again)


@needs_feeds
@pytest.mark.parametrize("file", FEEDS, ids=lambda file: file.name[:40])
def test_a_real_feed_under_other_guids_and_links_brings_nothing(file):
    """But for what has neither date nor summary: its title alone says too little."""
    items, source = items_of(file), Source()
    source.take(items)
    kept = [[a for a in one.aliases if a.kind not in {"guid", "link"}] for one in items]
    other = [
        replace(one, aliases=(Alias("guid", f"{n}"), *names))
        for n, (one, names) in enumerate(zip(items, kept, strict=True))
    ]
    bare = {one.title for one, names in zip(items, kept, strict=True) if len(names) < 2}

    assert set(source.take(other)) <= bare


@needs_feeds
def test_two_captures_of_a_feed_differ_by_their_news():
    """What is new in the later look has a title that the earlier one did not have."""
    captures = defaultdict(list)
    for file in FEEDS:
        captures[file.name.partition("-2026-08-13")[0]].append(file)
    pairs = [pair for files in captures.values() for pair in permutations(files, 2)]

    for before, after in pairs:
        source, items = Source(), items_of(after)
        titles = {item.title for item in items_of(before)}
        source.take(items_of(before))
        assert [one.title for one in items if one.title not in titles] == source.take(items)
    assert pairs
