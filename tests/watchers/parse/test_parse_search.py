"""What searches answer, read in this process."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.confined.child import Refusal
from watchers.parse.search import gdelt_records, google_records

TOLD = {
    "url": "https://news.example/search",
    "content_type": "application/json",
    "lang": "en",
    "now": datetime(2026, 3, 14, tzinfo=UTC).isoformat(),
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["articles", "title", "url", "seendate", "language", "domain"]), inner
        )
    ),
    max_leaves=12,
)


def test_articles_are_read_and_dates_that_cannot_be_are_counted():
    """A date is written without a dash there."""
    articles = [
        {"title": "Oil , gas", "url": "https://a.example/1", "seendate": "20260313T031500Z"},
        {"title": "Gas", "url": "https://a.example/2", "seendate": "yesterday", "language": "Thai"},
    ]
    head, first, second = gdelt_records(json.dumps({"articles": articles}).encode(), TOLD)

    assert 1 == head["unread_dates"]
    assert ("Oil, gas", "2026-03-13T03:15:00+00:00", "en") == (
        first["title"],
        first["published"],
        first["lang"],
    )
    assert (None, "th") == (second["published"], second["lang"])


def refusal_of(answer):
    """Read an answer; give why it was refused, or None."""
    try:
        assert all(isinstance(record, dict) for record in gdelt_records(answer, TOLD))
    except Refusal as e:
        return e
    return None


@given(anything)
def test_whatever_json_comes_it_is_read_or_refused(answer):
    """Nothing else comes out of the reader."""
    refused = refusal_of(json.dumps(answer).encode())

    assert refused is None or refused.code in {"said", "too-often"}


@given(st.text())
def test_whatever_text_comes_it_is_passed_on_on_one_line(answer):
    """As far as a sentence goes."""
    refused = refusal_of(answer.encode("utf-8", "replace"))

    assert refused is None or ("\n" not in refused.message and len(refused.message) < 200)


def test_headlines_of_google_lose_the_outlet():
    """Its name becomes the author; a headline that is nothing else stays."""
    feed = (
        "<rss version='2.0'><channel><title>x</title>"
        "<item><title>Oil up - Wire</title><link>https://n.example/1</link></item>"
        f"<item><title>Gas - {'x' * 99}</title><link>https://n.example/2</link></item>"
        "<item><title> - Wire</title><link>https://n.example/3</link></item></channel></rss>"
    )
    _head, *records = google_records(feed.encode(), {**TOLD, "content_type": "text/xml"})

    assert [("Oil up", "Wire"), (f"Gas - {'x' * 99}", None), ("- Wire", None)] == [
        (record["title"], record["author"]) for record in records
    ]
    with pytest.raises(Refusal):
        list(google_records(b"<html></html>", TOLD))
