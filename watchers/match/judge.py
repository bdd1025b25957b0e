"""Asks every indicator's query of an item, by way of the rule set's index."""

from collections.abc import Mapping

from watchers.language import Passage, Query, read_passage
from watchers.match.index import Index
from watchers.model.names import IndicatorId
from watchers.model.news import Item, Match
from watchers.model.rules import Source
from watchers.rules import RuleSet

_KEPT = 4  # rule sets: today's, the one before a reload, and what a test or a draft tries
_indexes: list[tuple[Mapping[IndicatorId, Query], Index]] = []


def judge(rules: RuleSet, item: Item, source: Source) -> tuple[Match, ...]:
    """Find every indicator whose query holds for `item`, in the order of the rules.

    The first call for a rule set makes its index: some 40 ms a thousand rules.
    """
    return index_of(rules).matches(passage_of(item, source))


def gained(rules: RuleSet, before: Item, now: Item, source: Source) -> tuple[Match, ...]:
    """Find the indicators that hold for the reworded item and did not for its old text.

    Both texts are judged by the rules of today: a rule added since does not fire on old news.
    """
    held = {match.indicator for match in judge(rules, before, source)}
    return tuple(match for match in judge(rules, now, source) if match.indicator not in held)


def index_of(rules: RuleSet) -> Index:
    """Give the index of a rule set, made once as long as the rule set is in use."""
    for queries, index in tuple(_indexes):
        if queries is rules.queries:
            return index
    index = Index(rules.queries)
    # One assignment: two threads that come here at once make it twice, and neither is wrong.
    _indexes[:] = [(rules.queries, index), *_indexes[: _KEPT - 1]]
    return index


def passage_of(item: Item, source: Source) -> Passage:
    """Prepare an item's fields for queries."""
    fields: Mapping[str, str | tuple[str, ...]] = {
        "title": item.title,
        "body": item.summary,
        "author": item.author or "",
        "url": item.url or "",
        "source": (source.id, source.name),
        "lang": item.lang or source.lang or "",
        "category": item.categories,
        "tier": source.tier.value,
    }
    return read_passage(fields)
