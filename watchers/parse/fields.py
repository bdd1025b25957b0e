"""What the children of an item or channel say, field by field, the best first. Pure."""

import re
from collections import defaultdict
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

    def __init__(self, element: Element, meanings: Meanings, *, based: bool) -> None:
        self._based = based
        self._found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for child in element:
            meaning = meanings[child.tag]
            if meaning is None:
                continue
            field, rank = meaning
            if field in _SPECIAL:
                self._read(field, rank, child)
            else:
                self._add(field, rank, text_of(child))
        if about := element.get(_RDF_ABOUT):
            self._add("guid", _ABOUT_AS_GUID, about)
            self._add_link(_ABOUT, about, element)

    def best(self, field: str) -> str:
        """Return the best text for a field, empty if there is none; of equals the first."""
        found = self._found.get(field)
        if found is None:
            return ""
        return found[0][1] if len(found) == 1 else self.ranked(field)[0]

    def ranked(self, field: str) -> tuple[str, ...]:
        """Return all texts for a field, the best first."""
        found = self._found.get(field)
        if found is None:
            return ()
        if len(found) > 1:
            found = sorted(found, key=_rank)
        return tuple(text for _, text in found)

    def _add(self, field: str, rank: int, text: str) -> None:
        if text and not text.isspace():
            self._found[field].append((rank, text))

    def _add_link(self, rank: int, text: str, where: Element) -> None:
        """Join a link to the xml:base that holds where it stands."""
        text = text.strip()
        base = where.base if self._based and text else None
        try:
            self._add("link", rank, urljoin(base.strip(), text) if base else text)
        except ValueError:
            self._add("link", rank, text)

    def _read(self, field: str, rank: int, child: Element) -> None:
        match field:
            case "link":
                self._read_link(rank, child)
            case "guid":
                self._read_guid(rank, child)
            case "category":
                # Atom has a term for programs and a label for people: both are asked for.
                for text in (child.text, child.get("term"), child.get("label")):
                    self._add(field, rank, text or "")
            case "author":
                # A person of Atom has a name in an element of its own.
                self._add(field, rank, _inner(child, "name") or child.text or "")
            case "source":
                self._add(field, rank, _inner(child, "title") or child.text or "")
            case "content":
                self._read_content(rank, child)
            case "enclosure":
                # A picture leads to no article.
                if "image" not in f"{child.get('medium')} {child.get('type')}".lower():
                    self._add_link(rank + _ENCLOSURE, child.get("url") or "", child)
            case _:
                # Media in a group: of an item that is a film this is all there is.
                self._add("title", _GROUP, _inner(child, "title"))
                self._add("summary", _GROUP, _inner(child, "description"))

    def _read_link(self, rank: int, child: Element) -> None:
        """Read a link: Atom says in attributes where it leads and what it is, RSS has a text."""
        href = child.get("href")
        if href is None:
            self._add_link(rank, child.text or "", child)
            return
        # RFC 4287 4.2.7.2: a relation may be a full address; without one it is "alternate".
        relation = (child.get("rel") or "").strip().lower().rpartition("/")[2]
        if relation not in _RELATIONS:
            return
        rank += _RELATIONS[relation]
        if rank < _OTHER_FORMAT and (child.get("type") or "").strip().lower() not in _PAGE_TYPES:
            rank += _OTHER_FORMAT
        self._add_link(rank, href, child)

    def _read_guid(self, rank: int, child: Element) -> None:
        text = child.text or ""
        self._add("guid", 2 * rank, text)
        # RSS 2.0: a guid is a permalink unless it says that it is none.
        told = next((v for k, v in child.attrib.items() if k.lower() == "ispermalink"), "true")
        if told.strip().lower() == "true" and text.lstrip().lower().startswith("http"):
            self._add_link(_PERMALINK, text, child)

    def _read_content(self, rank: int, child: Element) -> None:
        # RFC 4287 4.1.3: content may stand elsewhere, and may be no text at all.
        kind = (child.get("type") or "text").strip().lower()
        is_text = "/" not in kind or kind.startswith("text/") or kind.endswith(("xml", "html"))
        if address := child.get("src"):
            self._add_link(rank + _ENCLOSURE, address, child)
        elif is_text:
            self._add("content", rank, text_of(child))


_SPECIAL = frozenset(
    {"author", "category", "content", "enclosure", "group", "guid", "link", "source"}
)


def text_of(element: Element) -> str:
    """Return an element's text; where elements stand in it (XHTML), its markup."""
    if not len(element):
        return element.text or ""
    from lxml import etree

    # The prefix of XHTML is a matter of the document's: <h:b> is bold as <b> is.
    inner = (_PREFIX.sub(r"\1", etree.tostring(child, encoding="unicode")) for child in element)
    return "".join([escape(element.text or "", quote=False), *inner])


def _inner(element: Element, name: str) -> str:
    """Return the text of the first child of that name; empty if there is none."""
    return next((text_of(child) for child in element if local_name(child.tag) == name), "")


def _rank(candidate: tuple[int, str]) -> int:
    return candidate[0]
