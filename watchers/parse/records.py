"""Items as published, and the records made of them: cleaned, capped, dated and named. Pure.

A record is what crosses to the parent as JSON; there it becomes an Item without further work.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from watchers.model.news import MOST_ITEMS
from watchers.parse.boilerplate import clean_body
from watchers.parse.dates import read_dates
from watchers.parse.identity import Names, name_items
from watchers.parse.links import join_link
from watchers.parse.text import clean_text

MOST_TITLE = 2_000
MOST_SUMMARY = 20_000
MOST_TEXT = 10_000  # a long article; what is beyond its end is no news
_RAW_PER_TEXT = 6  # characters of markup for one of text, at most
_MOST_AUTHOR = 200
_MOST_CATEGORIES, _MOST_CATEGORY = 50, 200
_STAND_IN_TITLE = 120  # of the summary, where an item has no title

_ELLIPSIS = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?)\s*$")
_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")


class RawItem(NamedTuple):  # made by the thousand: a frozen dataclass takes five times as long
    """An item as published: text may be HTML, links relative, dates absurd."""

    title: str = ""
    summary: str = ""
    content: str = ""  # the full text, where the feed has it
    links: tuple[str, ...] = ()  # the best first, joined to the xml:base if there is one
    guid: str | None = None
    author: str = ""
    lang: str | None = None
    dates: tuple[str, ...] = ()  # as written: when it was published, then when it was changed
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """A feed as published."""

    title: str = ""
    link: str | None = None
    lang: str | None = None
    items: list[RawItem] = field(default_factory=list)
    count: int = 0  # of the items in the document, those beyond the cap included


def records_of(feed: RawFeed, settings: Mapping[str, str | None]) -> Iterator[dict[str, object]]:
    """Yield a record of a feed as a whole, then one for each item.

    The first has its `title`; `beyond_cap`, how many items after the first MOST_ITEMS were left;
    and `unread_dates`, how many items have a date whose text cannot be read. `settings` are those
    of a reader: `url`, `lang` and `now`.
    """
    lang = settings["lang"]
    dates = item_dates(feed, lang=lang, now=datetime.fromisoformat(str(settings["now"])))
    yield {
        "title": clean_text(feed.title)[:MOST_TITLE],
        "beyond_cap": max(0, feed.count - MOST_ITEMS),
        "unread_dates": sum(
            date is None and bool(raw.dates)
            for raw, date in zip(feed.items[:MOST_ITEMS], dates, strict=True)
        ),
    }
    yield from item_records(feed, dates, url=str(settings["url"]), lang=lang)


def item_dates(feed: RawFeed, *, lang: str | None, now: datetime) -> list[datetime | None]:
    """Return for each item, up to MOST_ITEMS, the best of its dates that can be understood.

    `lang` is what items are in that do not say. Dates later than a day after `now` are left out.
    """
    raws, lang = feed.items[:MOST_ITEMS], _lang(feed.lang) or lang
    dates: list[datetime | None] = [None] * len(raws)
    for rank in range(max((len(raw.dates) for raw in raws), default=0)):
        # Those of one rank stand in one kind of element, so they are written alike.
        missing = [at for at, date in enumerate(dates) if date is None]
        texts = [raws[at].dates[rank] if rank < len(raws[at].dates) else None for at in missing]
        for at, date in zip(missing, read_dates(texts, lang=lang, now=now), strict=True):
            dates[at] = date
    return dates


def item_records(
    feed: RawFeed, dates: Sequence[datetime | None], *, url: str, lang: str | None
) -> Iterator[dict[str, object]]:
    """Yield a record for each item that has a name, in the feed's order, at most MOST_ITEMS.

    `dates` are those of `item_dates`, `url` is where the feed was found, `lang` what items are in
    that do not say.
    """
    home = join_link(feed.link, url)
    lang = _lang(feed.lang) or lang
    raws = feed.items[:MOST_ITEMS]
    links = [_link(raw, home, url) for raw in raws]
    drafts = [_draft(raw, link) for raw, link in zip(raws, links, strict=True)]
    names = [
        Names(title=title, summary=summary, guid=raw.guid, link=link, published=date)
        for raw, link, (title, summary, _), date in zip(raws, links, drafts, dates, strict=True)
    ]
    for name in name_items(names):
        raw, (title, summary, text), date = raws[name.at], drafts[name.at], dates[name.at]
        yield {
            "aliases": [(a.kind, a.digest) for a in name.aliases],
            "title": title,
            "summary": summary,
            "text": text,
            "url": links[name.at],
            "author": clean_text(raw.author)[:_MOST_AUTHOR] or None,
            "lang": _lang(raw.lang) or lang,
            "published": date.isoformat() if date else None,
            "categories": _categories(raw),
        }


def _draft(raw: RawItem, link: str | None) -> tuple[str, str, str]:
    """Title, summary and text; an item without a title goes by the start of its summary."""
    title = clean_text(raw.title)[:MOST_TITLE]
    summary, text = clean_body(raw.summary)[:MOST_SUMMARY], ""
    if not summary:
        summary = clean_body(raw.content)[:MOST_SUMMARY]
    elif raw.content and raw.content != raw.summary:
        text = _beyond(summary, clean_body(raw.content[: MOST_TEXT * _RAW_PER_TEXT]))[:MOST_TEXT]
    if not title and len(summary) > _STAND_IN_TITLE:
        title = summary[:_STAND_IN_TITLE].rsplit(" ", 1)[0] + "…"
    return title or summary or link or "", summary, text


def _beyond(summary: str, text: str) -> str:
    """Return what a full text says beside the summary: most begin with it, and many are it."""
    teaser = _ELLIPSIS.sub("", summary)
    if text in summary:
        return ""
    return text[len(teaser) :].lstrip() if text.startswith(teaser) else text


def _link(raw: RawItem, home: str | None, url: str) -> str | None:
    """Return the first link that leads anywhere."""
    return next((link for text in raw.links if (link := join_link(text, home, url))), None)


def _lang(text: str | None) -> str | None:
    lang = (text or "").strip().replace("_", "-")
    return lang if _LANG.fullmatch(lang) else None


def _categories(raw: RawItem) -> list[str]:
    cleaned = (clean_text(c)[:_MOST_CATEGORY] for c in raw.categories[:_MOST_CATEGORIES])
    return [*dict.fromkeys(c for c in cleaned if c)]
