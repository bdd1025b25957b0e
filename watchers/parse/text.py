"""Text of feeds made plain: no markup, no invisible tricks."""

import re
from functools import cache
from html import unescape
from typing import Any

from watchers.invisible import SURROGATES, strip_invisible

# Longer raw text is cut before it is looked at: no field that we keep is a tenth of this.
_RAW_MOST_CHARACTERS = 250_000

_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr output q rb"
    " ruby s samp small span strike strong sub sup time tt u var wbr"
)
_BLOCK_NAMES = (
    "address article aside blockquote body br button caption center dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html img input"
    " label legend li main map menu nav ol optgroup option p picture pre progress section select"
    " source summary table tbody td textarea tfoot th thead tr track ul video audio"
)
_UNSEEN_NAMES = (
    "applet area base canvas embed iframe link meta noembed noframes noscript object param rp rt"
    " script style svg math template title"
)
INLINE = frozenset(_INLINE_NAMES.split())
UNSEEN = frozenset(_UNSEEN_NAMES.split())
_TAGS = "|".join(sorted({*INLINE, *UNSEEN, *_BLOCK_NAMES.split()}, key=len, reverse=True))
_MARKUP = re.compile(rf"</?(?:{_TAGS}|[a-z]+[:-][a-z:-]+)(?=[\s/>])|<!--", re.IGNORECASE)
# Whatever else "<" begins is no tag: "GDP < 3%", "List<String>".
_PLAIN_LESS = re.compile(rf"<(?!/?(?:{_TAGS}|[a-z]+[:-][a-z:-]+)[\s/>]|!--)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

# C1 controls are what is left of windows-1252 read as ISO 8859-1; browsers read them so too.
_C1 = {c: bytes([c]).decode("cp1252", "ignore") for c in range(0x80, 0xA0)} | {0x85: " "}


def clean_text(text: str) -> str:
    """Return `text`, HTML or plain, as one line of plain text in NFC; no tag or control is left.

    What is escaped twice is read twice. Takes time linear in the text.
    """
    text = text[:_RAW_MOST_CHARACTERS].replace("<![CDATA[", "").replace("]]>", "")
    # Atom's html in RSS's description is markup in markup: two rounds, and no third, or a text
    # about markup would lose what it is about.
    for _ in range(2):
        if "<" in text and _MARKUP.search(text):
            text = _without_markup(text)
        elif "&" in text and _ENTITY.search(text):
            text = unescape(text)
        else:
            break
    if _MARKUP.search(text):
        text = _without_markup(_ENTITY.sub(lambda m: "&amp;" + m[0][1:], text))
    return " ".join(strip_invisible(text.translate(_C1)).split())


def _without_markup(text: str) -> str:
    from lxml import etree

    marked = _PLAIN_LESS.sub("&lt;", text).translate(SURROGATES | {0: ""})
    root = etree.fromstring(f"<div>{marked}</div>".encode(), _html_parser())
    if root is None:
        return ""
    pieces: list[str] = []
    _gather(root, pieces)
    return "".join(pieces)


def _gather(root: Any, pieces: list[str]) -> None:  # noqa: ANN401 - lxml ships no types
    """Collect the text that a reader of the page would see, without recursion."""
    from lxml import etree

    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += name in UNSEEN
            if not hidden:
                pieces.append(("" if name in INLINE else " ") + (element.text or ""))
            continue
        if event == "end":
            hidden -= name in UNSEEN
        if not hidden:
            space = "" if name in INLINE or event != "end" else " "
            pieces.append(space + (element.tail or ""))


@cache
def _html_parser() -> Any:  # noqa: ANN401 - lxml ships no types
    from lxml import etree

    return etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
