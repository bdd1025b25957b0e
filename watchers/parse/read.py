"""One document to a raw feed: what kind it is, who reads it, and what to do when that fails."""

from watchers.parse import jsonfeed, mend
from watchers.parse.charset import decode
from watchers.parse.foreign import fast, thorough
from watchers.parse.outline import outline
from watchers.parse.raw import RawFeed
from watchers.parse.refusal import Refusal
from watchers.parse.text import clean

_PAGE_ROOTS = frozenset({"html", "head", "body", "title", "meta", "script", "div", "center", "p"})
_PAGE_TITLE_WITHIN = 65_536
_PAGE_TITLE_CHARACTERS = 80


def read(body: bytes, *, content_type: str, url: str) -> RawFeed:
    """Read the feed in `body`; a feed without items is one too. Raises Refusal if there is none.

    Of a document that was cut off only the whole items are read.
    """
    text = mend.legal(decode(body, content_type)).strip()
    if not text:
        raise Refusal("NotAFeed", "an empty document, not a feed")
    if text.startswith(("{", "[")):
        return jsonfeed.read(text)
    text = mend.from_root(text)
    name = mend.root_name(text)
    if name in _PAGE_ROOTS:
        raise Refusal("NotAFeed", f"a web page, not a feed{_titled(text)}")
    if not name:
        raise Refusal("NotAFeed", "neither XML nor JSON, so not a feed")
    return _read_xml(text, name, url)


def _read_xml(text: str, name: str, url: str) -> RawFeed:
    document = text.encode()
    known = outline(document)
    if known is None or not known.sound:
        if name in mend.ROOTS:
            text = mend.without_cut_item(text)
        document = mend.mended(text).encode()
        known = outline(document)
    first = None if known and known.nested else fast(document, known)
    if first and len(first.items) >= mend.item_starts(text):
        return first
    # fastfeedparser raised, lost items, or cannot read the markup: the slow one knows more.
    second = thorough(document, url)
    feeds = [feed for feed in (first, second) if feed is not None]
    if feeds:
        return max(feeds, key=lambda feed: len(feed.items))
    if name in mend.ROOTS:
        return RawFeed()
    raise Refusal("NotAFeed", f"an XML document that begins with <{name[:40]}>, not a feed")


def _titled(page: str) -> str:
    head = page[:_PAGE_TITLE_WITHIN]
    lower = head.lower()
    start = lower.find(">", lower.find("<title")) + 1 if "<title" in lower else 0
    end = lower.find("</title", start)
    title = clean(head[start:end]) if 0 < start <= end else ""
    if len(title) > _PAGE_TITLE_CHARACTERS:
        title = title[:_PAGE_TITLE_CHARACTERS].rstrip() + "…"
    return f": {title}" if title else ""
