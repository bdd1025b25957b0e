"""Which items of a poll are new: asks newness, and stores what it says.

Called inside the transaction of a poll.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from watchers import newness
from watchers.match.items import matches_gained
from watchers.model.names import ItemId
from watchers.model.news import Item, Match
from watchers.model.rules import Source
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, aliases, items

_said = attrgetter(*(field.name for field in fields(Item) if field.name != "aliases"))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredItems:
    """The items of a poll, as they are stored now."""

    new: Mapping[ItemId, Item]
    known: Mapping[ItemId, Item]
    gained: Mapping[ItemId, tuple[Match, ...]]  # by known items that were edited
    titled_before: Mapping[ItemId, ItemId]  # who had the title that an edited item took

    @property
    def polled(self) -> dict[ItemId, Item]:
        """All of them."""
        return {**self.new, **self.known}


def store_items(
    connection: Connection,
    source: Source,
    polled: Sequence[Item],
    rules: RuleSet,
    now: datetime,
) -> StoredItems:
    """Tell new from known, and store both."""
    # By the names that items of this source bore, and by what is remembered of those items.
    names = aliases.known(connection, source.id, (a for item in polled for a in item.aliases))
    before = {id_: one.item for id_, one in items.by_id(connection, set(names.values())).items()}
    identified = newness.judge_items(polled, names, before)
    new_ids = items.add_items(connection, identified.new, now)
    stored = StoredItems(
        new=dict(zip(new_ids, identified.new, strict=True)),
        known=identified.known,
        gained=_edit(connection, identified.known, before, rules, source),
        titled_before=newness.titled_before(identified.known, names, before),
    )
    items.touch_items(connection, identified.known, now)
    # A name belongs to the item that bore it last.
    aliases.move_aliases(connection, source.id, newness.moved_names(stored.polled, names))
    return stored


def _edit(
    connection: Connection,
    known: Mapping[ItemId, Item],
    before: Mapping[ItemId, Item],
    rules: RuleSet,
    source: Source,
) -> dict[ItemId, tuple[Match, ...]]:
    """Store reworded items; return the matches that each gained by it, if any."""
    edited = {id_: item for id_, item in known.items() if _reworded(before[id_], item)}
    items.edit_items(connection, edited)
    return {
        id_: matches_gained(rules.index, before[id_], item, source)
        for id_, item in edited.items()
        if (before[id_].title, before[id_].summary) != (item.title, item.summary)
    }


def _reworded(before: Item, now: Item) -> bool:
    return _said(before) != _said(now)
