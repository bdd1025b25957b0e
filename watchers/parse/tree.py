"""RSS, RDF and Atom by one walk over the tree: the feed and its items as published. Pure."""

from lxml import etree

from watchers.model.news import MOST_ITEMS
from watchers.parse.elements import (
    Meanings,
    local_name,
    namespace_of,
    usual_prefixes,
    vocabulary_of,
)
from watchers.parse.fields import Element, Fields
from watchers.parse.records import RawFeed, RawItem

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ITEM_NAMES = frozenset({"item", "entry"})


def read_tree(document: bytes, *, mended: bool = False) -> RawFeed | None:
    """Read UTF-8 XML; None where no element is found, or, unless it was `mended`, any mistake.

    Prefixes that are not declared are no mistake: what they stand for is known. No entity is
    expanded, and nothing is loaded.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        return None
    sound = all(error.domain == etree.ErrorDomains.NAMESPACE for error in parser.error_log)
    if root is None or not (sound or mended):
        return None
    return _Walk(root, based=b"xml:base" in document).feed()


class _Walk:
    """The walk over one document. What it learns of names at one item serves the others."""

    def __init__(self, root: Element, *, based: bool) -> None:
        self._root = root
        self._channel = next(root.iterchildren("{*}channel"), root)
        self._based = based
        self._prefixes = usual_prefixes(root.nsmap)
        self._meanings: dict[str, Meanings] = {}

    def feed(self) -> RawFeed:
        """Read all of it, but no more than MOST_ITEMS items."""
        elements = self._items()
        fields = self._fields(self._channel)
        return RawFeed(
            title=fields.best("title"),
            link=fields.best("link") or None,
            lang=self._root.get(_LANG) or self._channel.get(_LANG) or fields.best("lang") or None,
            items=[self._item(element) for element in elements[:MOST_ITEMS]],
            count=len(elements),
        )

    def _items(self) -> list[Element]:
        """Find the items, wherever they stand; an "item" in a stranger's namespace is none."""
        own = {namespace_of(self._root.tag), namespace_of(self._channel.tag)}
        named = list(self._root.iter("{*}item", "{*}entry"))
        if named:
            return [element for element in named if _is_ours(element.tag, own)] or named
        # Slower: names in capitals, and prefixes that are not declared.
        return [element for element in self._root.iter() if local_name(element.tag) in _ITEM_NAMES]

    def _item(self, element: Element) -> RawItem:
        fields = self._fields(element)
        return RawItem(
            title=fields.best("title"),
            summary=fields.best("summary"),
            content=fields.best("content"),
            links=fields.ranked("link"),
            guid=fields.best("guid") or None,
            author=fields.best("author") or fields.best("source"),
            lang=element.get(_LANG) or fields.best("lang") or None,
            dates=fields.ranked("date"),
            categories=fields.ranked("category"),
        )

    def _fields(self, element: Element) -> Fields:
        namespace = namespace_of(element.tag)
        meanings = self._meanings.get(namespace)
        if meanings is None:
            meanings = self._meanings[namespace] = Meanings(namespace, self._prefixes)
        return Fields(element, meanings, based=self._based)


def _is_ours(tag: str, own: set[str]) -> bool:
    namespace = namespace_of(tag)
    return namespace in own or vocabulary_of(namespace) in {"", "atom"}
