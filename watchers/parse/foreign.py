"""The call of the feed parser that is not ours, for what we cannot read, and what we believe it."""

import io
from collections.abc import Iterable
from typing import Any

from watchers.parse.records import RawFeed, RawItem


def read_thoroughly(document: bytes, url: str) -> RawFeed | None:
    """Read UTF-8 XML with feedparser, much slower; None if it raises or knows no format.

    `url` is where the feed was found: relative links in it are left as they are.
    """
    import feedparser

    try:
        # A stream only: feedparser would open a string that looks like an address or file name.
        found = feedparser.parse(
            io.BytesIO(document),
            response_headers={
                "content-type": "application/xml; charset=utf-8",
                "content-location": url,
            },
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception:  # noqa: BLE001 - a foreign parser on hostile input may raise anything
        return None
    if not found.entries and not found.version:
        return None
    return RawFeed(
        title=found.feed.get("title") or "",
        link=found.feed.get("link"),
        lang=found.feed.get("language"),
        items=_items(found.entries),
        count=len(found.entries),
    )


def _items(entries: Iterable[Any]) -> list[RawItem]:
    """Read what can be read: one odd item costs itself, not the feed."""
    items: list[RawItem] = []
    for given in entries:
        try:
            items.append(_item(given))
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
    return items


def _item(given: Any) -> RawItem:  # noqa: ANN401 - untyped
    # Asked for a date that is not there by `get`, feedparser warns and gives the other one.
    dates = [given[name] for name in ("published", "updated") if name in given]
    contents = given.get("content") or [{}]
    link = given.get("link")
    return RawItem(
        title=given.get("title") or "",
        summary=given.get("summary") or "",
        content=contents[0].get("value") or "",
        links=(link,) if link else (),
        guid=given.get("id"),
        author=given.get("author") or "",
        lang=(given.get("title_detail") or {}).get("language"),
        dates=tuple(date for date in dates if date),
        categories=tuple(tag.get("term") or "" for tag in given.get("tags") or ()),
    )
