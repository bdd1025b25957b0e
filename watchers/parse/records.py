"""Items as published, and the records made of them: cleaned, capped, dated and named. Pure.

A record is what crosses to the parent as JSON; there it becomes an Item without further work.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from watchers.parse.identity import Names, name_items
from watchers.parse.links import join_link
from watchers.parse.text import clean_text

MOST_ITEMS = 1_000
MOST_TITLE = 2_000
MOST_SUMMARY = 20_000
_MOST_AUTHOR = 200
_MOST_CATEGORIES, _MOST_CATEGORY = 50, 200
_STAND_IN_TITLE = 120  # of the summary, where an item has no title

_FIRST_YEAR = 1990
_AHEAD = timedelta(days=1)
_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """An item as published: text may be HTML, links relative, dates absurd."""

    title: str = ""
    summary: str = ""
    content: str = ""  # used where there is no summary
    link: str | None = None
    guid: str | None = None
    author: str = ""
    lang: str | None = None
    base: str | None = None  # xml:base, absolute or relative to the document
    published: str | None = None  # ISO 8601
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """A feed as published."""

    title: str = ""
    link: str | None = None
    lang: str | None = None
    items: list[RawItem] = field(default_factory=list)


def item_records(
    feed: RawFeed, *, url: str, lang: str | None, now: datetime
) -> Iterator[dict[str, object]]:
    """Yield a record for each item that has a name, in the feed's order, at most MOST_ITEMS.

    `url` is where the feed was found, `lang` what items are in that do not say. Dates later than
    a day after `now` are left out.
    """
    home = join_link(feed.link, url)
    lang = _lang(feed.lang) or lang
    raws = feed.items[:MOST_ITEMS]
    links = [join_link(raw.link, raw.base, home, url) for raw in raws]
    drafts = [_draft(raw, link) for raw, link in zip(raws, links, strict=True)]
    dates = [_date(raw.published, now) for raw in raws]
    names = [
        Names(title=title, guid=raw.guid, link=link, published=date)
        for raw, link, (title, _), date in zip(raws, links, drafts, dates, strict=True)
    ]
    for name in name_items(names):
        raw, (title, summary), date = raws[name.at], drafts[name.at], dates[name.at]
        yield {
            "key": name.key,
            "aliases": [(a.kind, a.digest) for a in name.aliases],
            "title": title,
            "summary": summary,
            "url": links[name.at],
            "author": clean_text(raw.author)[:_MOST_AUTHOR] or None,
            "lang": _lang(raw.lang) or lang,
            "published": date.isoformat() if date else None,
            "categories": _categories(raw),
        }


def _draft(raw: RawItem, link: str | None) -> tuple[str, str]:
    """Title and summary; an item without a title goes by the start of its summary."""
    title = clean_text(raw.title)[:MOST_TITLE]
    summary = (clean_text(raw.summary) or clean_text(raw.content))[:MOST_SUMMARY]
    if not title and len(summary) > _STAND_IN_TITLE:
        title = summary[:_STAND_IN_TITLE].rsplit(" ", 1)[0] + "…"
    return title or summary or link or "", summary


def _date(text: str | None, now: datetime) -> datetime | None:
    """Read ISO 8601 as UTC; None where no item of news can be that old or that new."""
    try:
        date = datetime.fromisoformat((text or "").strip())
        date = date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return date if date.year >= _FIRST_YEAR and date <= now + _AHEAD else None


def _lang(text: str | None) -> str | None:
    lang = (text or "").strip().replace("_", "-")
    return lang if _LANG.fullmatch(lang) else None


def _categories(raw: RawItem) -> list[str]:
    cleaned = (clean_text(c)[:_MOST_CATEGORY] for c in raw.categories[:_MOST_CATEGORIES])
    return [*dict.fromkeys(c for c in cleaned if c)]
