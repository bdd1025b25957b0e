"""Text of feeds made plain: no markup, no invisible tricks."""

import re
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache
from html import unescape
from typing import Any

from watchers.invisible import SURROGATES, strip_invisible

Element = Any  # lxml ships no types

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
_BLOCK = frozenset(_BLOCK_NAMES.split())
INLINE = frozenset(_INLINE_NAMES.split())
UNSEEN = frozenset(_UNSEEN_NAMES.split())
_TAGS = "|".join(sorted(INLINE | UNSEEN | _BLOCK, key=len, reverse=True))
_CUSTOM = "[a-z]+[:-][a-z:-]+"
_NAME = rf"(?:{_TAGS}|{_CUSTOM})"
_MARKUP = re.compile(rf"</?{_NAME}(?=[\s/>])|<!--", re.IGNORECASE)
# Whatever else "<" begins is no tag: "GDP < 3%", "List<String>".
_PLAIN_LESS = re.compile(rf"<(?!/?{_NAME}[\s/>]|!--)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# A blank to `str.split`, and no character of XML: it ends a block until the text is cleaned.
_BLOCK_END = "\x1e"
_CLASS_WORD = re.compile(r"[^\s_]+")
_CUSTOM_NAME = re.compile(_CUSTOM)
# A tag whose end is plain: no "<" or ">" within its quotes.
_TAG = re.compile(r"</?([A-Za-z][\w:-]*)(?=[\s/>])(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*+>")

# C1 controls are what is left of windows-1252 read as ISO 8859-1; browsers read them so too.
_C1 = {c: bytes([c]).decode("cp1252", "ignore") for c in range(0x80, 0xA0)} | {0x85: " "}
# Letters, digits and signs that nobody composes, hides or stacks, of the scripts of most news.
_COMMON = re.compile(
    r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u064a"
    r"\u0660-\u066f\u0671-\u06d3\u06f0-\u06f9\u1e00-\u1fff\u2010-\u2027\u2030-\u205e"
    r"\u2070-\u20bf\u2100-\u27bf\u3001-\u3029\u3030-\u3096\u309b-\u3163\u3165-\u318e"
    r"\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9f]*"
)


def clean_text(text: str) -> str:
    """Return `text`, HTML or plain, as one line of plain text in NFC; no tag or control is left.

    What is escaped twice is read twice. Takes time linear in the text.
    """
    return visible_line(_plain_text(text, ()))


def text_blocks(text: str, apart: Collection[str]) -> list[str]:
    """Return the blocks of a text as one line each, still with what hides in it.

    Left out are elements that are named in `apart`, or have one of these words in their class.
    Plain text has a block a line.
    """
    plain = _plain_text(text, apart)
    if "<" not in text and "&lt;" not in text:
        plain = plain.replace("\n", _BLOCK_END)
    lines = [" ".join(block.split()) for block in plain.split(_BLOCK_END)]
    return [line for line in lines if line]


def _plain_text(text: str, apart: Collection[str]) -> str:
    if "<" not in text and "&" not in text and "]]>" not in text:
        return text[:_RAW_MOST_CHARACTERS]
    text = text[:_RAW_MOST_CHARACTERS].replace("<![CDATA[", "").replace("]]>", "")
    # Atom's html in RSS's description is markup in markup: two rounds, and no third, or a text
    # about markup would lose what it is about.
    for _ in range(2):
        if "<" in text and _MARKUP.search(text):
            text = _without_markup(text, apart)
        elif "&" in text and _ENTITY.search(text):
            text = _ENTITY.sub(_character, text)
        else:
            break
    if "<" in text and _MARKUP.search(text):
        text = _without_markup(_ENTITY.sub(lambda m: "&amp;" + m[0][1:], text), apart)
    return text


def visible_line(text: str) -> str:
    """Return plain text as one line, without what hides in it."""
    line = " ".join(text.split())
    # Most lines hold nothing that hides, and all of the rest costs ten times as much to find out.
    if line.isprintable() and (line.isascii() or _is_common(line)):
        return line
    return " ".join(strip_invisible(text.translate(_C1)).split())


def _is_common(line: str) -> bool:
    return bool(_COMMON.fullmatch(line)) and unicodedata.is_normalized("NFC", line)


def _character(entity: re.Match[str]) -> str:
    return _unescaped(entity[0])


_unescaped = lru_cache(maxsize=512)(unescape)


def _without_markup(text: str, apart: Collection[str]) -> str:
    """Return what a reader of the page would see; entities are read once."""
    stripped = None if _may_hold(text, apart) else _without_tags(text)
    return _parsed(text, apart) if stripped is None else _ENTITY.sub(_character, stripped)


def _may_hold(text: str, apart: Collection[str]) -> bool:
    if not apart or not ("class" in text or "<fig" in text):
        return False
    lower = text.lower()
    return any(word in lower for word in apart)


def _without_tags(text: str) -> str | None:
    """Return `text` without its tags; None where it takes a parser to know what is seen."""
    stripped = _TAG.sub(_space, _without_comments(text))
    # Tags that are left hide what follows them, or have no end.
    return None if "<" in stripped and _MARKUP.search(stripped) else stripped


def _without_comments(text: str) -> str:
    """Return `text` without its comments, up to one that does not end."""
    if "<!--" not in text:
        return text
    pieces, at = [], 0
    # "<!-->" is a whole one (HTML 13.1.6), so its end may begin within its beginning.
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 2)) >= 0:
        pieces.append(text[at:start])
        at = end + len("-->")
    return "".join([*pieces, text[at:]])


def _space(tag: re.Match[str]) -> str:
    """Return what stands for a tag: nothing within a word, a space between blocks."""
    name = tag[1].lower()
    if name in INLINE:
        return ""
    return _BLOCK_END if name in _BLOCK or _CUSTOM_NAME.fullmatch(name) else tag[0]


def _parsed(text: str, apart: Collection[str]) -> str:
    from lxml import etree

    marked = _PLAIN_LESS.sub("&lt;", text).translate(SURROGATES | {0: ""})
    root = etree.fromstring(f"<div>{marked}</div>".encode(), _html_parser())
    if root is None:
        return ""
    pieces: list[str] = []
    _gather(root, pieces, apart)
    return "".join(pieces)


def _gather(root: Element, pieces: list[str], apart: Collection[str]) -> None:
    """Collect the text that a reader of the page would see, without recursion."""
    from lxml import etree

    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += name in UNSEEN or _is_apart(element, apart)
            if not hidden:
                pieces.append(("" if name in INLINE else _BLOCK_END) + (element.text or ""))
            continue
        if event == "end":
            hidden -= name in UNSEEN or _is_apart(element, apart)
        if not hidden:
            space = "" if name in INLINE or event != "end" else _BLOCK_END
            pieces.append(space + (element.tail or ""))


def _is_apart(element: Element, apart: Collection[str]) -> bool:
    if not apart:
        return False
    words = _CLASS_WORD.findall((element.get("class") or "").lower())
    return element.tag in apart or any(word in apart for word in words)


@cache
def _html_parser() -> Any:  # noqa: ANN401 - lxml ships no types
    from lxml import etree

    return etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
