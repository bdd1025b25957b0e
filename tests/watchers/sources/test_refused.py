"""Bytes that could not be read are not read again to be told the same."""

import asyncio
from datetime import timedelta

import pytest

from tests.watchers.parse.parse_corpus import NOON, SOURCE, body, rss
from watchers.confined.child import PROCESSOR, Refusal
from watchers.errors import NotAFeed
from watchers.model.names import Cursor
from watchers.sources.feed import Feed
from watchers.sources.watcher import Bookmark, SourceWatcher

DAY = timedelta(days=1)


class Slow:
    """A reader that takes two seconds and gives up."""

    def __init__(self):
        self.read_before = []

    async def read(self, reader, content, settings, make, effort=None):
        """Refuse it."""
        self.read_before.append((effort.known, effort.seconds))
        effort.seconds = 2.0
        raise Refusal(PROCESSOR, "takes more than 2 s to read")


class Server:
    """A fetcher that serves what it is told."""

    def __init__(self, *contents):
        self.contents = list(contents)

    async def fetch(self, url, validators, options=None):
        """Serve the next one."""
        return body(self.contents.pop(0))


def refusals(*contents, times):
    """Poll at these times; give what was read then, and the errors."""
    reader, times = Slow(), list(times)
    watcher = SourceWatcher(Feed(), Server(*contents), reader, lambda: times[0])
    errors: list[NotAFeed] = []
    cursor = None
    while times:
        with pytest.raises(NotAFeed) as caught:
            asyncio.run(watcher.poll(SOURCE, cursor))
        errors.append(caught.value)
        if caught.value.cursor is not None:
            cursor = Cursor(caught.value.cursor)
        times.pop(0)
    return reader.read_before, errors


def test_the_same_bytes_are_refused_without_being_read():
    """With the same words, and at no cost."""
    read, errors = refusals(rss(), rss(), times=[NOON, NOON])

    assert 1 == len(read)
    assert (
        str(errors[0])
        == str(errors[1])
        == "World takes more than 2 s to read".replace("World", SOURCE.name)
    )
    assert [2.0, 0.0] == [error.seconds for error in errors]


def test_other_bytes_are_read_as_what_took_long_before():
    """The pool then keeps them apart from the start."""
    read, _ = refusals(rss(), rss() + b" ", times=[NOON, NOON])

    assert [(False, 0.0), (False, 2.0)] == read


@pytest.mark.parametrize("by", [DAY, -DAY], ids=["a day later", "the clock was set back"])
def test_after_a_day_the_same_bytes_are_tried_again(by):
    """We may have been busy, or have learned to read them since."""
    read, _ = refusals(rss(), rss(), times=[NOON, NOON + by])

    assert 2 == len(read)


def test_what_was_read_stays_remembered():
    """Its validators are those of the bytes that were read."""
    before = Bookmark(configured_url=SOURCE.url, etag='"1"', body="a", title="World")
    after = before.after_refusal("b", Refusal("x", "y"), NOON, 2.0)

    assert ('"1"', "a", "World", 2.0) == (after.etag, after.body, after.title, after.seconds)
