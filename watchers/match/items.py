"""Asks all queries of an index about an item."""

from dataclasses import replace

from watchers.language.passage import Passage, read_passage
from watchers.language.query import Query
from watchers.language.required_terms import Alternatives, AnyKey, RequiredTerms
from watchers.match.excerpts import excerpts_of, fields_of_source, whole_of
from watchers.match.index import Index
from watchers.model.news import Item, Match
from watchers.model.rules import Source

_OF_SOURCE = ("source", "tier")


def match_item(index: Index, item: Item, source: Source) -> tuple[Match, ...]:
    """Return a match for every indicator whose query holds for `item`, in the order of the rules.

    `source` is the item's: its name, title, language and tier can be asked for, too. The evidence
    is that of the first excerpt in which a query holds.
    """
    excerpts = excerpts_of(item, source)
    opening = next(excerpts)
    found = {match.indicator: match for match in index.find_matches(opening.passage)}
    if opening.is_whole:
        return tuple(found.values())
    # A long text that has not the words of any rule needs no look at its stretches. Words that are
    # far apart in it may be near in an excerpt: the lead stands right before each stretch.
    candidates = index.candidates(whole_of(item, source), apart=True)
    for excerpt in excerpts:
        if len(found) == len(candidates):
            break
        for match in index.find_matches(excerpt.passage):
            if match.indicator not in found:
                evidence = excerpt.located(match.evidence)
                found[match.indicator] = replace(match, evidence=evidence)
    return tuple(found[id_] for id_ in candidates if id_ in found)


def matches_gained(index: Index, before: Item, now: Item, source: Source) -> tuple[Match, ...]:
    """Return the matches of the reworded item whose indicators did not hold for its old text.

    Both texts are judged by the rules of today: a rule added since does not fire on old news.
    """
    held = {match.indicator for match in match_item(index, before, source)}
    return tuple(match for match in match_item(index, now, source) if match.indicator not in held)


def passage_of(item: Item, source: Source) -> Passage:
    """Prepare an item's title and lead, and what else can be asked for, for queries."""
    return next(excerpts_of(item, source)).passage


def source_keys(query: Query) -> Alternatives:
    """Return what each way of a query asks for that only a source can have: its name and its tier.

    Nothing if one of the ways asks for none of it: then every source will do.
    """
    ways = tuple(
        RequiredTerms(tuple(filter(_is_of_source, way.sets))) for way in query.alternatives
    )
    return ways if all(way.sets for way in ways) else ()


def _is_of_source(keys: AnyKey) -> bool:
    return all(isinstance(key, str) and key.partition(":")[0] in _OF_SOURCE for key in keys)


def may_match(wanted: Alternatives, source: Source) -> bool:
    """Return whether some item of `source` could meet one of these ways of `source_keys`."""
    passage = read_passage(fields_of_source(source))
    keys = {f"{field}:{w}" for field in _OF_SOURCE for w in passage.scope((field,)).written}
    return any(not any(each.isdisjoint(keys) for each in way.sets) for way in wanted)
