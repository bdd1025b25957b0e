"""All queries of a rule set asked at once: the words of a text say which of them to ask.

Each query gives its needs (watchers.language.needs). Its rarest need leads to it: the rule is
filed under each key of it. A text leads by its keys to rules, and of these only those
whose other needs are met are asked for places. A query without needs is always asked.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from watchers.language import (
    Close,
    Key,
    Need,
    Needs,
    Passage,
    Query,
    Scope,
    commonness,
    fits,
    fitting,
    pairs_of,
)
from watchers.model import IndicatorId, Match

_GRAM = 3  # letters of a wildcard's longest piece by which words find it
_MOST_ROUTES = 1 << 16  # words remembered; news has fewer that come back
_FIRST_ALONE = "\u0e00"
# A word this long may be half of one that was cut: a regex might match over the cut.
_CUT = 20


class Index:
    """The queries of one rule set; immutable to its users, it only remembers words it met."""

    def __init__(self, queries: Mapping[IndicatorId, Query]) -> None:
        self._rules = tuple(queries.items())
        self._always: list[int] = []  # what no word leads to
        self._filed: dict[Key, list[tuple[Need, int]]] = {}
        self._others: dict[int, Needs] = {}
        self._closeness: dict[int, tuple[Close, ...]] = {}
        self._file()
        self._keys = _Keys(set(self._known()))

    def _file(self) -> None:
        needs_of = [query.needs for _, query in self._rules]
        usage = Counter(key for needs in needs_of for need in needs for key in need)
        # What many rules ask for leads to many rules, whether or not it is common in texts.
        costs = {key: commonness(key) * (20 + count) for key, count in usage.items()}
        same: dict[Need, Need] = {}
        for number, needs in enumerate(needs_of):
            by_cost = sorted(needs, key=lambda need: sum(costs[key] for key in need))
            if not by_cost:
                self._always.append(number)
                continue
            first, *others = [same.setdefault(need, need) for need in by_cost]
            second = others[0] if others else first
            for key in first:
                self._filed.setdefault(key, []).append((second, number))
            if len(others) > 1:
                self._others[number] = tuple(others[1:])
            if closeness := self._rules[number][1].closeness:
                self._closeness[number] = tuple(
                    Close(same.setdefault(left, left), same.setdefault(right, right), reach)
                    for left, right, reach in closeness
                )

    def _known(self) -> Iterable[Key]:
        seconds = (second for filed in self._filed.values() for second, _ in filed)
        others = (need for needs in self._others.values() for need in needs)
        closeness = (close for closes in self._closeness.values() for close in closes)
        sides = (need for close in closeness for need in (close.left, close.right))
        return {*self._filed, *(k for need in {*seconds, *others, *sides} for k in need)}

    @property
    def always(self) -> tuple[IndicatorId, ...]:
        """The indicators that every item is asked for, since no word leads to them."""
        return tuple(self._rules[number][0] for number in self._always)

    def matches(self, passage: Passage) -> tuple[Match, ...]:
        """Find what asking every query would find, in the order of the rules."""
        keys = self._keys.of(passage)
        places = _Places(passage.scope())
        found: list[Match] = []
        for number in self._candidates(keys):
            for close in self._closeness.get(number, ()):
                if not places.are_close(close, keys):
                    break
            else:
                indicator, query = self._rules[number]
                evidence = query.holds(passage)
                if evidence is not None:
                    found.append(Match(indicator=indicator, evidence=evidence))
        return tuple(found)

    def _candidates(self, keys: set[Key]) -> list[int]:
        filed, others = self._filed, self._others
        reached = {
            number
            for key in keys
            if key in filed
            for second, number in filed[key]
            if not second.isdisjoint(keys)
        }
        reached.update(self._always)
        return sorted(
            number
            for number in reached
            if number not in others or not any(need.isdisjoint(keys) for need in others[number])
        )


class _Places(dict[Key, Sequence[int]]):
    """Where the keys of one text stand."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __missing__(self, key: Key) -> Sequence[int]:
        scope = self._scope
        if isinstance(key, tuple):
            places = [at for word in fitting(key, scope) for at in scope.positions[word]]
        elif key in scope.positions:
            places = scope.positions[key]
        else:
            words = scope.words
            places = [at for at in range(len(words) - 1) if words[at] + words[at + 1] == key]
        self[key] = places
        return places

    def are_close(self, close: Close, keys: set[Key]) -> bool:
        """Say whether keys of both sides stand as near as they must."""
        left, right, reach = close
        rights = [at for key in right & keys for at in self[key]]
        for key in left & keys:
            for one in self[key]:
                for other in rights:
                    if -reach <= one - other <= reach:
                        return True
        return False


class _Keys:
    """Which of the keys that rules ask for a text has."""

    def __init__(self, known: set[Key]) -> None:
        self._routes = _Routes(known)
        plain = self._routes.plain
        self._fields = {key.partition(":")[0] for key in plain if ":" in key}
        self._pairs = any(len(key) == 2 and key[0] >= _FIRST_ALONE for key in plain)  # noqa: PLR2004

    def of(self, passage: Passage) -> set[Key]:
        """Give the keys of the text."""
        scope = passage.scope()
        routes = self._routes
        keys: set[Key] = set()
        keys.update(*map(routes.__getitem__, scope.distinct))
        if self._pairs and not passage.is_ascii:
            keys.update(routes.plain.intersection(pairs_of(scope.words)))
        for field in self._fields:
            words = passage.scope((field,)).distinct
            keys.update(routes.plain.intersection(f"{field}:{word}" for word in words))
        return keys


class _Routes(dict[str, tuple[Key, ...]]):
    """The keys that a word alone brings; worked out when it is first met. Full, it forgets all."""

    def __init__(self, known: set[Key]) -> None:
        self.plain = {key for key in known if isinstance(key, str)}
        self._grams: dict[str, list[tuple[str, ...]]] = {}
        for key in known:
            if isinstance(key, tuple):
                self._grams.setdefault(max(key, key=len)[:_GRAM], []).append(key)
        self._short = [gram for gram in self._grams if len(gram) < _GRAM]
        self._inner = [key for key in known if isinstance(key, tuple) and not key[0]]

    def __missing__(self, word: str) -> tuple[Key, ...]:
        if len(self) >= _MOST_ROUTES:
            self.clear()
        keys: list[Key] = [word] if word in self.plain else []
        grams = {word[at : at + _GRAM] for at in range(len(word) - _GRAM + 1)}
        for gram in (*self._short, *grams):
            keys.extend(key for key in self._grams.get(gram, ()) if fits(key, word))
        if len(word) >= _CUT:
            keys.extend(self._inner)
        route = self[word] = tuple(keys)
        return route
