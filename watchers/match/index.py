"""All queries of a rule set asked at once: the words of a text say which of them to ask.

Each query gives the ways in which it can hold (watchers.language.required_terms): for each of them
sets of keys, of each of which a text must have one. A way is filed under its rarest set. A text
leads by its keys to ways; the queries of those whose other sets it meets are asked for places. A
query with a way that asks for nothing is always asked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from watchers.language.lexicon import TermList
from watchers.language.matchers import Matcher
from watchers.language.passage import Passage, Scope
from watchers.language.phrases import words_fitting
from watchers.language.query import Query
from watchers.language.required_terms import (
    AnyKey,
    Key,
    Proximity,
    RequiredTerms,
    commonness,
)
from watchers.language.word_table import NumberedTerms, Numbers, WordTable
from watchers.model.names import IndicatorId
from watchers.model.news import Match

_MANY = 16  # keys; a set of more has a number of its own, so that a text is asked for that alone


class Index:
    """The queries of one rule set. Its answers never change; it only remembers words it met.

    Made in some 40 ms a thousand queries. May be asked by several threads.
    """

    def __init__(self, queries: Mapping[IndicatorId, Query]) -> None:
        self._rules = tuple(queries.items())
        self._always: list[int] = []  # rules that no word leads to
        self._rule_of: list[int] = []  # each way's
        self._others: dict[int, tuple[Numbers, ...]] = {}  # a way's third set and those after it
        self._proximities: dict[int, tuple[tuple[Numbers, Numbers, int], ...]] = {}
        self._numbers = numbers = _KeyNumbers()
        filed: defaultdict[int, list[tuple[Numbers, int]]] = defaultdict(list)
        for rule, ways in enumerate(self._ways_of_rules()):
            if not all(way.sets for way in ways):
                self._always.append(rule)
                continue
            for way in ways:
                self._file(way, rule, filed)
        self._table = self._table_of_parts()
        self._filed = dict(filed)
        # A key in a second or third set of a way leads nowhere, but texts are asked for it.
        self._leading = frozenset(filed)
        plain = [key for key in numbers.by_key if isinstance(key, str)]
        self._fields = {key.partition(":")[0] for key in plain if ":" in key}

    def _ways_of_rules(self) -> Iterator[list[RequiredTerms]]:
        """Yield the ways of each rule, in each the set that leads to it least often first."""
        ways_of = [query.alternatives for _, query in self._rules]
        usage = Counter(keys for ways in ways_of for way in ways for keys in way.sets)
        used = Counter[Key]()
        for keys, count in usage.items():
            for key in keys:
                used[key] += count
        # What many rules ask for leads to many rules, whether or not it is common in texts.
        costs = {keys: sum(commonness(key) * (20 + used[key]) for key in keys) for keys in usage}
        for ways in ways_of:
            yield [
                way._replace(sets=tuple(sorted(way.sets, key=costs.__getitem__))) for way in ways
            ]

    def _file(
        self, way: RequiredTerms, rule: int, filed: dict[int, list[tuple[Numbers, int]]]
    ) -> None:
        """Put a way under each key of its first set, with its second beside it."""
        number = len(self._rule_of)
        self._rule_of.append(rule)
        first, *others = map(self._numbers.number_all, way.sets)
        # The second set lies where the first leads: most candidates fall without another look-up. A
        # way of one set is filed with that again, which any text that came here meets.
        second = others[0] if others else first
        for key in first:
            filed[key].append((second, number))
        if len(others) > 1:
            self._others[number] = tuple(others[1:])
        if close := tuple(self._numbered(each) for each in way.proximities if _is_short(each)):
            self._proximities[number] = close

    def _numbered(self, proximity: Proximity) -> tuple[Numbers, Numbers, int]:
        number_all = self._numbers.number_all
        return number_all(proximity.left), number_all(proximity.right), proximity.reach

    def _table_of_parts(self) -> WordTable:
        """Return the table of all keys, with long lists of terms and what is made of such."""
        number_set = self._numbers.number_set
        lists: dict[TermList, NumberedTerms] = {}
        ways_of: dict[Matcher, tuple[Numbers, ...]] = {}
        waiting = [query.matcher for _, query in self._rules]
        seen = set(waiting)
        while waiting:
            part = waiting.pop()
            if isinstance(part, TermList):
                lists[part] = part.number_terms(number_set)
            elif part.inner:
                ways = tuple(map(self._long_sets, part.alternatives()))
                # Where a way asks for short lists alone, asking these costs as little.
                if all(ways):
                    ways_of[part] = ways
            waiting.extend(inner for inner in part.inner if inner not in seen)
            seen.update(part.inner)
        numbers = self._numbers
        return WordTable(numbers.by_key, always=numbers.always, lists=lists, ways=ways_of)

    def _long_sets(self, way: RequiredTerms) -> Numbers:
        return frozenset(self._numbers.number_set(keys) for keys in way.sets if len(keys) > _MANY)

    @property
    def always(self) -> tuple[IndicatorId, ...]:
        """The indicators that every item is asked for, since no word leads to them."""
        return tuple(self._rules[number][0] for number in self._always)

    def candidates(self, passage: Passage, *, apart: bool = False) -> tuple[IndicatorId, ...]:
        """Return the indicators whose queries the text is asked for, in the order of the rules.

        With `apart` also those that ask for nearness where the words stand far from one another.
        """
        numbers = self._candidates(passage, apart=apart)
        return tuple(self._rules[number][0] for number in numbers)

    def find_matches(self, passage: Passage) -> tuple[Match, ...]:
        """Return what asking every query would find, with evidence, in the order of the rules."""
        found: list[Match] = []
        for number in self._candidates(passage):
            indicator, query = self._rules[number]
            evidence = query.find_evidence(passage)
            if evidence is not None:
                found.append(Match(indicator=indicator, evidence=evidence))
        return tuple(found)

    def _candidates(self, passage: Passage, *, apart: bool = False) -> list[int]:
        """Return the rules, ascending, of which the text meets a way."""
        passage.look_up(self._table)
        scope = passage.scope()
        keys = self._keys_of(passage, scope)
        filed, others, proximities = self._filed, self._others, self._proximities
        reached = {
            way
            for key in keys & self._leading
            for second, way in filed[key]
            if not second.isdisjoint(keys)
        }
        rules = set(self._always)
        places = _KeyPlaces(scope, self._numbers.names)
        for way in reached:
            rule = self._rule_of[way]
            if rule in rules:
                continue
            if way in others and any(each.isdisjoint(keys) for each in others[way]):
                continue
            # Both sides of a NEAR are in most texts that come here, but far apart.
            if (
                apart
                or way not in proximities
                or all(
                    places.are_close(left & keys, right & keys, reach)
                    for left, right, reach in proximities[way]
                )
            ):
                rules.add(rule)
        return sorted(rules)

    def _keys_of(self, passage: Passage, scope: Scope) -> set[int]:
        """Return the numbers of all keys that the text has."""
        keys = scope.found.numbers
        for field in self._fields:
            words = (f"{field}:{word}" for word in passage.scope((field,)).written)
            by_key = self._numbers.by_key
            for word in words:
                keys.update(by_key.get(word, ()))
        return keys


def _is_short(proximity: Proximity) -> bool:
    """Return whether looking for the places of both sides' keys costs less than asking."""
    return len(proximity.left) <= _MANY and len(proximity.right) <= _MANY


class _KeyNumbers:
    """Numbers for keys and for sets of them, from 0 as they come."""

    def __init__(self) -> None:
        self.count = 0
        self.by_key: dict[Key, list[int]] = {}
        self.names: dict[int, Key] = {}  # of the numbers that one key alone has
        self.always: list[int] = []
        self._single: dict[Key, int] = {}
        self._sets: dict[AnyKey, int] = {}
        self._known: dict[AnyKey, Numbers] = {}

    def number_all(self, keys: AnyKey) -> Numbers:
        """Return numbers of which a text has one where it has one of `keys`.

        Equal sets of keys share one set of numbers.
        """
        numbers = self._known.get(keys)
        if numbers is None:
            many = len(keys) > _MANY
            numbers = frozenset([self.number_set(keys)] if many else map(self._number, keys))
            self._known[keys] = numbers
        return numbers

    def number_set(self, keys: AnyKey | None) -> int:
        """Return the number of a whole set; without keys one that every text has."""
        if keys is None:
            self.always.append(self._next())
            return self.always[-1]
        if keys not in self._sets:
            number = self._sets[keys] = self._next()
            for key in keys:
                self.by_key.setdefault(key, []).append(number)
        return self._sets[keys]

    def _number(self, key: Key) -> int:
        if key not in self._single:
            number = self._single[key] = self._next()
            self.by_key.setdefault(key, []).append(number)
            self.names[number] = key
        return self._single[key]

    def _next(self) -> int:
        self.count += 1
        return self.count - 1


class _KeyPlaces(dict[int, Sequence[int]]):
    """The positions in one text of each key, by its number, in no order; found when asked for."""

    def __init__(self, scope: Scope, names: Mapping[int, Key]) -> None:
        self._scope = scope
        self._names = names

    def __missing__(self, number: int) -> Sequence[int]:
        scope, key = self._scope, self._names[number]
        if isinstance(key, tuple):
            places = _ends_of(words_fitting(key, scope), scope)
        elif key in scope.distinct:
            places = _ends_of((key,), scope)
        else:
            # No word of the text, so a pair of characters that follow one another.
            words = scope.words
            places = [at for at in range(len(words) - 1) if words[at] + words[at + 1] == key]
        self[number] = places
        return places

    def are_close(self, lefts: Numbers, rights: Numbers, reach: int) -> bool:
        """Return whether a key of each side stand at most `reach` words apart."""
        # Texts are short, and a key stands in few places: sorting would cost more.
        beside = [at for number in rights for at in self[number]]
        reach += self._scope.extra
        for number in lefts:
            for place in self[number]:
                for other in beside:
                    if -reach <= place - other <= reach:
                        return True
        return False


def _ends_of(words: Iterable[str], scope: Scope) -> Sequence[int]:
    """Return where each of `words` begins and ends."""
    places = scope.places_of(words)
    return [first for first, _ in places] + [last for first, last in places if first != last]
