"""OPML 2.0, the list of feeds that readers exchange: read in the confined child, and written."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import quoteattr

from watchers.confined.child import Refusal
from watchers.invisible import strip_invisible
from watchers.model.names import Tier
from watchers.model.rules import Source
from watchers.parse import mend
from watchers.parse.charset import decode_body
from watchers.parse.html import Element
from watchers.parse.links import join_link
from watchers.parse.text import clean_text

MOST_FEEDS = 5_000
_MOST_TITLE = 200
_MOST_FOLDERS = 5  # a path of more is cut at its beginning


def opml_records(body: bytes, settings: Mapping[str, str | None]) -> Iterator[dict[str, object]]:
    """Yield a record for each outline that has an address. For the confined child.

    It has `url`, None where the address is none; `written`, as it stands there; `title`, `lang`
    and `folder`, each possibly empty. `settings` are not used. Raises Refusal: "not-opml", or
    "too-many" for more than MOST_FEEDS.
    """
    del settings
    root = _root(body)
    outlines = [each for each in root.iter() if _name(each) == "outline"]
    count = 0
    for outline in outlines:
        attributes = {key.lower(): value for key, value in outline.attrib.items()}
        written = (attributes.get("xmlurl") or attributes.get("url") or "").strip()
        # A link to a page is no feed (OPML 2.0, "link"); what says nothing of its type is one.
        if not written or attributes.get("type", "rss").lower() in {"link", "include"}:
            continue
        count += 1
        if count > MOST_FEEDS:
            raise Refusal("too-many", f"it lists more than {MOST_FEEDS:,} feeds; split it")
        yield {
            "url": join_link(written),
            "written": clean_text(written)[:_MOST_TITLE],
            "title": _text(attributes.get("title") or attributes.get("text")),
            "lang": _text(attributes.get("language")),
            "folder": _folder(outline),
        }


def opml_of(sources: Iterable[Source], title: str, now: datetime) -> str:
    """Return OPML 2.0 of the feeds among `sources`, in their order; tiers are its categories."""
    outlines = "".join(
        f"    <outline {_attributes(source)}/>\n" for source in sources if source.kind == "feed"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head>\n'
        f"    <title>{_escaped(title)}</title>\n"
        f"    <dateCreated>{format_datetime(now)}</dateCreated>\n"
        f"  </head>\n  <body>\n{outlines}  </body>\n</opml>\n"
    )


def _attributes(source: Source) -> str:
    said = {"type": "rss", "text": source.name, "title": source.name, "xmlUrl": source.url}
    if source.lang:
        said["language"] = source.lang
    if source.tier is not Tier.OTHER:
        said["category"] = f"/{source.tier}"
    return " ".join(f"{key}={quoteattr(strip_invisible(value))}" for key, value in said.items())


def _escaped(text: str) -> str:
    return strip_invisible(text).replace("&", "&amp;").replace("<", "&lt;")


def _root(body: bytes) -> Element:
    from lxml import etree

    text = mend.from_root(mend.legal(decode_body(body)))
    if mend.root_name(text) != "opml":
        raise Refusal("not-opml", "not OPML: it does not begin with <opml>")
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    root = etree.fromstring(mend.mended(text).encode("utf-8", "replace"), parser)
    if root is None:
        raise Refusal("not-opml", "not OPML that can be read")
    return root


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _text(text: str | None) -> str:
    return clean_text(text or "")[:_MOST_TITLE]


def _folder(outline: Element) -> str:
    above = [each for each in outline.iterancestors() if _name(each) == "outline"]
    names = [_text(each.get("title") or each.get("text")) for each in above[:_MOST_FOLDERS]]
    return " / ".join(name for name in reversed(names) if name)
