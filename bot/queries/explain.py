"""What became of an address: known since when, matched by what, told to whom or why not."""

from dataclasses import dataclass

from bot.storage import decisions
from bot.storage.decisions import Told
from watchers.model import IndicatorId
from watchers.storage import Connection, items, matches
from watchers.storage.items import StoredItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An item with this address, and what was decided about it."""

    stored: StoredItem
    matched: tuple[IndicatorId, ...]
    told: tuple[Told, ...]  # empty where it matched nothing, or at a first look


def known_items(connection: Connection, url: str) -> tuple[Known, ...]:
    """Find the items with this very address, one a source at most, oldest first."""
    stored = items.by_url(connection, url)
    found = matches.of_items(connection, [one.id for one in stored])
    return tuple(
        Known(
            stored=one,
            matched=tuple(match.indicator for match in found.get(one.id, ())),
            told=decisions.of_item(connection, one.id),
        )
        for one in stored
    )
