"""Text of feeds made plain: no markup, no invisible tricks (FAULTS.md 4.6)."""

import re
import unicodedata
from functools import cache
from html import unescape
from typing import Any

import regex

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
_INLINE = frozenset(_INLINE_NAMES.split())
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
_TAGS = "|".join(sorted({*_INLINE, *_UNSEEN, *_BLOCK_NAMES.split()}, key=len, reverse=True))
_MARKUP = re.compile(rf"</?(?:{_TAGS}|[a-z]+[:-][a-z:-]+)(?=[\s/>])|<!--", re.IGNORECASE)
# Whatever else "<" begins is no tag: "GDP < 3%", "List<String>".
_PLAIN_LESS = re.compile(rf"<(?!/?(?:{_TAGS}|[a-z]+[:-][a-z:-]+)[\s/>]|!--)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

# C1 controls are what is left of windows-1252 read as ISO 8859-1; browsers read them so too.
_C1 = {c: bytes([c]).decode("cp1252", "ignore") for c in range(0x80, 0xA0)} | {0x85: " "}
_DROPPED = dict.fromkeys(
    [
        *range(0x20),
        0x7F,
        0xAD,
        0x34F,  # grapheme joiner
        0x61C,
        *range(0x115F, 0x1161),  # fillers
        *range(0x17B4, 0x17B6),
        0x180E,
        0x200B,
        *range(0x200E, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0x3164,
        *range(0xFDD0, 0xFDF0),
        0xFEFF,
        0xFFA0,
        *range(0xFFF9, 0xFFFC),
        *(plane + c for plane in range(0, 0x110000, 0x10000) for c in (0xFFFE, 0xFFFF)),
    ],
    "",
)
_SPACED = dict.fromkeys([*range(0x09, 0x0E), 0x2028, 0x2029], " ")
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_TABLE = _C1 | _DROPPED | _SPACED | _SURROGATES

# Flags of regions spell their name in tag characters and end with the cancel tag (UTS 51).
_TAG_CHARACTERS = regex.compile(
    r"(\U0001F3F4[\U000E0020-\U000E007E]{1,8}\U000E007F)|[\U000E0000-\U000E007F]"
)
# Joiners shape Persian and Indic words and tie emoji together. Between Latin letters they only
# hide a word from who looks for it.
_JOINED = r"[[\p{L}\p{M}\p{So}\p{Sk}]--[\p{Latin}\p{Greek}\p{Cyrillic}]]"
_JOINER = regex.compile(rf"(?V1)(?<!{_JOINED})[\u200C\u200D]+|[\u200C\u200D]+(?!{_JOINED})")
_MARKS = regex.compile(r"(\p{M}{4})\p{M}+")


def clean(text: str) -> str:
    """Make `text`, HTML or plain, one line of plain text in NFC; no tag or control is left.

    What is escaped twice is read twice. Takes time linear in the text.
    """
    text = text[:_RAW_MOST_CHARACTERS].replace("<![CDATA[", "").replace("]]>", "")
    for _ in range(2):
        if "<" in text and _MARKUP.search(text):
            text = _without_markup(text)
        elif "&" in text and _ENTITY.search(text):
            text = unescape(text)
        else:
            break
    if _MARKUP.search(text):
        text = _without_markup(_ENTITY.sub(lambda m: "&amp;" + m[0][1:], text))
    return _visible(text)


def _visible(text: str) -> str:
    if not text.isascii():
        text = text.translate(_TABLE)
        text = _TAG_CHARACTERS.sub(r"\1", text)
        text = _JOINER.sub("", text)
        text = unicodedata.normalize("NFC", _MARKS.sub(r"\1", text))
    else:
        text = text.translate(_TABLE)
    return " ".join(text.split())


def _without_markup(text: str) -> str:
    from lxml import etree

    marked = _PLAIN_LESS.sub("&lt;", text).translate(_SURROGATES | {0: ""})
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
            hidden += name in _UNSEEN
            if not hidden:
                pieces.append(("" if name in _INLINE else " ") + (element.text or ""))
            continue
        if event == "end":
            hidden -= name in _UNSEEN
        if not hidden:
            space = "" if name in _INLINE or event != "end" else " "
            pieces.append(space + (element.tail or ""))


@cache
def _html_parser() -> Any:  # noqa: ANN401 - lxml ships no types
    from lxml import etree

    return etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
