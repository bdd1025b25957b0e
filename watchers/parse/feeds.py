"""One document to a feed: what kind it is, who reads it, and what to do when that fails."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from watchers.confined.child import Refusal
from watchers.parse import mend
from watchers.parse.charset import decode_body
from watchers.parse.foreign import read_fast, read_thoroughly
from watchers.parse.jsonfeed import read_json_feed
from watchers.parse.outline import outline_items
from watchers.parse.records import MOST_ITEMS, MOST_TITLE, RawFeed, item_records
from watchers.parse.text import clean_text

_PAGE_ROOTS = frozenset({"html", "head", "body", "title", "meta", "script", "div", "center", "p"})
_PAGE_TITLE_WITHIN = 65_536
_PAGE_TITLE_CHARACTERS = 80


def feed_records(body: bytes, settings: Mapping[str, str | None]) -> Iterator[dict[str, object]]:
    """Read a feed: a record of it as a whole, then one for each item. For the confined child.

    The first has its `title`; `beyond_cap`, how many items after the first MOST_ITEMS were left;
    and `unread_dates`, how many items have a date whose text cannot be read.

    `settings` are the `content_type`, the `url` it was found at, the `lang` of items that do not
    say (or None), and `now`, in ISO 8601 with its zone. Raises Refusal as `read_feed`.
    """
    url = str(settings["url"])
    feed = read_feed(body, content_type=str(settings["content_type"]), url=url)
    yield {
        "title": clean_text(feed.title)[:MOST_TITLE],
        "beyond_cap": max(0, len(feed.items) - MOST_ITEMS),
        "unread_dates": 0,
    }
    now = datetime.fromisoformat(str(settings["now"]))
    yield from item_records(feed, url=url, lang=settings["lang"], now=now)


def read_feed(body: bytes, *, content_type: str, url: str) -> RawFeed:
    """Read the feed in `body`; a feed without items is one too.

    Of a document that was cut off only the whole items are read. Raises Refusal: "not-a-feed",
    or "cut-off" where it ends before its first item does.
    """
    text = mend.legal(decode_body(body, content_type)).strip()
    if not text:
        raise Refusal("not-a-feed", "an empty document, not a feed")
    if text.startswith(("{", "[")):
        return read_json_feed(text)
    text = mend.from_root(text)
    name = mend.root_name(text)
    if name in _PAGE_ROOTS:
        raise Refusal("not-a-feed", f"a web page, not a feed{_titled(text)}")
    if not name:
        raise Refusal("not-a-feed", "neither XML nor JSON, so not a feed")
    return _read_xml(text, name, url)


def _read_xml(text: str, name: str, url: str) -> RawFeed:
    document = text.encode()
    known = outline_items(document)
    # Mended only where it is broken: a sound document means what it says.
    if known is None or not known.sound:
        if name in mend.ROOTS:
            text = mend.without_cut_item(text)
        document = mend.mended(text).encode()
        known = outline_items(document)
    # fastfeedparser leaves out a title that is made of elements: XHTML in Atom.
    first = None if known and known.nested else read_fast(document, known)
    if first and len(first.items) >= mend.item_starts(text):
        return first
    # fastfeedparser raised, lost items, or cannot read the markup: the slow one knows more.
    second = read_thoroughly(document, url)
    # Whoever found more items understood more.
    feeds = [feed for feed in (first, second) if feed is not None]
    if feeds:
        return max(feeds, key=lambda feed: len(feed.items))
    # A feed in which there is nothing yet is a feed.
    if name in mend.ROOTS:
        return RawFeed()
    raise Refusal("not-a-feed", f"an XML document that begins with <{name[:40]}>, not a feed")


def _titled(page: str) -> str:
    head = page[:_PAGE_TITLE_WITHIN]
    lower = head.lower()
    start = lower.find(">", lower.find("<title")) + 1 if "<title" in lower else 0
    end = lower.find("</title", start)
    title = clean_text(head[start:end]) if 0 < start <= end else ""
    if len(title) > _PAGE_TITLE_CHARACTERS:
        title = title[:_PAGE_TITLE_CHARACTERS].rstrip() + "…"
    return f": {title}" if title else ""
