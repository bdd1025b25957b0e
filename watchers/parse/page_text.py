"""A text in a web page, line by line, and what came and went since. For the confined child."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from watchers.confined.child import Refusal
from watchers.parse.html import Element, html_root, title_of
from watchers.parse.page import find_elements, nothing_found
from watchers.parse.records import MOST_TITLE, RawFeed, RawItem, item_records
from watchers.parse.text import INLINE, UNSEEN, clean_text
from watchers.words import excerpt

MOST_TEXT = 20_000
"""Characters that are watched; all of them are kept, to say what went."""
_TITLE_SAYS = 160
_BREAKS = re.compile(r"[\r\n\f]+")
_CELLS = frozenset({"td", "th", "dt"})  # a row of a table is one line


def text_records(body: bytes, settings: Mapping[str, str | None]) -> Iterator[dict[str, object]]:
    """Read a page: a record of it as a whole, with the `memory` to come back with, then its change.

    `settings` are those of `feed_records`, the selector `text`, the source's `name`, and the
    `memory` of the last read. Without one there is no change. Raises Refusal: "not-a-page", or
    "no-text" where nothing is found, or too much.
    """
    root = html_root(body, str(settings["content_type"]))
    lines = _lines(root, str(settings["text"]))
    memory, before = "\n".join(lines), str(settings["memory"] or "")
    yield {
        "title": title_of(root)[:MOST_TITLE],
        "beyond_cap": 0,
        "unread_dates": 0,
        "memory": memory,
    }
    came, went = _without(lines, before.split("\n")), _without(before.split("\n"), lines)
    # What only moved within the text is no news.
    if not before or not (came or went):
        return
    now = datetime.fromisoformat(str(settings["now"]))
    raw = RawItem(
        title=f"{settings['name']}: {_said(came, went)}",
        summary=" ".join([*_listed("New", came), *_listed("Gone", went)]),
        guid=_name_of_change(before, memory, now),
        lang=root.get("lang"),
    )
    feed = RawFeed(items=[raw])
    for record in item_records(feed, [now], url="", lang=settings["lang"]):
        # Its address names the page, not the change: it stands here after the names were given.
        yield record | {"url": settings["url"]}


def _name_of_change(before: str, after: str, now: datetime) -> str:
    """Return a guid: a text that flips to and fro within a day is told once each way."""
    return sha256("\0".join((before, after, now.date().isoformat())).encode()).hexdigest()


def _lines(root: Element, selector: str) -> list[str]:
    found = find_elements(root, selector, "text")
    if not found:
        raise Refusal("no-text", f"text: {nothing_found(root, selector)}")
    # What stands in another part that was found is read with that.
    parts = set(found)
    outermost = [part for part in found if parts.isdisjoint(part.iterancestors())]
    lines = [line for part in outermost for line in _lines_of(part)]
    if not lines:
        raise Refusal("no-text", f"text: {selector!r} finds a place without any text in it")
    if sum(map(len, lines)) > MOST_TEXT:
        raise Refusal(
            "no-text",
            f"text: {selector!r} finds more than {MOST_TEXT:,} characters; name a smaller part",
        )
    return lines


def _lines_of(element: Element) -> list[str]:
    """Return the text of an element as its reader sees it: a line a paragraph, or a row."""
    from lxml import etree

    pieces: list[str] = []
    hidden = 0
    for event, part in etree.iterwalk(element, events=("start", "end")):
        name = part.tag if isinstance(part.tag, str) else ""
        parting = "" if name in INLINE else " " if name in _CELLS else "\n"
        if event == "start":
            hidden += name in UNSEEN
            if not hidden:
                pieces.append(parting + _flat(part.text))
            continue
        hidden -= name in UNSEEN
        # What follows the element itself is no part of it.
        if not hidden and part is not element:
            pieces.append(parting + _flat(part.tail))
    cleaned = (clean_text(line) for line in "".join(pieces).split("\n"))
    return [line for line in cleaned if line]


def _flat(text: str | None) -> str:
    """Return what stands between two tags; a line break in the source of a page is a blank."""
    return _BREAKS.sub(" ", text or "")


def _without(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the lines that are not among the others, as often as they are not, in order."""
    left = Counter(lines)
    left.subtract(others)
    kept = []
    for line in reversed(lines):
        if line and left[line] > 0:
            left[line] -= 1
            kept.append(line)
    return kept[::-1]


def _said(came: Sequence[str], went: Sequence[str]) -> str:
    if came:
        return excerpt(" / ".join(came), _TITLE_SAYS)
    return f"gone: {excerpt(' / '.join(went), _TITLE_SAYS)}"


def _listed(what: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{what}: {' / '.join(lines)}"
