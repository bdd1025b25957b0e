"""Which items of a poll are new. Pure: it decides, the pipeline writes.

Title and date make an item what it is; guid and link say where to look for it again, and publishers
give both to other items (docs/decisions/0022 has the table of cases).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from watchers.headlines import headline_words
from watchers.model.names import ItemId
from watchers.model.news import Alias, Item

REKEYED_SHARE = 0.8
REKEYED_AT_LEAST = 10  # items: of a shorter feed all may well be new
# Of the shorter title's words: what an edit leaves. Two headlines of one real feed have so many in
# common in 3 of 100 pairs.
REWORDED_SHARE = 1 / 3

_PLACES = ("guid", "link")  # where to look for an item again


@dataclass(frozen=True, slots=True, kw_only=True)
class Newness:
    """The verdict on one poll's items, in the source's order."""

    new: tuple[Item, ...]
    known: Mapping[ItemId, Item] = field(default_factory=dict)  # still published, perhaps reworded


def judge_items(
    items: Sequence[Item], known: Mapping[Alias, ItemId], stored: Mapping[ItemId, Item]
) -> Newness:
    """Return which items are new and which are known.

    `known` maps the aliases of `items` to the items that bore them last in this source, `stored`
    holds those as they are remembered. Of two that are known as one item the first stands,
    under the names of both.
    """
    memory = _Memory(known, stored)
    recognised = {
        at: id_
        for at, item in enumerate(items)
        if (id_ := next(memory.as_it_was(item), None)) is not None
    }
    # The better proof first: what is there as it was is not what another became, nor did one
    # become two.
    taken = set(recognised.values())
    for proof in (memory.redated, memory.reworded):
        for at, item in enumerate(items):
            id_ = None if at in recognised else _first(proof(item), taken)
            if id_ is not None:
                recognised[at] = id_
                taken.add(id_)
    recognised |= _renamed(items, recognised, memory)
    met_again: dict[ItemId, Item] = {}
    for at in sorted(recognised):
        item = met_again.setdefault(recognised[at], items[at])
        if item is not items[at]:
            names = dict.fromkeys((*item.aliases, *items[at].aliases))
            met_again[recognised[at]] = replace(item, aliases=tuple(names))
    new = tuple(item for at, item in enumerate(items) if at not in recognised)
    return Newness(new=new, known=met_again)


def _first(ids: Iterator[ItemId], taken: set[ItemId]) -> ItemId | None:
    return next((id_ for id_ in ids if id_ not in taken), None)


def _renamed(
    items: Sequence[Item], recognised: Mapping[int, ItemId], memory: "_Memory"
) -> dict[int, ItemId]:
    """Return which items of a feed whose publisher changed all guids and links are known."""
    unknown = {at: item for at, item in enumerate(items) if at not in recognised}
    if len(items) < REKEYED_AT_LEAST or len(unknown) <= REKEYED_SHARE * len(items):
        return {}
    taken = set(recognised.values())
    titled = {at: id_ for at, item in unknown.items() if (id_ := memory.titled(item)) is not None}
    by_title = {at: id_ for at, id_ in titled.items() if id_ not in taken}
    # Each title was that of one item: where few titles come again and again they tell nothing, and
    # where most are new it is news, much of it, such as after days without a poll.
    return by_title if len(set(by_title.values())) > len(items) / 2 else {}


@dataclass(frozen=True, slots=True)
class _Memory:
    """What is remembered of a source. Each way to know an item again yields the likeliest first."""

    known: Mapping[Alias, ItemId]
    stored: Mapping[ItemId, Item]

    def as_it_was(self, item: Item) -> Iterator[ItemId]:
        """By title and date: whatever its guid and link say now (search feeds, moved hosts)."""
        # What has its guid or link first: two items of one day may have one title.
        yield from self._unmoved(item)
        yield from self._borne_by(item, "dated", "worded")
        # A title without a date is weak: "Live updates" comes every day. It counts where there is
        # nothing else, or where guid and link are those of slots.
        titled = self.titled(item)
        named = any(alias.kind in _PLACES for alias in item.aliases)
        counts = not named or any(True for _ in self._at_its_place(item))
        if titled is not None and counts and not self._is_redated(item, titled):
            yield titled

    def redated(self, item: Item) -> Iterator[ItemId]:
        """By its title at its guid or link: publishers bump dates."""
        for id_ in self._at_its_place(item):
            # "Daily briefing" on one page, each with a guid and a date of its own, is many items.
            if self._has_title(item, id_) and not self._has_fresh_guid(item):
                yield id_

    def reworded(self, item: Item) -> Iterator[ItemId]:
        """By guid or link under another title, unless date, guid or title deny it."""
        for id_ in self._at_its_place(item):
            # Another title of another day is another item: "top-1", "latest", one page for all.
            if self._is_redated(item, id_):
                continue
            # Without dates nothing but the titles can tell an edit from a slot.
            before = self.stored[id_]
            dated = item.published is not None and before.published is not None
            if dated or (not self._has_fresh_guid(item) and _alike(item.title, before.title)):
                yield id_

    def titled(self, item: Item) -> ItemId | None:
        """Return the item that had this title last."""
        return next(self._borne_by(item, "titled"), None)

    def _at_its_place(self, item: Item) -> Iterator[ItemId]:
        # In the order of the aliases: the guid before the link.
        yield from self._borne_by(item, *_PLACES)

    def _borne_by(self, item: Item, *kinds: str) -> Iterator[ItemId]:
        for alias in item.aliases:
            if alias.kind in kinds and alias in self.known:
                yield self.known[alias]

    def _unmoved(self, item: Item) -> list[ItemId]:
        """Return what has its title and its guid or link, that with its very date first."""
        found = [
            id_
            for id_ in self._at_its_place(item)
            if self._has_title(item, id_) and not self._is_redated(item, id_)
        ]
        return sorted(found, key=lambda id_: self.stored[id_].published != item.published)

    def _has_title(self, item: Item, id_: ItemId) -> bool:
        """Whether the remembered item has the item's title, or had it once."""
        return self.stored[id_].title == item.title or self.titled(item) == id_

    def _is_redated(self, item: Item, id_: ItemId) -> bool:
        before = self.stored[id_].published
        return None not in (before, item.published) and before != item.published

    def _has_fresh_guid(self, item: Item) -> bool:
        guids = [alias for alias in item.aliases if alias.kind == "guid"]
        return bool(guids) and not any(alias in self.known for alias in guids)


def _alike(title: str, other: str) -> bool:
    words, others = headline_words(title), headline_words(other)
    return len(words & others) >= REWORDED_SHARE * min(len(words), len(others))


def moved_names(items: Mapping[ItemId, Item], known: Mapping[Alias, ItemId]) -> dict[Alias, ItemId]:
    """Return who bears each name from now on, where that is not who bore it before.

    Of two items of one poll that bear it the first does, so that it does not go to and fro.
    """
    bearers: dict[Alias, ItemId] = {}
    for id_, item in items.items():
        for alias in item.aliases:
            bearers.setdefault(alias, id_)
    return {alias: id_ for alias, id_ in bearers.items() if known.get(alias) != id_}


def titled_before(
    edited: Mapping[ItemId, Item], known: Mapping[Alias, ItemId], stored: Mapping[ItemId, Item]
) -> dict[ItemId, ItemId]:
    """Map each item that took the title of another one to that one: two items may swap theirs."""
    return {
        id_: known[alias]
        for id_, item in edited.items()
        for alias in item.aliases
        if alias.kind == "titled"
        and known.get(alias, id_) != id_
        and stored[id_].title.casefold() != item.title.casefold()
    }
