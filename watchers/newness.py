"""Which items of a poll are new. Pure: it decides, the pipeline writes. Dates decide nothing.

An item is known if its guid or its link was ever met in the same source (FAULTS.md 4.2). One that
has neither is known by its title. When nearly all of a feed seems new though most of its titles
are known, its publisher has changed all guids and links: then titles count for every item. Where
the titles are new as well it is news, much of it, such as after days in which nobody looked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from watchers.model.names import ItemId
from watchers.model.news import Alias, Item

REKEYED_SHARE = 0.8
REKEYED_AT_LEAST = 10  # items: of a shorter feed all may well be new


@dataclass(frozen=True, slots=True, kw_only=True)
class Newness:
    """The verdict on one poll's items, in the source's order."""

    new: tuple[Item, ...]
    seen: Mapping[ItemId, Item] = field(default_factory=dict)  # still published, perhaps reworded
    rekeyed: bool = False


def judge(items: Sequence[Item], known: Mapping[Alias, ItemId], *, first_look: bool) -> Newness:
    """Tell new items from known ones. `known` maps every alias the source was ever met under."""
    strict = [_recognise(item, known, by_title=False) for item in items]
    rekeyed, found = False, strict
    if not first_look and _seems_rekeyed(strict):
        by_title = [_recognise(item, known, by_title=True) for item in items]
        rekeyed = sum(one is None for one in by_title) <= len(items) / 2
        found = by_title if rekeyed else strict
    new: dict[str, Item] = {}
    seen: dict[ItemId, Item] = {}
    for item, as_known in zip(items, found, strict=True):
        if as_known is None:
            new.setdefault(item.key, item)
        else:
            seen.setdefault(as_known, item)
    return Newness(new=tuple(new.values()), seen=seen, rekeyed=rekeyed)


def _recognise(item: Item, known: Mapping[Alias, ItemId], *, by_title: bool) -> ItemId | None:
    by_title = by_title or not any(alias.strong for alias in item.aliases)
    for alias in item.aliases:
        if (alias.strong or by_title) and alias in known:
            return known[alias]
    return None


def _seems_rekeyed(found: Sequence[ItemId | None]) -> bool:
    unknown = sum(one is None for one in found)
    return len(found) >= REKEYED_AT_LEAST and unknown > REKEYED_SHARE * len(found)
