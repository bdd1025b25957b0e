"""One document to a feed: what kind it is, who reads it, and what to do when that fails."""

from collections.abc import Iterator, Mapping

from watchers.confined.child import Refusal
from watchers.parse import mend
from watchers.parse.alternates import named_feeds
from watchers.parse.charset import decode_body
from watchers.parse.foreign import read_thoroughly
from watchers.parse.jsonfeed import read_json_feed
from watchers.parse.records import RawFeed, records_of
from watchers.parse.text import clean_text
from watchers.parse.tree import read_tree

_PAGE_ROOTS = frozenset({"html", "head", "body", "title", "meta", "script", "div", "center", "p"})
_PAGE_TITLE_WITHIN = 65_536
_PAGE_TITLE_CHARACTERS = 80
_CHECK = "check its address in a browser"


def feed_records(body: bytes, settings: Mapping[str, str | None]) -> Iterator[dict[str, object]]:
    """Read a feed: a record of it as a whole, then one for each item. For the confined child.

    They are those of `records_of`. `settings` are the `content_type`, the `url` it was found at,
    the `lang` of items that do not say (or None), and `now`, in ISO 8601 with its zone. Raises
    Refusal as `read_feed`.
    """
    content_type, url = str(settings["content_type"]), str(settings["url"])
    yield from records_of(read_feed(body, content_type=content_type, url=url), settings)


def read_feed(body: bytes, *, content_type: str, url: str) -> RawFeed:
    """Read the feed in `body`; a feed without items is one too.

    Of a document that was cut off only the whole items are read. Raises Refusal: "not-a-feed",
    or "cut-off" where it ends before its first item does.
    """
    text = decode_body(body, content_type).strip()
    if not text.startswith(("<", "{", "[")):
        text = mend.legal(text).strip()
    if not text:
        raise Refusal("not-a-feed", f"an empty document, not a feed; {_CHECK}")
    if text.startswith(("{", "[")):
        return read_json_feed(text)
    text = mend.from_root(text)
    name = mend.root_name(text)
    if not name:
        raise Refusal("not-a-feed", f"neither XML nor JSON, so not a feed; {_CHECK}")
    # Mended only where it is broken: a sound document means what it says.
    feed = None if name in _PAGE_ROOTS else read_tree(_utf8(text))
    if feed is None:
        feed = _read_broken(mend.legal(text), name, url)
    if feed is not None and (feed.items or name in mend.ROOTS):
        return feed
    if name in _PAGE_ROOTS:
        raise Refusal("not-a-feed", f"a web page, not a feed{_titled(text)}; {_cure(text, url)}")
    # A feed in which there is nothing yet is a feed.
    if name in mend.ROOTS:
        return RawFeed()
    said = f"an XML document that begins with <{name[:40]}>, not a feed; {_CHECK}"
    raise Refusal("not-a-feed", said)


def _read_broken(text: str, name: str, url: str) -> RawFeed | None:
    """Read a document that is not well-formed, or a page, in which a feed may stand."""
    if name in mend.ROOTS:
        text = mend.without_cut_item(text)
    starts = mend.item_starts(text)
    if name in _PAGE_ROOTS and not starts:
        return None
    document = _utf8(mend.mended(text))
    feed = read_tree(document, mended=True)
    if feed is not None and feed.count >= max(1, starts):
        return feed
    # Our reader lost items, or found none: feedparser, much slower, knows more of broken markup.
    other = read_thoroughly(document, url)
    # Whoever found more items understood more.
    feeds = [found for found in (feed, other) if found is not None]
    return max(feeds, key=lambda found: len(found.items), default=None)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _cure(page: str, url: str) -> str:
    feeds = named_feeds(page, url)
    if not feeds:
        return "it names no feed: try /feed or /rss.xml there, or watch it as a `page`"
    return f"it names {' and '.join(feeds)}: write that into rules.yaml"


def _titled(page: str) -> str:
    head = page[:_PAGE_TITLE_WITHIN]
    lower = head.lower()
    start = lower.find(">", lower.find("<title")) + 1 if "<title" in lower else 0
    end = lower.find("</title", start)
    title = clean_text(head[start:end]) if 0 < start <= end else ""
    if len(title) > _PAGE_TITLE_CHARACTERS:
        title = title[:_PAGE_TITLE_CHARACTERS].rstrip() + "…"
    return f": {title}" if title else ""
