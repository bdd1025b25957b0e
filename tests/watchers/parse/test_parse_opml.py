"""Lists of feeds, read in this process."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.confined.child import Refusal
from watchers.model.names import SourceId, Tier
from watchers.model.rules import Source
from watchers.parse.opml import opml_of, opml_records

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


def listed(text):
    """Give the records of a list."""
    return list(opml_records(text.encode("utf-8", "replace"), {}))


def test_outlines_with_an_address_are_feeds():
    """Whatever case their attributes have; folders are the outlines around them."""
    found = listed(
        '<opml><body><outline title="A"><outline text="B"><outline TEXT="Oil" xmlURL="//x"/>'
        '<outline text="Gas" type="link" url="https://g.example/"/></outline></outline>'
        '<outline text="Coal" url=" https://c.example/f " language="de"/><!-- --></body></opml>'
    )

    assert [(None, "Oil", "A / B", ""), ("https://c.example/f", "Coal", "", "de")] == [
        (one["url"], one["title"], one["folder"], one["lang"]) for one in found
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not-opml"),
        ("<rss/>", "not-opml"),
        ("<opml>" + "<outline xmlUrl='https://a.example/'/>" * 5_001, "too-many"),
    ],
)
def test_what_is_no_list_is_refused(text, code):
    """With a code."""
    with pytest.raises(Refusal) as refused:
        listed(text)

    assert code == refused.value.code


titles = st.text(max_size=30)


@given(titles, titles, st.sampled_from(Tier))
def test_what_is_written_is_read_again(title, name, tier):
    """Whatever feeds and articles are called, it is sound XML."""
    source = Source(
        id=SourceId("a"), url="https://a.example/?a=1&b=2", title=name, tier=tier, lang="en"
    )
    (found,) = listed(opml_of([source], title, NOW))

    assert (source.url, "en") == (found["url"], found["lang"])
