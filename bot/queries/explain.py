"""What became of an address or a headline: known since when, told to whom or why not."""

from dataclasses import dataclass

from bot.storage import decisions
from bot.storage.decisions import Told
from watchers.model.names import IndicatorId
from watchers.parse.identity import Names, named
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, aliases, items, matches
from watchers.storage.items import StoredItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An item with this address or headline, and what was decided about it."""

    stored: StoredItem
    matched: tuple[IndicatorId, ...]
    told: tuple[Told, ...]  # empty where it matched nothing, or at a first look


def known_items(connection: Connection, rules: RuleSet, text: str) -> tuple[Known, ...]:
    """Find the items with this address or headline, oldest first.

    Of an address scheme, www, tracking parameters and trailing slashes do not matter; of a
    headline its capitals do not.
    """
    found = {one.id: one for one in _stored(connection, rules, text)}
    its_matches = matches.of_items(connection, found)
    return tuple(
        Known(
            stored=one,
            matched=tuple(match.indicator for match in its_matches.get(one.id, ())),
            told=decisions.of_item(connection, one.id),
        )
        for _, one in sorted(found.items())
    )


def is_address(text: str) -> bool:
    """Whether somebody gave an address, and not a headline."""
    return text.startswith(("http://", "https://")) and not any(map(str.isspace, text))


def _stored(connection: Connection, rules: RuleSet, text: str) -> tuple[StoredItem, ...]:
    if is_address(text):
        names, exact = Names(title="", link=text), items.by_url(connection, text)
    else:
        names, exact = Names(title=" ".join(text.split())), ()
    its_aliases = [alias for one in named([names]) for alias in one.aliases]
    ids = aliases.anywhere(connection, rules.sources, its_aliases)
    return (*exact, *items.by_id(connection, ids).values())
