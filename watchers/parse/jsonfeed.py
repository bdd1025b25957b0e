"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""

import json
from typing import Any

from watchers.confined.child import Refusal
from watchers.parse.records import MOST_ITEMS, RawFeed, RawItem

_VERSIONS = ("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1")


def read_json_feed(text: str) -> RawFeed:
    """Read the feed. Raises Refusal where the JSON is broken or something else."""
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError) as e:
        raise Refusal("not-a-feed", "JSON that does not parse, and no feed") from e
    if not isinstance(found, dict) or not _text(found, "version").startswith(_VERSIONS):
        raise Refusal("not-a-feed", "JSON, but not a JSON Feed: its version is not jsonfeed.org's")
    items = found.get("items")
    if not isinstance(items, list):
        raise Refusal("not-a-feed", "a JSON Feed without a list of items")
    return RawFeed(
        title=_text(found, "title"),
        link=_text(found, "home_page_url") or None,
        lang=_text(found, "language") or None,
        items=[_item(i) for i in items[:MOST_ITEMS] if isinstance(i, dict)],
        count=len(items),
    )


def _item(item: dict[str, Any]) -> RawItem:
    # Of a link blog's item `url` is its own page, and `external_url` the page it speaks of.
    links = [_text(item, "url"), _text(item, "external_url")]
    dates = [_text(item, "date_published"), _text(item, "date_modified")]
    return RawItem(
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        content=_text(item, "content_html") or _plain(_text(item, "content_text")),
        links=tuple(link for link in links if link),
        guid=_text(item, "id") or None,
        author=_author(item),
        lang=_text(item, "language") or None,
        dates=tuple(date for date in dates if date),
        categories=tuple(t for t in _list(item, "tags") if isinstance(t, str)),
    )


def _author(item: dict[str, Any]) -> str:
    """Version 1.1 has a list of authors, 1.0 one."""
    authors = [*_list(item, "authors"), item.get("author")]
    return ", ".join(n for a in authors if isinstance(a, dict) and (n := _text(a, "name")))


def _text(holder: dict[str, Any], name: str) -> str:
    """Numbers are taken for their spelling: the specification asks it of ids."""
    value = holder.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def _list(holder: dict[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []


def _plain(text: str) -> str:
    """Escape what is not HTML, so that it is not read as such."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
