"""The links that a selector finds in a web page, as items. For the confined child."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from watchers.confined.child import Refusal
from watchers.fields.selectors import xpath_of
from watchers.parse.html import Element, base_of, html_root, text_of, title_of
from watchers.parse.links import join_link
from watchers.parse.records import RawFeed, RawItem, records_of
from watchers.words import counted

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_ROW = frozenset({"body", "html", "main"})
_MOST_LOOKED_AT = 10_000  # places that a selector finds; several may be of one link
_ROW_LEVELS = 5  # above a link: cards are boxes in boxes


def link_records(body: bytes, settings: Mapping[str, str | None]) -> Iterator[dict[str, object]]:
    """Read a page: a record of it as a whole, then one for each link that `links` finds.

    `settings` are those of `feed_records`, and the selectors `links`, `headline` and `when`; the
    last two are looked for beside each link, and may be empty. Raises Refusal: "not-a-page", or
    "no-links" where nothing is found.
    """
    root = html_root(body, str(settings["content_type"]))
    url = str(settings["url"])
    selector = str(settings["links"])
    found = find_elements(root, selector, "links")
    if not found:
        raise Refusal("no-links", f"links: {nothing_found(root, selector)}")
    linked = _raw_items(found[:_MOST_LOOKED_AT], base_of(root, url), settings)
    raws = [raw for raw in linked if raw.title]
    if not raws:
        what = "headline" if linked else "link"
        places = counted(len(found), "place")
        raise Refusal("no-links", f"links: {selector!r} finds {places}, but no {what} there")
    feed = RawFeed(title=title_of(root), lang=root.get("lang"), items=raws, count=len(raws))
    yield from records_of(feed, settings)


def find_elements(within: Element, selector: str, key: str) -> list[Element]:
    """Return the elements that `selector` finds, in the page's order.

    Raises Refusal "bad-selector", in which `key` names it, if it finds something else or breaks.
    """
    from lxml import etree

    try:
        found = etree.XPath(xpath_of(selector), regexp=False)(within)
    except etree.XPathError as e:
        said = " ".join(str(e).split())
        raise Refusal("bad-selector", f"{key}: {selector!r} breaks: {said[:100]}") from e
    if not isinstance(found, list) or not all(isinstance(e, etree._Element) for e in found):  # noqa: SLF001 - its only name
        raise Refusal("bad-selector", f"{key}: {selector!r} finds texts or numbers, not elements")
    return found


def nothing_found(root: Element, selector: str) -> str:
    """Return the sentence for a selector that finds nothing in a page."""
    links = counted(sum(1 for _ in root.iter("a")), "link")
    return (
        f"{selector!r} finds nothing; the page may have changed, or a script fills it in;"
        f" it has {links}"
    )


def _raw_items(
    found: Sequence[Element], base: str, settings: Mapping[str, str | None]
) -> list[RawItem]:
    """Return an item for each address, in the page's order; with the longest of its texts."""
    within = Counter(above for element in found for above in element.iterancestors())
    by_address: dict[str, RawItem] = {}
    for element in found:
        link = element if element.tag == "a" else next(element.iter("a"), None)
        address = None if link is None else join_link(link.get("href"), base)
        if link is None or address is None:
            continue
        row = _row(element, within)
        raw = RawItem(
            title=_title(link, row, str(settings["headline"] or "")),
            links=(address,),
            dates=_dates(row, str(settings["when"] or "")),
        )
        # A picture and a headline that lead to one page are one item.
        before = by_address.get(address)
        if before is None or len(raw.title) > len(before.title):
            by_address[address] = raw
    return list(by_address.values())


def _row(element: Element, within: Counter[Element]) -> Element:
    """Return the largest box around `element` that holds nothing else that was found."""
    row = element
    for _ in range(_ROW_LEVELS):
        above = row.getparent()
        if above is None or above.tag in _NO_ROW or within[above] > 1:
            break
        row = above
    return row


def _title(link: Element, row: Element, headline: str) -> str:
    if headline:
        return next(map(text_of, find_elements(row, headline, "headline")), "")
    # A link around a whole card has its headline in a heading.
    heading = next(link.iter(*_HEADINGS), link)
    return text_of(heading) or link.get("title") or link.get("aria-label") or ""


def _dates(row: Element, when: str) -> tuple[str, ...]:
    found = find_elements(row, when, "when") if when else list(row.iter("time"))
    return tuple(e.get("datetime") or text_of(e) for e in found[:1])
