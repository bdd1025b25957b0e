"""What news searches found: GDELT's JSON and Google's RSS. For the confined child."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from watchers.confined.child import Refusal
from watchers.parse.charset import decode_body
from watchers.parse.feeds import read_feed
from watchers.parse.records import RawFeed, RawItem, records_of
from watchers.words import excerpt

_MOST_SAID = 120
# GDELT escapes what JSON does not (RFC 8259, 7), and leaves line breaks in headlines.
_NO_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
# Its headlines are cut into tokens: "Oil , gas and coal : a year".
_LOOSE = re.compile(r"\s+(?=[,.;:!?%)\]»”’])")
_OUTLET_MOST = 80
# The names that it gives languages; one that is missing here leaves the language open.
_LANGUAGE_NAMES = (
    "albanian=sq arabic=ar armenian=hy azerbaijani=az belarusian=be bengali=bn bosnian=bs"
    " bulgarian=bg catalan=ca chinese=zh croatian=hr czech=cs danish=da dutch=nl english=en"
    " estonian=et finnish=fi french=fr georgian=ka german=de greek=el hebrew=he hindi=hi"
    " hungarian=hu indonesian=id italian=it japanese=ja kazakh=kk korean=ko latvian=lv"
    " lithuanian=lt macedonian=mk malay=ms mongolian=mn norwegian=no persian=fa polish=pl"
    " portuguese=pt romanian=ro russian=ru serbian=sr slovak=sk slovenian=sl spanish=es"
    " swedish=sv tamil=ta thai=th turkish=tr ukrainian=uk urdu=ur vietnamese=vi"
)
_LANGUAGES = dict(pair.split("=") for pair in _LANGUAGE_NAMES.split())


def gdelt_records(body: bytes, settings: Mapping[str, str | None]) -> Iterator[dict[str, object]]:
    """Read GDELT's list of articles, as `feed_records` reads a feed.

    Raises Refusal: "too-often", or "said" with what it says instead of a list.
    """
    text = decode_body(body, str(settings["content_type"])).strip()
    try:
        found = json.loads(_NO_ESCAPE.sub(r"\\\\", text), strict=False)
    except (ValueError, RecursionError) as e:
        raise _refused(text) from e
    # With nothing found it is an empty object.
    articles = found.get("articles", []) if isinstance(found, dict) else None
    if not isinstance(articles, list):
        raise _refused(text)
    items = [_article(article) for article in articles if isinstance(article, dict)]
    yield from records_of(RawFeed(title="GDELT", items=items, count=len(items)), settings)


def google_records(body: bytes, settings: Mapping[str, str | None]) -> Iterator[dict[str, object]]:
    """Read what Google News found: RSS whose headlines end with the outlet. Raises Refusal."""
    content_type, url = str(settings["content_type"]), str(settings["url"])
    feed = read_feed(body, content_type=content_type, url=url)
    items = [_without_outlet(raw) for raw in feed.items]
    yield from records_of(replace(feed, items=items), settings)


def _refused(text: str) -> Refusal:
    if "limit requests" in text[:500].lower():
        return Refusal("too-often", "it asks for fewer requests; it will be asked again later")
    if not text or text.startswith(("<", "{", "[")):
        return Refusal("said", "no list of articles came back; it will be asked again later")
    return Refusal("said", f"the search says: {excerpt(text, _MOST_SAID)}")


def _article(article: dict[str, Any]) -> RawItem:
    seen = _moment(_text(article, "seendate"))
    return RawItem(
        title=_LOOSE.sub("", _text(article, "title")),
        links=(_text(article, "url"),),
        author=_text(article, "domain"),
        lang=_LANGUAGES.get(_text(article, "language").lower()),
        dates=(seen,) if seen else (),
    )


def _moment(text: str) -> str:
    """Return 20260314T091500Z as ISO 8601 writes it at length; anything else as it is."""
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).isoformat()
    except ValueError:
        return text


def _text(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _without_outlet(raw: RawItem) -> RawItem:
    # So that a headline is the same as in the outlet's own feed. The summary repeats both.
    title, dash, outlet = raw.title.rpartition(" - ")
    if not dash or not title.strip() or len(outlet) > _OUTLET_MOST:
        return raw._replace(summary="")
    return raw._replace(title=title, summary="", author=raw.author or outlet)
