"""The feeds of a site, found as a person would: its own page first, then the usual addresses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urljoin

from watchers.confined.child import Refusal
from watchers.errors import SourceError
from watchers.model.names import SourceId
from watchers.model.rules import Source
from watchers.protocols import Body, DocumentReader, Fetcher, Validators
from watchers.sources.feed import Feed

NAMED = "watchers.parse.alternates:named_feed_records"
USUAL_PATHS: Final = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
MOST_OFFERED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that can be read. `newest` is the date of its newest item, if one has any."""

    url: str
    title: str
    lang: str
    items: int
    newest: datetime | None


async def find_feeds(
    url: str, fetcher: Fetcher, reader: DocumentReader, now: datetime
) -> tuple[FoundFeed, ...]:
    """Return the feed at `url`; else those that the page there names; else one at a usual address.

    Only those that can be read, MOST_OFFERED at most, in the page's order. Waits between requests
    as every look does. Raises SourceError where `url` itself cannot be had.
    """
    got = await _get(url, fetcher)
    if (feed := await _read(url, got, reader, now)) is not None:
        return (feed,)
    settings = {"url": got.url, "content_type": got.content_type}
    named = await reader.read(NAMED, got.content, settings, str)
    tried = [await _try(each, fetcher, reader, now) for each in named[:MOST_OFFERED]]
    if found := {feed.url: feed for feed in tried if feed is not None}:
        return tuple(found.values())
    for path in USUAL_PATHS:
        if (feed := await _try(urljoin(got.url, path), fetcher, reader, now)) is not None:
            return (feed,)
    return ()


async def _try(
    url: str, fetcher: Fetcher, reader: DocumentReader, now: datetime
) -> FoundFeed | None:
    try:
        return await _read(url, await _get(url, fetcher), reader, now)
    except SourceError:
        return None  # a page names what is long gone, and most usual addresses are not there


async def _get(url: str, fetcher: Fetcher) -> Body:
    got = await fetcher.fetch(url, Validators())
    if not isinstance(got, Body):
        raise SourceError("it answered that nothing has changed, to a first request")
    return got


async def _read(url: str, got: Body, reader: DocumentReader, now: datetime) -> FoundFeed | None:
    # What moved for good is written down where it is now.
    address = got.moved_to or url
    source = Source(id=SourceId("found"), url=address)
    try:
        contents = await Feed().read(got, source, reader, now, "")
    except Refusal:
        return None
    languages = {item.lang for item in contents.items}
    dates = [item.published for item in contents.items if item.published is not None]
    return FoundFeed(
        url=address,
        title=contents.title,
        lang=(languages.pop() or "") if len(languages) == 1 else "",
        items=len(contents.items) + contents.beyond_cap,
        newest=max(dates, default=None),
    )
