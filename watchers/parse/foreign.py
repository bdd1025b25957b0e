"""The calls of the two feed parsers that are not ours, and what of their answers we believe."""

import io
from calendar import timegm
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import fastfeedparser

from watchers.parse.outline import ItemOutline, Outline
from watchers.parse.records import RawFeed, RawItem


def read_fast(document: bytes, known: Outline | None) -> RawFeed | None:
    """Read UTF-8 XML with fastfeedparser; None if it raises. `known` says what it made up."""
    try:
        # Bytes only: a string could be taken for an address and be fetched.
        found = fastfeedparser.parse(document, include_media=False, include_enclosures=False)
    except Exception:  # noqa: BLE001 - a foreign parser on hostile input may raise anything
        return None
    entries = found["entries"]
    outlines: Iterable[ItemOutline | None] = [None] * len(entries)
    if known and len(known.items) == len(entries):
        outlines = known.items
    feed = found["feed"]
    return RawFeed(
        title=feed.get("title") or "",
        link=feed.get("link"),
        lang=(known.lang if known else None) or feed.get("language"),
        items=_each(zip(entries, outlines, strict=True), lambda pair: _fast_item(*pair)),
    )


def _fast_item(given: Any, known: ItemOutline | None) -> RawItem:  # noqa: ANN401 - untyped
    # It fills gaps: a date with what it reads in the guid, the guid with the link, the summary
    # with the start of the content.
    dated = known is None or known.dated
    identified = known is None or known.identified
    summarised = known is None or known.summarised
    return RawItem(
        title=given.get("title") or "",
        summary=(given.get("description") or "") if summarised else "",
        content=_first_content(given),
        link=given.get("link"),
        guid=given.get("id") if identified else None,
        author=given.get("author") or "",
        lang=known.lang if known else None,
        base=known.base if known else None,
        published=given.get("published") if dated else None,
        categories=_terms(given),
    )


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
        items=_each(found.entries, _thorough_item),
    )


def _thorough_item(given: Any) -> RawItem:  # noqa: ANN401 - untyped
    date = given.get("published_parsed")
    # Asked for a date of change that is not there, feedparser warns and gives the other one.
    if not date and "updated_parsed" in given:
        date = given["updated_parsed"]
    return RawItem(
        title=given.get("title") or "",
        summary=given.get("summary") or "",
        content=_first_content(given),
        link=given.get("link"),
        guid=given.get("id"),
        author=given.get("author") or "",
        lang=(given.get("title_detail") or {}).get("language"),
        base=(given.get("title_detail") or {}).get("base"),
        published=datetime.fromtimestamp(timegm(date), UTC).isoformat() if date else None,
        categories=_terms(given),
    )


def _each(entries: Iterable[Any], read: Callable[[Any], RawItem]) -> list[RawItem]:
    """Read what can be read: one odd item costs itself, not the feed."""
    items: list[RawItem] = []
    for given in entries:
        try:
            items.append(read(given))
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
            continue
    return items


def _first_content(given: Any) -> str:  # noqa: ANN401 - untyped
    contents = given.get("content") or [{}]
    return contents[0].get("value") or ""


def _terms(given: Any) -> tuple[str, ...]:  # noqa: ANN401 - untyped
    return tuple(t.get("term") or "" for t in given.get("tags") or ())
