"""All queries of a rule set asked at once: the words of a text say which of them to ask.

Each query gives its required terms (watchers.language.required_terms): sets of keys, of each of
which a text must have one. The rarest set leads to the query: the rule is filed under each key of
it. A text leads by its keys to rules, and of these only those whose other sets it meets are asked
for places. A query without required terms is always asked.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from watchers.language.passage import Passage, Scope
from watchers.language.phrases import words_fitting
from watchers.language.query import Query
from watchers.language.required_terms import FIRST_ALONE, AnyKey, Key, character_pairs, commonness
from watchers.language.terms import fits_wildcard
from watchers.model.names import IndicatorId
from watchers.model.news import Match

_GRAM = 3  # letters of a wildcard's longest piece by which words find it
_MOST_ROUTES = 1 << 16  # words remembered; news has fewer that come back
# A word this long may be half of one that was cut: a regex might match over the cut.
_CUT = 20

Numbers = frozenset[int]
"""Keys by their numbers: sets of small integers meet without touching any text."""


class Index:
    """The queries of one rule set. Its answers never change; it only remembers words it met.

    Made in some 40 ms a thousand queries. May be asked by several threads.
    """

    def __init__(self, queries: Mapping[IndicatorId, Query]) -> None:
        self._rules = tuple(queries.items())
        self._always: list[int] = []  # rules that no word leads to
        self._others: dict[int, tuple[Numbers, ...]] = {}
        self._proximities: dict[int, tuple[tuple[Numbers, Numbers, int], ...]] = {}
        keys = _KeyNumbers()
        filed: dict[int, list[tuple[Numbers, int]]] = {}
        for number, required in enumerate(self._narrowest_first()):
            self._file(number, [keys.number_all(each) for each in required], filed)
            if proximities := self._rules[number][1].proximities:
                self._proximities[number] = tuple(
                    (keys.number_all(left), keys.number_all(right), reach)
                    for left, right, reach in proximities
                )
        # A key in a second or third set of a rule leads nowhere, but texts are asked for it.
        self._filed = [filed.get(key, []) for key in keys.values()]
        self._text_keys = _TextKeys(keys)

    def _narrowest_first(self) -> Iterator[list[AnyKey]]:
        """Yield the required terms of each rule, the set that leads to it least often first."""
        required_of = [query.required_terms for _, query in self._rules]
        usage = Counter(key for required in required_of for keys in required for key in keys)
        # What many rules ask for leads to many rules, whether or not it is common in texts.
        costs = {key: commonness(key) * (20 + count) for key, count in usage.items()}
        for required in required_of:
            yield sorted(required, key=lambda keys: sum(costs[key] for key in keys))

    def _file(
        self, number: int, required: list[Numbers], filed: dict[int, list[tuple[Numbers, int]]]
    ) -> None:
        """Put a rule under each key of its first set, with its second beside it."""
        if not required:
            self._always.append(number)
            return
        first, *others = required
        # The second set lies where the first leads: most candidates fall without another look-up. A
        # rule of one set is filed with that again, which any text that came here meets.
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
        """Return what asking every query would find, with evidence, in the order of the rules."""
        keys = self._text_keys.keys_of(passage)
        places = _KeyPlaces(passage.scope(), self._text_keys.names)
        found: list[Match] = []
        for number in self._candidates(keys):
            for left, right, reach in self._proximities.get(number, ()):
                # Both sides of a NEAR are in most texts that come here, but far apart.
                if not places.are_close(left & keys, right & keys, reach):
                    break
            else:
                indicator, query = self._rules[number]
                evidence = query.find_evidence(passage)
                if evidence is not None:
                    found.append(Match(indicator=indicator, evidence=evidence))
        return tuple(found)

    def _candidates(self, keys: set[int]) -> list[int]:
        """Return the rules, ascending, whose required terms a text with these keys meets."""
        filed, others = self._filed, self._others
        reached = {
            number for key in keys for second, number in filed[key] if not second.isdisjoint(keys)
        }
        reached.update(self._always)
        return sorted(
            number
            for number in reached
            if number not in others or not any(each.isdisjoint(keys) for each in others[number])
        )


class _KeyNumbers(dict[Key, int]):
    """A number for each key, from 0 as they come."""

    def __init__(self) -> None:
        self._known: dict[AnyKey, Numbers] = {}

    def __missing__(self, key: Key) -> int:
        number = self[key] = len(self)
        return number

    def number_all(self, keys: AnyKey) -> Numbers:
        """Return the numbers of some keys; equal sets of keys share one set of numbers."""
        numbers = self._known.get(keys)
        if numbers is None:
            numbers = self._known[keys] = frozenset(map(self.__getitem__, keys))
        return numbers


class _KeyPlaces(dict[int, Sequence[int]]):
    """The positions in one text of each key, by its number, in no order; found when asked for."""

    def __init__(self, scope: Scope, names: Sequence[Key]) -> None:
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


class _TextKeys:
    """Finds which of the keys that rules ask for a text has, by their numbers."""

    def __init__(self, keys: Mapping[Key, int]) -> None:
        self.names = tuple(keys)
        self._routes = _Routes(keys)
        plain = self._plain = {key: keys[key] for key in keys if isinstance(key, str)}
        self._fields = {key.partition(":")[0] for key in plain if ":" in key}
        self._pairs = any(len(key) == 2 and key[0] >= FIRST_ALONE for key in plain)  # noqa: PLR2004

    def keys_of(self, passage: Passage) -> set[int]:
        """Return the numbers of all keys that the text has."""
        scope, plain = passage.scope(), self._plain
        keys: set[int] = set()
        keys.update(*map(self._routes.__getitem__, scope.distinct))
        # Only a text in a script without blanks has pairs: its highest word tells.
        if self._pairs and max(scope.distinct, default="") >= FIRST_ALONE:
            keys.update(plain[pair] for pair in character_pairs(scope.words) if pair in plain)
        for field in self._fields:
            words = (f"{field}:{word}" for word in passage.scope((field,)).distinct)
            keys.update(plain[word] for word in words if word in plain)
        return keys


class _Routes(dict[str, tuple[int, ...]]):
    """The keys that a word alone brings, worked out when it is first met. Full, it forgets all."""

    def __init__(self, keys: Mapping[Key, int]) -> None:
        self._keys = keys
        # Wildcards by the first letters of their longest piece: a word is tried with those alone
        # whose letters are somewhere in it.
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
        # Words are cut at a length, and a regex may match over the cut: better asked in vain.
        if len(word) >= _CUT:
            found.extend(self._inner)
        route = self[word] = tuple(self._keys[key] for key in found)
        return route
