"""Reads Discord's marks as its client does: what people see, and what in it would act.

The rules are those of the client as its escapes and documents show: a backslash before any sign
takes its power; [label](address) is a link; <@…>, <#…>, <t:…> and @everyone act; a bare address
becomes a link by itself.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LABEL = r"(?:\\.|[^\[\]\\]|\[(?:\\.|[^\]\\])*\])*"
TOKEN = re.compile(
    rf"(?P<escape>\\[^0-9A-Za-z\s])"
    rf"|(?P<link>\[(?P<label>{LABEL})\]\(\s*<?(?P<url>https?://[^\s<>\\)]+)>?\s*\))"
    r"|(?P<time><t:-?\d+(?::[tTdDfFR])?>)"
    r"|(?P<mention><@[!&]?\d+>|<#\d+>|</[^>]+:\d+>|<a?:\w+:\d+>|<id:\w+>|@everyone|@here)"
    r"|(?P<bare><?https?://[^\s<>]+>?)"
    r"|(?P<mark>\*\*\*|\*\*|\*|__|_|~~|\|\||`+)"
    r"|(?P<text>.)",
    re.DOTALL,
)
HEADING = re.compile(r"^(?:#{1,3} |-# |[-*+] |\d+[.)] )", re.MULTILINE)
QUOTE = re.compile(r"^>(?:>>)? ", re.MULTILINE)


@dataclass
class Read:
    """A text as its readers see it."""

    visible: str = ""
    links: list = field(default_factory=list)  # (label, address, the visible line around it)
    mentions: list = field(default_factory=list)
    bare: list = field(default_factory=list)
    marks: list = field(default_factory=list)
    headings: list = field(default_factory=list)


def read(text):
    """Read a text with marks."""
    whole = Read()
    for line in (text or "").split("\n"):
        if HEADING.match(line):
            whole.headings.append(line)
        begin = len(whole.visible)
        links: list[tuple[str, str]] = []
        for token in TOKEN.finditer(QUOTE.sub("", line)):
            _token(token, whole, links)
        shown = whole.visible[begin:]
        whole.links += [(label, url, shown) for label, url in links]
        whole.visible += "\n"
    return whole


def _token(token, whole, links):
    if token["escape"]:
        whole.visible += token["escape"][1]
    elif token["link"]:
        inner = read(token["label"])
        label = inner.visible.rstrip("\n")
        whole.visible += label
        whole.mentions += inner.mentions
        links.append((label, token["url"]))
    elif token["time"]:
        whole.visible += "some time"
    elif token["mention"]:
        whole.mentions.append(token["mention"])
        whole.visible += token["mention"]
    elif token["bare"]:
        whole.bare.append(token["bare"])
        whole.visible += token["bare"]
    elif token["mark"]:
        whole.marks.append(token["mark"])
    else:
        whole.visible += token["text"]


def texts(message):
    """Give every text of a message as (where, text, whether marks are read there)."""
    yield "content", message.get("content") or "", True
    for n, one in enumerate(message.get("embeds") or []):
        yield f"embeds.{n}.author", (one.get("author") or {}).get("name") or "", False
        yield f"embeds.{n}.title", one.get("title") or "", True
        yield f"embeds.{n}.description", one.get("description") or "", True
        for m, each in enumerate(one.get("fields") or []):
            yield f"embeds.{n}.fields.{m}.name", each.get("name") or "", True
            yield f"embeds.{n}.fields.{m}.value", each.get("value") or "", True
        yield f"embeds.{n}.footer", (one.get("footer") or {}).get("text") or "", False


def seen(message):
    """Give all that people see of a message."""
    return "\n".join(
        read(text).visible.rstrip("\n") if marks else text for _, text, marks in texts(message)
    )


UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\u2060\ufeff]"
    "|(?<!@)\u200b|[\U000e0000-\U000e001f]"
)
SITE = re.compile(r"\b(?:[\w-]+\.)+[a-z]{2,24}\b", re.IGNORECASE)


def live(message):
    """Find what acts or deceives: mentions, links that hide where they lead, marks of a feed."""
    allowed = message.get("allowed_mentions") or {}
    named = {*(allowed.get("roles") or []), *(allowed.get("users") or [])}
    for where, text, marks in texts(message):
        for hidden in UNSEEN.findall(text):
            yield f"{where}: {hidden!r}"
        if not marks:
            continue
        yield from (f"{where}: {fault}" for fault in acting(read(text), allowed, named))
    for one in message.get("embeds") or []:
        title = read(one.get("title") or "").visible
        if one.get("url"):
            around = read(one.get("description") or "").visible
            yield from (f"title: {each}" for each in deceit(title, one["url"], around))


def acting(found, allowed, named):
    """Find what acts in one text."""
    for mention in found.mentions:
        everyone = mention in {"@everyone", "@here"} and "everyone" in allowed.get("parse", [])
        if not everyone and not named & set(re.findall(r"\d+", mention)):
            yield mention
    yield from (f"bare {one}" for one in found.bare)
    yield from (f"heading {one}" for one in found.headings)
    for mark in ("**", "*", "__", "_", "~~", "||", "***"):
        if found.marks.count(mark) % 2:
            yield f"an open {mark}"
    for label, url, line in found.links:
        yield from deceit(label, url, line)


def deceit(label, url, line):
    """Say whether a link leads elsewhere than it says, or does not say where."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if host not in line:
        yield f"a link that hides {host}"
    for named in SITE.findall(label):
        if named.lower().removeprefix("www.") not in host:
            yield f"a link that says {named} and leads to {host}"
