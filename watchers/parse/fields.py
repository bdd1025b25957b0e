"""What the children of an item or channel say, field by field, the best first. Pure."""

import re
from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import Any
from urllib.parse import urljoin

from watchers.parse.elements import Meanings, local_name

Element = Any  # lxml ships no types

# Ranks of links that are none by their name: any of those goes before.
_OTHER_FORMAT, _PERMALINK, _ABOUT, _RELATED, _VIA, _ENCLOSURE = 10, 20, 30, 40, 41, 50
# What has another relation (self, edit, replies, payment, hub) is never the article.
_RELATIONS = {
    "": 0,
    "alternate": 0,
    "related": _RELATED,
    "via": _VIA,
    "enclosure": _ENCLOSURE,
}
_PAGE_TYPES = ("", "text/html", "application/xhtml+xml")
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PREFIX = re.compile(r"(</?)[\w.-]+:")
_ABOUT_AS_GUID = 1  # after a guid, before dc:identifier
_GROUP = 10  # after all that an item says outside of a group


class Fields:
    """The texts found in one element. `based` says whether the document has an xml:base."""

    __slots__ = ("_based", "_found")

    def __init__(self, element: Element, meanings: Meanings, *, based: bool) -> None:
        self._based = based
        found: dict[str, list[tuple[int, str]]] = {}
        self._found = found
        for child in element:
            meaning = meanings[child.tag]
            if meaning is None:
                continue
            field, rank = meaning
            read = _READERS.get(field)
            if read is not None:
                read(self, rank, child)
                continue
            text = text_of(child) if len(child) else child.text
            # As `add` does, without its call: a feed has hundreds of these.
            if text and not text.isspace():
                if field in found:
                    found[field].append((rank, text))
                else:
                    found[field] = [(rank, text)]
        if about := element.get(_RDF_ABOUT):
            self.add("guid", _ABOUT_AS_GUID, about)
            self.add_link(_ABOUT, about, element)

    def best(self, field: str) -> str:
        """Return the best text for a field, empty if there is none; of equals the first."""
        found = self._found.get(field)
        if found is None:
            return ""
        return found[0][1] if len(found) == 1 else min(found, key=_rank)[1]

    def ranked(self, field: str) -> tuple[str, ...]:
        """Return all texts for a field, the best first."""
        found = self._found.get(field)
        if found is None:
            return ()
        if len(found) == 1:
            return (found[0][1],)
        return tuple([text for _, text in sorted(found, key=_rank)])

    def add(self, field: str, rank: int, text: str | None) -> None:
        """Note a text for a field, unless there is nothing in it."""
        if not text or text.isspace():
            return
        found = self._found.get(field)
        if found is None:
            self._found[field] = [(rank, text)]
        else:
            found.append((rank, text))

    def add_link(self, rank: int, text: str | None, where: Element) -> None:
        """Note a link, joined to the xml:base that holds where it stands."""
        text = text.strip() if text else ""
        if text and self._based and (base := where.base):
            with suppress(ValueError):
                text = urljoin(base.strip(), text)
        self.add("link", rank, text)

    def add_inner(self, field: str, rank: int, child: Element, name: str) -> None:
        """Note the text of the first element of that name within, else the child's own."""
        inner = (text_of(each) for each in child if local_name(each.tag) == name)
        self.add(field, rank, next(inner, "") or child.text)


def text_of(element: Element) -> str:
    """Return an element's text; where elements stand in it (XHTML), its markup."""
    if not len(element):
        return element.text or ""
    from lxml import etree

    # The prefix of XHTML is a matter of the document's: <h:b> is bold as <b> is.
    inner = (_PREFIX.sub(r"\1", etree.tostring(child, encoding="unicode")) for child in element)
    return "".join([escape(element.text or "", quote=False), *inner])


def _read_author(fields: Fields, rank: int, child: Element) -> None:
    # A person of Atom has a name in an element of its own.
    fields.add_inner("author", rank, child, "name")


def _read_source(fields: Fields, rank: int, child: Element) -> None:
    fields.add_inner("source", rank, child, "title")


def _read_group(fields: Fields, _rank: int, child: Element) -> None:
    # Of an item that is a film this may be all there is.
    fields.add_inner("title", _GROUP, child, "title")
    fields.add_inner("summary", _GROUP, child, "description")


def _read_category(fields: Fields, rank: int, child: Element) -> None:
    # Atom has a term for programs and a label for people: both are asked for.
    fields.add("category", rank, child.text)
    fields.add("category", rank, child.get("term"))
    fields.add("category", rank, child.get("label"))


def _read_enclosure(fields: Fields, rank: int, child: Element) -> None:
    # A picture leads to no article.
    if "image" not in f"{child.get('medium')} {child.get('type')}".lower():
        fields.add_link(rank + _ENCLOSURE, child.get("url"), child)


def _read_link(fields: Fields, rank: int, child: Element) -> None:
    href = child.get("href")
    if href is None:
        fields.add_link(rank, child.text, child)
        return
    # Atom says in attributes what a link is (RFC 4287 4.2.7.2): a relation may be a full address,
    # and without one it is "alternate".
    relation = (child.get("rel") or "").strip().lower().rpartition("/")[2]
    if relation not in _RELATIONS:
        return
    rank += _RELATIONS[relation]
    if rank < _OTHER_FORMAT and (child.get("type") or "").strip().lower() not in _PAGE_TYPES:
        rank += _OTHER_FORMAT
    fields.add_link(rank, href, child)


def _read_guid(fields: Fields, rank: int, child: Element) -> None:
    text = child.text
    if not text:
        return
    fields.add("guid", 2 * rank, text)
    # RSS 2.0: a guid is a permalink unless it says that it is none.
    told = child.get("isPermaLink") or child.get("ispermalink") or "true"
    if told.strip().lower() == "true" and text.lstrip().lower().startswith("http"):
        fields.add_link(_PERMALINK, text, child)


def _read_content(fields: Fields, rank: int, child: Element) -> None:
    # RFC 4287 4.1.3: content may stand elsewhere, and may be no text at all.
    kind = (child.get("type") or "text").strip().lower()
    is_text = "/" not in kind or kind.startswith("text/") or kind.endswith(("xml", "html"))
    if address := child.get("src"):
        fields.add_link(rank + _ENCLOSURE, address, child)
    elif is_text:
        fields.add("content", rank, text_of(child))


_READERS: dict[str, Callable[[Fields, int, Element], None]] = {
    "author": _read_author,
    "category": _read_category,
    "content": _read_content,
    "enclosure": _read_enclosure,
    "group": _read_group,
    "guid": _read_guid,
    "link": _read_link,
    "source": _read_source,
}


def _rank(candidate: tuple[int, str]) -> int:
    return candidate[0]
