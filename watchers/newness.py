"""Which items of a poll are new. Pure: it decides, the pipeline writes. Dates decide nothing.

An item is known if its guid or its link was ever met in the same source (docs/decisions/0004). One
that has neither is known by its title. When nearly all of a feed seems new though most of its
titles are known, its publisher has changed all guids and links: then titles count for every item.
Where the titles are new as well it is news, much of it, such as after days without a poll.
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
    known: Mapping[ItemId, Item] = field(default_factory=dict)  # still published, perhaps reworded
    rekeyed: bool = False


def judge_items(
    items: Sequence[Item], known: Mapping[Alias, ItemId], *, first_look: bool
) -> Newness:
    """Return which items are new and which are known.

    `known` maps every alias that items of the source were ever met under; at a `first_look` there
    is none. Of two that have one key, or are known as one item, the first stands.
    """
    by_name = [_recognise(item, known, by_title=False) for item in items]
    rekeyed, recognised = False, by_name
    # A first look knows nothing, so it seems all new and is not: nobody renamed anything.
    if not first_look and _seems_rekeyed(by_name):
        by_title = [_recognise(item, known, by_title=True) for item in items]
        # Titles tell a renamed feed from one full of news: of the first most are known.
        rekeyed = sum(id_ is None for id_ in by_title) <= len(items) / 2
        recognised = by_title if rekeyed else by_name
    new: dict[str, Item] = {}
    met_again: dict[ItemId, Item] = {}
    for item, id_ in zip(items, recognised, strict=True):
        if id_ is None:
            new.setdefault(item.key, item)
        else:
            met_again.setdefault(id_, item)
    return Newness(new=tuple(new.values()), known=met_again, rekeyed=rekeyed)


def _recognise(item: Item, known: Mapping[Alias, ItemId], *, by_title: bool) -> ItemId | None:
    # A title alone is weak: "Live updates" comes every day. It counts where there is nothing else.
    by_title = by_title or not any(alias.strong for alias in item.aliases)
    for alias in item.aliases:
        if (alias.strong or by_title) and alias in known:
            return known[alias]
    return None


def _seems_rekeyed(recognised: Sequence[ItemId | None]) -> bool:
    unknown = sum(id_ is None for id_ in recognised)
    return len(recognised) >= REKEYED_AT_LEAST and unknown > REKEYED_SHARE * len(recognised)
