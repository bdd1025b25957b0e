"""By which names an item is known again within its source (docs/decisions/0004). Pure."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from watchers.model.news import Alias
from watchers.parse.links import clean_link

GUID_MOST_CHARACTERS = 2048
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What an item says of itself: `title` is clean; `guid` and `link` are as published."""

    title: str
    guid: str | None = None
    link: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The aliases of one item of a fetch, strongest first. `at` is its place in the fetch."""

    at: int
    aliases: tuple[Alias, ...]

    @property
    def key(self) -> str:
        """The name the item is stored under."""
        return self.aliases[0].digest


def name_items(items: Sequence[Names]) -> tuple[Named, ...]:
    """Return the names of the items of one whole fetch, in its order.

    An item without any name is left out, and so is one that repeats the key of an earlier item.
    Whether a guid or link names anything depends on the others: a guid that most items share, or
    that stands on different links, names none of them; nor does a link on different items.
    """
    # Publishers put "0", the channel's address or an empty page into every guid or link: a name
    # that stands for several things names nothing.
    guids = [_guid(i.guid) for i in items]
    links = [clean_link(i.link) if i.link else None for i in items]
    no_guids = _placeholders(guids) | _shared(guids, links)
    guids = [None if g in no_guids else g for g in guids]
    no_links = _shared(links, [i.title for i in items]) | _shared(links, guids)
    links = [None if n in no_links else n for n in links]
    kept: dict[str, Named] = {}
    for at, (item, guid, link) in enumerate(zip(items, guids, links, strict=True)):
        if aliases := tuple(_aliases(item, guid, link)):
            kept.setdefault(aliases[0].digest, Named(at=at, aliases=aliases))
    return tuple(kept.values())


def _aliases(item: Names, guid: str | None, link: str | None) -> Iterable[Alias]:
    if guid:
        yield _alias("guid", guid)
    if link:
        yield _alias("link", link)
    title = item.title.casefold()
    # Weak names, strongest first: the same title on another day may be another story.
    if title and item.published:
        yield _alias("dated", title, item.published.isoformat())
    if title:
        yield _alias("titled", title)


def _guid(text: str | None) -> str | None:
    """Return one spelling for http and https, or None where there is no guid worth the name."""
    trimmed = (text or "").strip()
    if not trimmed or len(trimmed) > GUID_MOST_CHARACTERS:
        return None
    return _SCHEME.sub("//", trimmed)


def _placeholders(guids: Sequence[str | None]) -> set[str]:
    counts = Counter(g for g in guids if g)
    return {g for g, n in counts.items() if n > 1 and n > len(guids) / 2}


def _shared(names: Sequence[str | None], marks: Sequence[str | None]) -> set[str]:
    """Return those names that stand on items with different marks."""
    seen = defaultdict[str, set[str]](set)
    for name, mark in zip(names, marks, strict=True):
        if name and mark:
            seen[name].add(mark)
    return {name for name, found in seen.items() if len(found) > 1}


def _alias(kind: str, *parts: str) -> Alias:
    """Digest a name together with its kind: a guid "rain" is not the title "Rain"."""
    told = "\0".join((kind, *parts)).encode("utf-8", "replace")
    return Alias(kind, hashlib.sha256(told).hexdigest())
