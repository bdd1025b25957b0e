"""What fastfeedparser does not tell of a document: is it sound, its languages, bases, dates."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

_XML = "{http://www.w3.org/XML/1998/namespace}"
_DATES = frozenset(
    {"pubdate", "date", "published", "issued", "updated", "modified", "created", "lastbuilddate"}
)
_IDS = frozenset({"guid", "id", "identifier"})
_PHRASES = frozenset({"title", "summary", "description"})
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
# A date that names no year is a guess by whoever reads it: dateutil fills in today's.
_YEARLY = re.compile(r"\d{4}|\d{1,2}[ ./-]\w{1,9}[ ./-]\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOutline:
    """What an item's own elements and attributes are, below what a parser makes of them."""

    lang: str | None
    base: str | None
    dated: bool
    identified: bool  # has a guid or id of its own
    summarised: bool  # has a description or summary of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What the document as a whole is."""

    sound: bool  # well-formed
    nested: bool  # elements stand in a title or summary
    lang: str | None
    items: tuple[ItemOutline, ...]


def outline_items(document: bytes) -> Outline | None:
    """Read the outline of UTF-8 XML; None where not even libxml2's recovery finds an element."""
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    found = [e for e in root.iter() if _local(e) in {"item", "entry"}]
    return Outline(
        sound=not parser.error_log,
        nested=any(len(e) for e in root.iter() if _local(e) in _PHRASES),
        lang=_feed_lang(root),
        items=tuple(_item(e) for e in found),
    )


def _local(element: Any) -> str:  # noqa: ANN401 - lxml ships no types
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _feed_lang(root: Any) -> str | None:  # noqa: ANN401 - lxml ships no types
    for holder in (root, *(e for e in root if _local(e) == "channel")):
        if lang := _lang(holder):
            return lang
    return None


def _lang(element: Any) -> str | None:  # noqa: ANN401 - lxml ships no types
    if lang := element.get(_XML + "lang"):
        return str(lang)
    for child in element:
        if _local(child) == "language" and child.text:
            return str(child.text).strip()
    return None


def _item(element: Any) -> ItemOutline:  # noqa: ANN401 - lxml ships no types
    texts = [(_local(c), c.text or "") for c in element]
    return ItemOutline(
        lang=_lang(element),
        base=element.base,
        dated=any(name in _DATES and _YEARLY.search(text) for name, text in texts),
        identified=_ABOUT in element.attrib or any(n in _IDS and t.strip() for n, t in texts),
        summarised=any(n in {"description", "summary"} and t.strip() for n, t in texts),
    )
