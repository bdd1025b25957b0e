"""An XML document made safe and, where it is broken, readable. Pure, linear in the text."""

import re
import sys
from collections.abc import Callable
from html.entities import html5

from watchers.confined.child import Refusal

ROOTS = frozenset({"rss", "feed", "rdf"})

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_START = re.compile(r"<(?:\?xml\b|rss\b|feed\b|rdf:RDF\b)", re.IGNORECASE)
_START_WITHIN = 8192
_NAME = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_IN_DOCTYPE = re.compile(r"<!--|[\"'\[\]>]")
_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
_REFERENCE = re.compile(r"&(?:#[xX][0-9a-fA-F]+;|#[0-9]+;|([A-Za-z][A-Za-z0-9]*);)?")
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_ITEM_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ITEM_START = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_MOST_DIGITS = 7


def legal(text: str) -> str:
    """Drop what XML 1.0 forbids as a character (2.2), spelt out or as a number."""
    return _NUMBER.sub(_legal_number, _ILLEGAL.sub("", text))


def from_root(text: str) -> str:
    """Cut everything before the root element, the document type with it.

    So no parser ever meets an entity that a document defines, nor the address of a DTD.
    """
    text = text.lstrip()
    if not text.startswith("<") and (found := _START.search(text, 0, _START_WITHIN)):
        text = text[found.start() :]
    at = 0
    while True:
        at = _past_space(text, at)
        if text.startswith("<?", at):
            at = _past(text, "?>", at)
        elif text.startswith("<!--", at):
            at = _past(text, "-->", at)
        elif text.startswith("<!", at):
            at = _past_doctype(text, at)
        else:
            return text[at:]


def root_name(text: str) -> str:
    """Return the name of the element that `text` begins with, without prefix; empty if none."""
    found = _NAME.match(text)
    return found[2].lower() if found else ""


def mended(text: str) -> str:
    """Escape what stands for nothing and spell HTML's entities as numbers, except in CDATA."""
    return _outside_cdata(text, lambda part: _REFERENCE.sub(_reference, part))


def item_starts(text: str) -> int:
    """Count the start tags of items, except in CDATA."""
    starts = 0

    def count(part: str) -> str:
        nonlocal starts
        starts += len(_ITEM_START.findall(part))
        return part

    _outside_cdata(text, count)
    return starts


def without_cut_item(text: str) -> str:
    """Drop what follows the last whole item if the document stops before its root ends.

    Raises Refusal if it stops before the first item ends.
    """
    found = _NAME.match(text)
    if found is None or f"</{found[1] or ''}{found[2]}".lower() in text.lower():
        return text
    plain = _outside_cdata(text, lambda part: part, hide="\0")
    ends = [m.end() for m in _ITEM_END.finditer(plain)]
    if not ends:
        raise Refusal(
            "cut-off", "the feed is cut off before its first item ends; it will be asked again"
        )
    return text[: ends[-1]]


def _past_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _past(text: str, end: str, at: int) -> int:
    found = text.find(end, at)
    return len(text) if found < 0 else found + len(end)


def _past_doctype(text: str, at: int) -> int:
    depth = 0
    while found := _IN_DOCTYPE.search(text, at):
        mark, at = found[0], found.end()
        # What is quoted or commented out ends nothing; brackets hold the internal subset (2.8).
        if mark == "<!--":
            at = _past(text, "-->", at)
        elif mark in "\"'":
            at = _past(text, mark, at)
        elif mark == ">" and depth <= 0:
            return at
        else:
            depth += {"[": 1, "]": -1}.get(mark, 0)
    return len(text)


def _outside_cdata(text: str, change: Callable[[str], str], hide: str = "") -> str:
    """Change the parts of `text` outside of CDATA; `hide` fills the sections, at equal length."""
    parts: list[str] = []
    at = 0
    while (start := text.find(_CDATA, at)) >= 0:
        end = _past(text, _CDATA_END, start)
        parts += [change(text[at:start]), hide * (end - start) if hide else text[start:end]]
        at = end
    return "".join([*parts, change(text[at:])])


def _legal_number(found: re.Match[str]) -> str:
    digits = (found[1] or found[2]).lstrip("0")
    # Python refuses to read numbers of thousands of digits, and no character needs more than seven.
    if not digits or len(digits) > _MOST_DIGITS:
        return ""
    code = int(digits, 16 if found[1] else 10)
    return found[0] if code <= sys.maxunicode and not _ILLEGAL.match(chr(code)) else ""


def _reference(found: re.Match[str]) -> str:
    name = found[1]
    # The five that XML defines itself (4.6), and numbers, mean what they say.
    if name in _XML_OWN or (name is None and found[0] != "&"):
        return found[0]
    spelt = html5.get(f"{name};") if name else None
    return "".join(f"&#{ord(c)};" for c in spelt) if spelt else f"&amp;{found[0][1:]}"
