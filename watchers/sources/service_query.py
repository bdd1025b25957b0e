"""An indicator's query as a search service can be asked it: groups of words, one of each. Pure.

What a service cannot be asked is left out where that finds more, since the indicator's own query
decides on what comes: NOT, NEAR's distance, regexes, other fields than the text. Of alternatives as
many are asked as fit, the first of each group first.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote_plus

from watchers.language.tree import (
    And,
    AtLeast,
    Expr,
    Field,
    Near,
    Not,
    NotNear,
    Or,
    Regex,
    Term,
    Vocabulary,
)

Group = tuple[str, ...]
"""Words and phrases of which a text must have one; lower case, each once."""

_MOST_GROUPS = 4
_NEARLY = 0.5  # of the terms of the smaller of two groups
_PLAIN = re.compile(r"\w+")
_SCRIPTS = {
    "Latin": re.compile(r"[^\W\d_\u0250-\uffff]"),
    "Cyrillic": re.compile(r"[\u0400-\u052f]"),
    "Greek": re.compile(r"[\u0370-\u03ff]"),
    "Hebrew": re.compile(r"[\u0590-\u05ff]"),
    "Arabic": re.compile(r"[\u0600-\u06ff]"),
    "Devanagari": re.compile(r"[\u0900-\u097f]"),
    "Han": re.compile(r"[\u4e00-\u9fff]"),
    "Kana": re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]"),
    "Hangul": re.compile(r"[\uac00-\ud7a3]"),
}
_BY_LANGUAGE = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "sr", "mk", "kk"), "Cyrillic"),
    **dict.fromkeys(("ar", "fa", "ur"), "Arabic"),
    "el": "Greek",
    "he": "Hebrew",
    "hi": "Devanagari",
    "ja": "Kana",
    "zh": "Han",
    "ko": "Hangul",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLimits:
    """What one service takes."""

    characters: int  # of the whole query
    words: int
    quoted: int = 1_600  # characters as an address spells it: nine for one of China's
    shortest_word: int = 1
    shortest_phrase: int = 1


def service_query(
    expr: Expr, vocabulary: Mapping[str, Expr], limits: ServiceLimits, language: str
) -> str:
    """Return the query in the words that the services share: a (b OR "c d"). Empty if none is.

    Only terms in the script of `language` are asked.
    """
    script = _SCRIPTS[_BY_LANGUAGE.get(language.partition("-")[0], "Latin")]
    groups = [_sayable(group, limits, script) for group in groups_of(expr, vocabulary)]
    return _fitted(_narrowest([group for group in groups if group]), limits)


def groups_of(expr: Expr, vocabulary: Mapping[str, Expr]) -> tuple[Group, ...]:
    """Return groups of which a text has one each where the query holds, as far as can be said."""
    match expr:
        case Term():
            return _of_term(expr)
        case Vocabulary(name):
            return groups_of(vocabulary[name], vocabulary)
        case And(parts):
            return tuple(group for part in parts for group in groups_of(part, vocabulary))
        case Near(left, right):
            return (*groups_of(left, vocabulary), *groups_of(right, vocabulary))
        case NotNear(left, _):
            return groups_of(left, vocabulary)
        case Or(parts) | AtLeast(_, parts):
            return _any_of([groups_of(part, vocabulary) for part in parts])
        case Field(name, part):
            # A service looks through the text; what a source is called it does not know.
            return groups_of(part, vocabulary) if name in {"title", "body"} else ()
        case Not() | Regex():
            return ()


def _of_term(term: Term) -> tuple[Group, ...]:
    # Services know no open endings. The stem is asked: of English words it is mostly one itself.
    text = term.text.casefold().removesuffix("*").strip()
    return () if "*" in text or not text else ((text,),)


def _any_of(parts: Sequence[tuple[Group, ...]]) -> tuple[Group, ...]:
    """Return groups that one of several ways to hold needs; a way that cannot be said is lost.

    Each is made of one group of every way: those that speak most of the same.
    """
    ways = [groups for groups in parts if groups]
    if not ways:
        return ()
    shortest = min(ways, key=len)
    return tuple(
        _united([max(way, key=partial(_alike, group)) for way in ways]) for group in shortest
    )


def _alike(group: Group, other: Group) -> float:
    """Return how much of the smaller group stands in the other one; with nothing, prefer few."""
    shared = len(set(group) & set(other)) / min(len(group), len(other))
    return shared or -float(len(other))


def _united(groups: Sequence[Group]) -> Group:
    """Return the terms of all groups: first those that each of them has, then as they come."""
    by_all = set(groups[0]).intersection(*groups[1:])
    terms = dict.fromkeys(term for group in groups for term in group)
    return tuple(sorted(terms, key=lambda term: term not in by_all))


def _sayable(group: Group, limits: ServiceLimits, script: re.Pattern[str]) -> Group:
    """Return the terms of a group that a service takes, without those that others are part of."""
    kept = [term for term in group if script.search(term) and _long_enough(term, limits)]
    words = {term: _PLAIN.findall(term) for term in kept}
    singles = {each[0] for each in words.values() if len(each) == 1}
    return tuple(t for t in kept if len(words[t]) == 1 or not singles.intersection(words[t]))


def _long_enough(term: str, limits: ServiceLimits) -> bool:
    if _PLAIN.fullmatch(term):
        return len(term) >= limits.shortest_word
    return len(term) >= limits.shortest_phrase


def _narrowest(groups: Sequence[Group]) -> list[Group]:
    """Return the groups that say most, in their order: none that says nearly what another does."""
    chosen: list[Group] = []
    for group in sorted(groups, key=len):
        if len(chosen) < _MOST_GROUPS and all(_alike(group, each) < _NEARLY for each in chosen):
            chosen.append(group)
    return [group for group in dict.fromkeys(groups) if group in chosen]


def _fitted(groups: Sequence[Group], limits: ServiceLimits) -> str:
    """Return the query with as many alternatives of each group as fit, in turns."""
    taken: list[list[str]] = [[] for _ in groups]
    for turn in range(max(map(len, groups), default=0)):
        for group, terms in zip(groups, taken, strict=True):
            if turn < len(group):
                terms.append(group[turn])
                if not _fits(taken, limits):
                    terms.pop()
    return _written(taken)


def _fits(taken: Sequence[Sequence[str]], limits: ServiceLimits) -> bool:
    words = sum(len(_PLAIN.findall(term)) for terms in taken for term in terms)
    return words <= limits.words and is_short_enough(_written(taken), limits)


def is_short_enough(query: str, limits: ServiceLimits) -> bool:
    """Return whether a service, and an address, have room for a query."""
    return len(query) <= limits.characters and len(quote_plus(query)) <= limits.quoted


def _written(groups: Sequence[Sequence[str]]) -> str:
    return " ".join(_alternatives(terms) for terms in groups if terms)


def _alternatives(terms: Sequence[str]) -> str:
    # GDELT refuses brackets around a single term, and OR without brackets.
    said = [term if _PLAIN.fullmatch(term) else '"' + term.replace('"', "") + '"' for term in terms]
    return said[0] if len(said) == 1 else f"({' OR '.join(said)})"
