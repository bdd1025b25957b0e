"""What the elements of a feed mean, by their qualified names. Pure.

A feed's own elements are those in the namespace of its items: none in most RSS, a fixed one in
RSS 1.0 and Atom, an odd one where a publisher made a default namespace up. What stands in another
namespace only fills gaps, in the order of the table below, wherever it stands.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

# By namespace, less what publishers vary: letter case, http or https, the sign at the end.
_VOCABULARIES = {
    "": "",
    "http://purl.org/rss/1.0": "",
    "http://purl.org/net/rss1.1": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns": "atom",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
# Its namespace has a version, and there are many.
_PRISM = re.compile(r"http://(?:www\.)?prismstandard\.org/namespaces/")
_PREFIXES = frozenset(_VOCABULARIES.values()) - {""} | {"prism"}

# Of each field the elements that fill it, the best first.
_FIELDS = {
    "title": "title dc:title atom:title itunes:title media:title",
    "summary": (
        "description summary atom:summary dc:description dcterms:abstract itunes:summary"
        " itunes:subtitle"
    ),
    "content": "content:encoded content atom:content xhtml:body xhtml:div",
    "link": "link atom:link feedburner:origlink",
    "enclosure": "enclosure media:content",
    "group": "media:group",
    "guid": "guid id atom:id dc:identifier",
    "author": "author dc:creator atom:author dcterms:creator itunes:author",
    "source": "source atom:source",
    "lang": "language dc:language",
    "category": "category dc:subject atom:category",
    "date": (
        "pubdate published atom:published issued dcterms:issued dc:date date"
        " prism:publicationdate created dcterms:created updated modified atom:updated"
        " dcterms:modified lastbuilddate"
    ),
}


class Meaning(NamedTuple):
    """Which field of an item an element fills; of two that fill one the lower rank stands."""

    field: str
    rank: int


_MEANINGS = {
    name: Meaning(field, rank)
    for field, names in _FIELDS.items()
    for rank, name in enumerate(names.split())
}


class Meanings(dict[str, Meaning | None]):
    """The meaning of each tag, as lxml spells it, among elements of one namespace.

    `own` is that namespace. `prefixes` are those that the document declares, by namespace: one
    that nobody knows means what its prefix usually does.
    """

    def __init__(self, own: str, prefixes: Mapping[str, str]) -> None:
        self._own = own
        self._prefixes = prefixes

    def __missing__(self, tag: object) -> Meaning | None:
        # Comments and the like have a function for a tag.
        meaning = _MEANINGS.get(self._name(tag)) if isinstance(tag, str) else None
        self[tag] = meaning  # type: ignore[index]  # whatever lxml has for a tag can be a key
        return meaning

    def _name(self, tag: str) -> str:
        namespace, local = namespace_of(tag), local_name(tag)
        if namespace == self._own:
            return local
        vocabulary = vocabulary_of(namespace)
        if vocabulary is None:
            vocabulary = self._prefixes.get(namespace, "unknown")
        return f"{vocabulary}:{local}" if vocabulary else local


def usual_prefixes(declared: Mapping[str | None, str]) -> dict[str, str]:
    """Return by namespace the prefixes among `declared` that say what they stand for."""
    return {
        namespace: prefix.lower()
        for prefix, namespace in declared.items()
        if prefix and prefix.lower() in _PREFIXES
    }


def namespace_of(tag: str) -> str:
    """Return the namespace of an element; a prefix that is not declared stands for its own."""
    if tag.startswith("{"):
        return tag[1:].partition("}")[0]
    return tag.rpartition(":")[0]


def local_name(tag: object) -> str:
    """Return the name without namespace, in lower case; empty for what is no element."""
    # Comments and the like have a function for a tag.
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}" if tag.startswith("{") else ":")[2].lower()


def vocabulary_of(namespace: str) -> str | None:
    """Return the usual prefix of a namespace, empty for those of RSS; None if it is unknown."""
    if namespace.lower() in _PREFIXES:
        return namespace.lower()
    plain = namespace.strip().lower().replace("https://", "http://", 1).rstrip("/#")
    if _PRISM.match(plain):
        return "prism"
    return _VOCABULARIES.get(plain)
