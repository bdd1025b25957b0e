"""Our reader beside feedparser, over all real feeds: title, id, link and date of each item."""

import io
import sys
from calendar import timegm
from collections import Counter
from datetime import UTC, datetime

import feedparser
import pytest

from tests.watchers.parse.test_parse_real_feeds import FEEDS, NO_FEEDS, URL
from watchers.parse.feeds import read_feed
from watchers.parse.links import join_link
from watchers.parse.records import item_dates
from watchers.parse.text import clean_text

NOW = datetime(2026, 12, 1, tzinfo=UTC)
FIELDS = ("title", "id", "link", "date")
# Where we read otherwise, and are right.
DIFFERENCES = {
    "feed-rs--rss_1.0_example_1.xml": {
        "link": "feedparser joins a relative link to where the feed was, not to its xml:base",
    },
    "feed-rs--rss_2.0_ilmessaggero.xml": {"date": "feedparser does not read it"},
    "feeder--rss_lineageos.xml": {"id": "feedparser joins ids to the address of the feed"},
    "feedparser--euckr.xml": {"title": "feedparser takes undeclared Korean for Latin letters"},
    "netnewswire--OneFootTsunami.atom": {
        "link": "an empty href leads to the feed itself; its id is the permalink"
    },
    "rss-parser--feed-image-enclosure.xml": {"date": "feedparser does not read it: 22.11.2022"},
    "rss-parser--feed-test-hindi-channel-image.xml": {"date": "feedparser does not read it"},
    "rss-parser--itunes-missing-image.rss": {
        "id": "feedparser joins ids to the address of the feed"
    },
    "rss-translation--SCMPNews-zh-2024-11-23.xml": {"title": "feedparser drops a bare ampersand"},
    "rss-translation--SCMPNews-zh-2025-01-14.xml": {"title": "feedparser drops a bare ampersand"},
}
READ = [f for f in FEEDS if f.name not in NO_FEEDS and f.suffix != ".json"]


def _ours(content):
    feed = read_feed(content, content_type="", url=URL)
    dates = item_dates(feed, lang=None, now=NOW)
    for raw, date in zip(feed.items, dates, strict=True):
        links = [link for text in raw.links if (link := join_link(text, feed.link, URL))]
        yield (
            clean_text(raw.title),
            (raw.guid or "").strip(),
            links[0] if links else None,
            date,
        )


def _theirs(content):
    found = feedparser.parse(
        io.BytesIO(content),
        response_headers={"content-location": URL},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    for given in found.entries:
        parsed = [given[f"{n}_parsed"] for n in ("published", "updated") if f"{n}_parsed" in given]
        date = next(filter(None, parsed), None)
        yield (
            clean_text(given.get("title") or ""),
            given.get("id") or "",
            join_link(given.get("link"), found.feed.get("link"), URL),
            datetime.fromtimestamp(timegm(date), UTC) if date else None,
        )


@pytest.mark.skipif(not FEEDS, reason="the shared feeds are not here")
def test_items_read_as_feedparser_reads_them():
    """What differs is listed with its reason, and there are never fewer items."""
    total = 0
    differing: Counter[str] = Counter()
    surprises = []
    for file in READ:
        ours, theirs = list(_ours(file.read_bytes())), list(_theirs(file.read_bytes()))
        assert len(ours) >= len(theirs), file.name
        total += len(theirs)
        known = DIFFERENCES.get(file.name, {})
        for mine, other in zip(ours, theirs, strict=False):
            for field, one, two in zip(FIELDS, mine, other, strict=True):
                differing[field] += one != two
                if one != two and field not in known:
                    surprises.append((file.name, field, one, two))
    for field in FIELDS:
        share = 100 - 100 * differing[field] / total
        sys.stdout.write(f"{field}: {share:.2f} % of {total} equal\n")

    assert surprises == []
