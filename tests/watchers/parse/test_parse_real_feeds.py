"""Sixty feeds as publishers served them, read beside feedparser."""

import asyncio
import io
import os
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from tests.watchers.confined.test_confined import poll
from watchers.confined.child import Refusal
from watchers.confined.reader import ConfinedReader
from watchers.parse.feeds import read_feed
from watchers.parse.records import item_dates, item_records

SHARED = Path(os.environ.get("WATCHNEXT_SHARED", Path(__file__).parents[4] / "shared"))
FEEDS = sorted((SHARED / "data" / "feeds" / "files").glob("*"))
URL = "https://news.example.org/feed"
# JSON whose version is not jsonfeed.org's.
NO_FEEDS = {"gofeed--issue_303_encoded_no_namespace.json"}

needs_feeds = pytest.mark.skipif(not FEEDS, reason="the shared feeds are not here")


def _named(name):
    return next(f for f in FEEDS if f.name == name).read_bytes()


def _look(content):
    now = datetime(2026, 12, 1, tzinfo=UTC)
    feed = read_feed(content, content_type="", url=URL)
    dates = item_dates(feed, lang=None, now=now)
    return feed, [*item_records(feed, dates, url=URL, lang=None)]


@needs_feeds
@pytest.mark.parametrize("file", FEEDS, ids=[f.name for f in FEEDS])
def test_no_item_is_missed_that_feedparser_finds(file):
    """Only items that repeat the guid and link of an earlier one are left out."""
    content = file.read_bytes()
    if file.name in NO_FEEDS:
        with pytest.raises(Refusal):
            _look(content)
        return
    expected = feedparser.parse(io.BytesIO(content)).entries

    feed, found = _look(content)

    assert len(feed.items) >= len(expected)
    assert len(found) == len({(i.guid or i.title, i.links[:1]) for i in feed.items})
    assert not [r for r in found if "\ufffd" in r["title"] and "\ufffd".encode() not in content]


@needs_feeds
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("feedparser--euckr.xml", "한글닉네임"),
        ("feedparser--tis620.xml", "ซอฟต์แวร์"),
        ("feedparser--windows1255.xml", "אינטרנט"),
        ("feedparser--demoronize-3.xml", "don’t"),
        ("rss-parser--feed-test-greek.xml", "Πορτραίτα"),
        ("feed-rs--rss_0.91_missing_id.xml", "Público"),
    ],
)
def test_encodings_come_out_right(name, words):
    """Declared, undeclared and mistaken."""
    _, found = _look(_named(name))

    assert any(words in f"{r['title']} {r['summary']}" for r in found)


@needs_feeds
def test_two_polls_of_one_feed_share_their_items():
    """Al Jazeera twice in a day: what is in both is known by the same key in both."""
    polls = [_look(f.read_bytes())[1] for f in FEEDS if "aljazeera" in f.name]
    titles = [{r["title"]: r["aliases"][0] for r in poll} for poll in polls]
    both = titles[0].keys() & titles[1].keys()

    assert both
    assert [titles[0][t] for t in both] == [titles[1][t] for t in both]


@needs_feeds
def test_the_child_reads_what_we_read():
    """All of them through the pipe, one after the other."""

    async def through_child():
        async with ConfinedReader() as reader:
            return [
                [i.aliases[0] for i in (await poll(reader, f.read_bytes())).items]
                for f in FEEDS
                if f.name not in NO_FEEDS
            ]

    here = [
        [r["aliases"][0] for r in _look(f.read_bytes())[1]] for f in FEEDS if f.name not in NO_FEEDS
    ]

    assert here == asyncio.run(through_child())
