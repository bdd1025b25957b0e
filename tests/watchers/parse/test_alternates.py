"""The feeds that a page names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.parse.alternates import named_feeds

URL = "https://example.org/press/"
RSS = '<link rel="alternate" type="application/rss+xml" title="Press" href="{}">'


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (RSS.format("feed.xml"), ["https://example.org/press/feed.xml"]),
        (RSS.format("/feed.xml?a=1&amp;b=2"), ["https://example.org/feed.xml?a=1&b=2"]),
        (RSS.format("//feeds.example.net/x"), ["https://feeds.example.net/x"]),
        ("<base href='https://b.example/'>" + RSS.format("x"), ["https://b.example/x"]),
        ("<LINK REL=alternate TYPE=application/atom+xml HREF=/a>", ["https://example.org/a"]),
        ("<link type='application/feed+json' rel='home alternate' href=/j>", ["https://example.org/j"]),
        ("<link rel=alternate hreflang=fr href=/fr>", []),
        ("<link rel=stylesheet type=text/css href=/feed>", []),
        ("<a href='/rss.xml'>RSS</a>", ["https://example.org/rss.xml"]),
        ("<a href='/feed/'>RSS</a>" + RSS.format("/main"), ["https://example.org/main", "https://example.org/feed/"]),
        ("<a href='/feedback'>Write</a>", []),
        (RSS.format("javascript:alert(1)"), []),
        (RSS.format("/feed?token=hunter2"), ["https://example.org/feed"]),
        (RSS.format("/1") * 9 + RSS.format("/2"), [f"https://example.org/{n}" for n in (1, 2)]),
        ("", []),
    ],
)  # fmt: skip
def test_the_feeds_of_a_page(page, expected):
    """What the head declares first, then what looks like one; three are enough."""
    assert expected == named_feeds(page, URL)


@given(st.text(alphabet="<link abse='\"/>rf.xm&;", max_size=300))
def test_any_page_gives_a_list(page):
    """No page of a stranger's raises."""
    assert len(named_feeds(page, URL)) <= 3
