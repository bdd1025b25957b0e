"""A web page to its tree, and what every reader of pages asks of it. Pure."""

import re
from typing import Any

from watchers.confined.child import Refusal
from watchers.invisible import SURROGATES
from watchers.parse import mend
from watchers.parse.charset import decode_body
from watchers.parse.links import join_link
from watchers.parse.text import clean_text

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_LOOKS_LIKE_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BEGINNING = 4096

Element = Any
"""An element of lxml, which ships no types."""


def html_root(body: bytes, content_type: str) -> Element:
    """Return the root element of a page. Raises Refusal "not-a-page" for anything else."""
    from lxml import etree

    media = content_type.partition(";")[0].strip().lower()
    text = decode_body(body, content_type)
    if not text.strip():
        raise Refusal("not-a-page", "an empty document, not a web page")
    if mend.root_name(mend.from_root(text)) in mend.ROOTS:
        raise Refusal("not-a-page", "a feed, not a web page: write feed: instead of page:")
    if media not in _HTML_TYPES and not _LOOKS_LIKE_HTML.search(text, 0, _BEGINNING):
        raise Refusal("not-a-page", f"{media[:60] or 'something else'}, not a web page")
    legal = text.translate(SURROGATES | {0: ""}).encode()
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root = etree.fromstring(legal, parser)
    if root is None:
        raise Refusal("not-a-page", "a document without any element, not a web page")
    return root


def base_of(root: Element, url: str) -> str:
    """Return what links are relative to: `<base href>` where there is one, else `url`."""
    for element in root.iter("base"):
        if (base := join_link(element.get("href"), url)) is not None:
            return base
    return url


def text_of(element: Element) -> str:
    """Return the text of an element as a reader of the page sees it, on one line."""
    from lxml import etree

    return clean_text(etree.tostring(element, encoding="unicode", with_tail=False))


def title_of(root: Element) -> str:
    """Return the page's title, on one line; empty without one."""
    # The text alone: as markup a title is nothing that a reader of the page sees.
    return clean_text(next((e.text or "" for e in root.iter("title")), ""))
