"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""

import json
import re
from typing import Any

from watchers.confined.child import Refusal
from watchers.model.news import MOST_ITEMS
from watchers.parse.records import RawFeed, RawItem

_CHECK = "check its address in a browser"
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_VERSIONS = ("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1")


def read_json_feed(text: str) -> RawFeed:
    """Read the feed; of JSON that is cut off or broken, the items before that.

    Raises Refusal where there are none, or the JSON is something else.
    """
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        found = _first_items(text)
    if not isinstance(found, dict) or not _text(found, "version").startswith(_VERSIONS):
        raise Refusal(
            "not-a-feed",
            f"JSON, but not a JSON Feed: its version is not jsonfeed.org's; {_CHECK}, "
            "or watch its numbers as a `series`",
        )
    items = found.get("items")
    if not isinstance(items, list):
        raise Refusal("not-a-feed", f"a JSON Feed without a list of items; {_CHECK}")
    return RawFeed(
        title=_text(found, "title"),
        link=_text(found, "home_page_url") or None,
        lang=_text(found, "language") or None,
        items=[_item(i) for i in items[:MOST_ITEMS] if isinstance(i, dict)],
        count=len(items),
    )


def _first_items(text: str) -> dict[str, Any]:
    """Read the whole items of a document that does not parse. Raises Refusal without any."""
    feed: dict[str, Any] = {}
    items: list[Any] = []
    decoder = json.JSONDecoder(strict=False)
    try:
        if (start := _ITEMS.search(text)) is not None:
            # What stands before the items is the feed's own.
            feed = json.loads(text[: start.start()].rstrip().rstrip(",") + "}", strict=False)
            at = start.end()
            while at < len(text):
                item, at = decoder.raw_decode(text, _past_comma(text, at))
                items.append(item)
    except (ValueError, RecursionError):
        pass  # here it is cut off, or broken
    if not items:
        raise Refusal("not-a-feed", f"JSON that does not parse, and no feed; {_CHECK}")
    return {**feed, "items": items}


def _past_comma(text: str, at: int) -> int:
    while at < len(text) and (text[at] == "," or text[at].isspace()):
        at += 1
    return at


def _item(item: dict[str, Any]) -> RawItem:
    # Of a link blog's item `url` is its own page, and `external_url` the page it speaks of.
    id_ = _text(item, "id")
    links = [_text(item, "url"), _text(item, "external_url")]
    # Where it has neither, as in RSS: an id that is an address, and what is attached.
    links += [id_] if id_.startswith(("http://", "https://")) else []
    links += [_text(each, "url") for each in _list(item, "attachments") if isinstance(each, dict)]
    dates = [_text(item, "date_published"), _text(item, "date_modified")]
    return RawItem(
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        content=_text(item, "content_html") or _plain(_text(item, "content_text")),
        links=tuple(link for link in links if link),
        guid=id_ or None,
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
