"""Asks every indicator's query of an item."""

from collections.abc import Mapping

from watchers.language import Passage, read_passage
from watchers.model import Item, Match, Source
from watchers.rules import RuleSet


def judge(rules: RuleSet, item: Item, source: Source) -> tuple[Match, ...]:
    """Find every indicator whose query holds for `item`, in the order of the rules."""
    passage = passage_of(item, source)
    return tuple(
        Match(indicator=indicator, evidence=evidence)
        for indicator, query in rules.queries.items()
        if (evidence := query.holds(passage)) is not None
    )


def gained(rules: RuleSet, before: Item, now: Item, source: Source) -> tuple[Match, ...]:
    """Find the indicators that hold for the reworded item and did not for its old text.

    Both texts are judged by the rules of today: a rule added since does not fire on old news.
    """
    held = {match.indicator for match in judge(rules, before, source)}
    return tuple(match for match in judge(rules, now, source) if match.indicator not in held)


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
