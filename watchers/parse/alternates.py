"""The feeds that a web page names, for whoever gave a page's address in place of its feed's."""

import re
from collections.abc import Iterator, Mapping
from html import unescape

from watchers.parse.charset import decode_body
from watchers.parse.links import join_link

_LINK = re.compile(r"<(?:link|a)\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-z]{1,20})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_BASE = re.compile(r"<base\b[^<>]{0,2000}>", re.IGNORECASE)
_FEED_TYPES = re.compile(r"application/(?:(?:rss|atom|rdf)\+xml|feed\+json)", re.IGNORECASE)
# A link that anybody may click, by the names that programs give to feeds.
_FEED_PATH = re.compile(
    r"(?:/feed/?|/rss/?|\.rss|\.atom|/(?:rss|atom|feed|index)\.xml|/feed\.json)(?:\?.*)?\Z",
    re.IGNORECASE,
)
_WITHIN = 1 << 20  # characters of a page
_MOST = 3  # in a sentence
_MOST_OFFERED = 20  # to who asks for them


def named_feed_records(body: bytes, settings: Mapping[str, str]) -> list[str]:
    """Return the feeds that a page names, the main one first. For the confined child.

    `settings` are the `content_type` and the `url` it was found at.
    """
    page = decode_body(body, settings["content_type"])
    return named_feeds(page, settings["url"], most=_MOST_OFFERED)


def named_feeds(page: str, url: str, *, most: int = _MOST) -> list[str]:
    """Return the feeds that `page`, found at `url`, names: at most `most`, the main one first.

    What its head declares (`rel="alternate"`) goes before links that only look like feeds.
    """
    page = page[:_WITHIN]
    base = next((_attributes(found[0]).get("href") for found in _BASE.finditer(page)), None)
    declared, clicked = [], []
    for tag, attributes in _links(page):
        address = join_link(attributes.get("href"), base, url)
        if address is None:
            continue
        if tag == "link":
            named = "alternate" in attributes.get("rel", "").lower().split()
            if named and _FEED_TYPES.match(attributes.get("type", "").strip()):
                declared.append(address)
        elif _FEED_PATH.search(address):
            clicked.append(address)
    return list(dict.fromkeys([*declared, *clicked]))[:most]


def _links(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    for found in _LINK.finditer(page):
        yield ("link" if found[0][1:5].lower() == "link" else "a"), _attributes(found[0])


def _attributes(tag: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "").strip()
        for found in _ATTRIBUTE.finditer(tag)
    }
