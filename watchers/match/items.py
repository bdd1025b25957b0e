"""Asks all queries of an index about an item."""

from collections.abc import Mapping

from watchers.language.passage import Passage, read_passage
from watchers.match.index import Index
from watchers.model.news import Item, Match
from watchers.model.rules import Source


def match_item(index: Index, item: Item, source: Source) -> tuple[Match, ...]:
    """Return a match for every indicator whose query holds for `item`, in the order of the rules.

    `source` is the item's: its name, title, language and tier can be asked for, too.
    """
    return index.find_matches(passage_of(item, source))


def matches_gained(index: Index, before: Item, now: Item, source: Source) -> tuple[Match, ...]:
    """Return the matches of the reworded item whose indicators did not hold for its old text.

    Both texts are judged by the rules of today: a rule added since does not fire on old news.
    """
    held = {match.indicator for match in match_item(index, before, source)}
    return tuple(match for match in match_item(index, now, source) if match.indicator not in held)


def texts_of(item: Item) -> dict[str, str]:
    """Return the texts of an item that people are shown, by the names that spans have for them."""
    return {"title": item.title, "body": item.summary, "url": item.url or ""}


def passage_of(item: Item, source: Source) -> Passage:
    """Prepare an item's fields, and those that it has from its source, for queries."""
    fields: Mapping[str, str | tuple[str, ...]] = {
        **texts_of(item),
        "author": item.author or "",
        "source": (source.id, source.name),
        "lang": item.lang or source.lang or "",
        "category": item.categories,
        "tier": source.tier.value,
    }
    return read_passage(fields)
