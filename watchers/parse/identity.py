"""By which names an item is known again within its source (docs/decisions/0022). Pure."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from watchers.model.news import Alias
from watchers.parse.links import clean_link

T = TypeVar("T")

GUID_MOST_CHARACTERS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What an item says of itself: title and summary are clean; guid and link are as published."""

    title: str
    summary: str = ""
    guid: str | None = None
    link: str | None = None
    published: datetime | None = None

    @property
    def whole(self) -> Alias | None:
        """What makes it this item: title and date; of one without a date, title and summary."""
        title = self.title.casefold()
        if title and self.published:
            return _alias("dated", title, self.published.isoformat())
        if title and self.summary:
            return _alias("worded", title, self.summary)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The aliases of one item of a fetch, strongest first. `at` is its place in the fetch."""

    at: int
    aliases: tuple[Alias, ...]


def name_items(items: Sequence[Names]) -> tuple[Named, ...]:
    """Return the names of the items of one whole fetch, in its order.

    An item without any name is left out. One that comes twice, under one guid, link or title and
    date, is taken once, under all its names. Whether a name names anything depends on the others:
    a guid that most items share, or that stands on different links, names none of them; nor does
    a link on different items, or a title and date on different summaries.
    """
    # Publishers put "0", the channel's address or an empty page into every guid or link: a name
    # that stands for several things names nothing.
    guids = [_guid(i.guid) for i in items]
    links = [clean_link(i.link) if i.link else None for i in items]
    wholes = [i.whole for i in items]
    no_guids = _placeholders(guids) | _shared(guids, links)
    guids = [None if g in no_guids else g for g in guids]
    no_links = _shared(links, [i.title for i in items]) | _shared(links, guids)
    links = [None if n in no_links else n for n in links]
    # "Press release" of today is a form, not an item.
    no_wholes = _shared(wholes, [i.summary for i in items])
    wholes = [None if w in no_wholes else w for w in wholes]
    named = zip(items, guids, links, wholes, strict=True)
    return _each_once([tuple(_aliases(*names)) for names in named])


def _each_once(found: Sequence[tuple[Alias, ...]]) -> tuple[Named, ...]:
    """Join what has a name in common, into the first of it.

    A title joins only what has no other name: two items may carry one headline.
    """
    proofs = [[a for a in aliases if a.kind != "titled"] or aliases for aliases in found]
    taken = {aliases[-1] for aliases in found if len(aliases) > 1}
    kept: list[Named] = []
    places: dict[Alias, int] = {}
    for at, (aliases, proof) in enumerate(zip(found, proofs, strict=True)):
        # Nothing could tell it from the item that has its title and more.
        if not aliases or (len(aliases) == 1 and aliases[0] in taken):
            continue
        place = next((places[alias] for alias in proof if alias in places), len(kept))
        if place == len(kept):
            kept.append(Named(at=at, aliases=aliases))
        else:
            both = dict.fromkeys((*kept[place].aliases, *aliases))
            kept[place] = replace(kept[place], aliases=tuple(both))
        for alias in proof:
            places.setdefault(alias, place)
    return tuple(kept)


def _aliases(
    item: Names, guid: str | None, link: str | None, whole: Alias | None
) -> Iterable[Alias]:
    if guid:
        yield _alias("guid", guid)
    if link:
        yield _alias("link", link)
    if whole:
        yield whole
    # Weak: the same title on another day may be another story.
    if item.title:
        yield _alias("titled", item.title.casefold())


def _guid(text: str | None) -> str | None:
    """Return one spelling for all of an address, or None where there is no guid worth the name."""
    trimmed = (text or "").strip()
    if not trimmed or len(trimmed) > GUID_MOST_CHARACTERS:
        return None
    # Half of them are addresses, and hosts move to https, to www and back.
    return clean_link(trimmed) if trimmed[:4].lower() == "http" else trimmed


def _placeholders(guids: Sequence[str | None]) -> set[str]:
    counts = Counter(g for g in guids if g)
    return {g for g, n in counts.items() if n > 1 and n > len(guids) / 2}


def _shared(names: Sequence[T | None], marks: Sequence[str | None]) -> set[T]:
    """Return those names that stand on items with different marks."""
    seen = defaultdict[T, set[str]](set)
    for name, mark in zip(names, marks, strict=True):
        if name and mark:
            seen[name].add(mark)
    return {name for name, found in seen.items() if len(found) > 1}


def _alias(kind: str, *parts: str) -> Alias:
    """Digest a name together with its kind: a guid "rain" is not the title "Rain"."""
    told = "\0".join((kind, *parts)).encode("utf-8", "replace")
    return Alias(kind, hashlib.sha256(told).hexdigest())
