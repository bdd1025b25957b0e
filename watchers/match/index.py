"""All queries of a rule set asked at once: the words of a text say which of them to ask.

Each query gives its required terms (watchers.language.required_terms): sets of keys, of each of
which a text must have one. The rarest set leads to the query: the rule is filed under each key of
it. A text leads by its keys to rules, and of these only those whose other sets it meets are asked
for places. A query without required terms is always asked.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from watchers.language.lexicon import words_fitting
from watchers.language.passage import Passage, Scope
from watchers.language.query import Query
from watchers.language.required_terms import AnyKey, Key, character_pairs, commonness
from watchers.language.terms import fits_wildcard
from watchers.model.names import IndicatorId
from watchers.model.news import Match

_GRAM = 3  # letters of a wildcard's longest piece by which words find it
_MOST_ROUTES = 1 << 16  # words remembered; news has fewer that come back
_FIRST_ALONE = "\u0e00"
# A word this long may be half of one that was cut: a regex might match over the cut.
_CUT = 20

Numbers = frozenset[int]  # of keys: they are looked up without touching any text


class Index:
    """The queries of one rule set; immutable to its users, it only remembers words it met."""

    def __init__(self, queries: Mapping[IndicatorId, Query]) -> None:
        self._rules = tuple(queries.items())
        self._always: list[int] = []  # what no word leads to
        self._others: dict[int, tuple[Numbers, ...]] = {}
        self._closeness: dict[int, tuple[tuple[Numbers, Numbers, int], ...]] = {}
        keys = _Numbered()
        filed: dict[int, list[tuple[Numbers, int]]] = {}
        for number, needs in enumerate(self._narrowest_first()):
            self._file(number, [keys.of(need) for need in needs], filed)
            if closeness := self._rules[number][1].proximities:
                self._closeness[number] = tuple(
                    (keys.of(left), keys.of(right), reach) for left, right, reach in closeness
                )
        self._filed = [filed.get(key, []) for key in keys.values()]
        self._text_keys = _TextKeys(keys)

    def _narrowest_first(self) -> Iterator[list[AnyKey]]:
        needs_of = [query.required_terms for _, query in self._rules]
        usage = Counter(key for needs in needs_of for need in needs for key in need)
        # What many rules ask for leads to many rules, whether or not it is common in texts.
        costs = {key: commonness(key) * (20 + count) for key, count in usage.items()}
        for needs in needs_of:
            yield sorted(needs, key=lambda need: sum(costs[key] for key in need))

    def _file(
        self, number: int, needs: list[Numbers], filed: dict[int, list[tuple[Numbers, int]]]
    ) -> None:
        if not needs:
            self._always.append(number)
            return
        first, *others = needs
        second = others[0] if others else first
        for key in first:
            filed.setdefault(key, []).append((second, number))
        if len(others) > 1:
            self._others[number] = tuple(others[1:])

    @property
    def always(self) -> tuple[IndicatorId, ...]:
        """The indicators that every item is asked for, since no word leads to them."""
        return tuple(self._rules[number][0] for number in self._always)

    def find_matches(self, passage: Passage) -> tuple[Match, ...]:
        """Find what asking every query would find, in the order of the rules."""
        keys = self._text_keys.of(passage)
        places = _Places(passage.scope(), self._text_keys.names)
        found: list[Match] = []
        for number in self._candidates(keys):
            for left, right, reach in self._closeness.get(number, ()):
                if not places.are_close(left & keys, right & keys, reach):
                    break
            else:
                indicator, query = self._rules[number]
                evidence = query.find_evidence(passage)
                if evidence is not None:
                    found.append(Match(indicator=indicator, evidence=evidence))
        return tuple(found)

    def _candidates(self, keys: set[int]) -> list[int]:
        filed, others = self._filed, self._others
        reached = {
            number for key in keys for second, number in filed[key] if not second.isdisjoint(keys)
        }
        reached.update(self._always)
        return sorted(
            number
            for number in reached
            if number not in others or not any(need.isdisjoint(keys) for need in others[number])
        )


class _Numbered(dict[Key, int]):
    """A number for each key, from 0 as they come."""

    def __init__(self) -> None:
        self._required_terms: dict[AnyKey, Numbers] = {}

    def __missing__(self, key: Key) -> int:
        number = self[key] = len(self)
        return number

    def of(self, need: AnyKey) -> Numbers:
        """Give a need in numbers; equal needs share theirs."""
        numbers = self._required_terms.get(need)
        if numbers is None:
            numbers = self._required_terms[need] = frozenset(map(self.__getitem__, need))
        return numbers


class _Places(dict[int, Sequence[int]]):
    """Where the keys of one text stand."""

    def __init__(self, scope: Scope, names: Sequence[Key]) -> None:
        self._scope = scope
        self._names = names

    def __missing__(self, number: int) -> Sequence[int]:
        scope, key = self._scope, self._names[number]
        if isinstance(key, tuple):
            places = [at for word in words_fitting(key, scope) for at in scope.positions[word]]
        elif key in scope.positions:
            places = scope.positions[key]
        else:
            words = scope.words
            places = [at for at in range(len(words) - 1) if words[at] + words[at + 1] == key]
        self[number] = places
        return places

    def are_close(self, lefts: Numbers, rights: Numbers, reach: int) -> bool:
        """Say whether keys of both sides stand at most so far apart."""
        beside = [at for number in rights for at in self[number]]
        for number in lefts:
            for one in self[number]:
                for other in beside:
                    if -reach <= one - other <= reach:
                        return True
        return False


class _TextKeys:
    """Which of the keys that rules ask for a text has, by their numbers."""

    def __init__(self, keys: Mapping[Key, int]) -> None:
        self.names = tuple(keys)
        self._routes = _Routes(keys)
        plain = self._plain = {key: keys[key] for key in keys if isinstance(key, str)}
        self._fields = {key.partition(":")[0] for key in plain if ":" in key}
        self._pairs = any(len(key) == 2 and key[0] >= _FIRST_ALONE for key in plain)  # noqa: PLR2004

    def of(self, passage: Passage) -> set[int]:
        """Give the keys of the text."""
        scope, plain = passage.scope(), self._plain
        keys: set[int] = set()
        keys.update(*map(self._routes.__getitem__, scope.distinct))
        if self._pairs and max(scope.distinct, default="") >= _FIRST_ALONE:
            keys.update(plain[pair] for pair in character_pairs(scope.words) if pair in plain)
        for field in self._fields:
            words = (f"{field}:{word}" for word in passage.scope((field,)).distinct)
            keys.update(plain[word] for word in words if word in plain)
        return keys


class _Routes(dict[str, tuple[int, ...]]):
    """The keys that a word alone brings; worked out when it is first met. Full, it forgets all."""

    def __init__(self, keys: Mapping[Key, int]) -> None:
        self._keys = keys
        self._grams: dict[str, list[tuple[str, ...]]] = {}
        for key in keys:
            if isinstance(key, tuple):
                self._grams.setdefault(max(key, key=len)[:_GRAM], []).append(key)
        self._short = [gram for gram in self._grams if len(gram) < _GRAM]
        self._inner = [key for key in keys if isinstance(key, tuple) and not key[0]]

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= _MOST_ROUTES:
            self.clear()
        found: list[Key] = [word] if word in self._keys else []
        grams = {word[at : at + _GRAM] for at in range(len(word) - _GRAM + 1)}
        for gram in (*self._short, *grams):
            found.extend(key for key in self._grams.get(gram, ()) if fits_wildcard(key, word))
        if len(word) >= _CUT:
            found.extend(self._inner)
        route = self[word] = tuple(self._keys[key] for key in found)
        return route
