"""A query made ready to run: what may hold, what holds, and which words made it hold."""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from operator import attrgetter

from watchers.language.passage import Run, Scope

_first = attrgetter("first")
_ANYWHERE = 1 << 31
_MOST_RUNS = 1_000  # of one NEAR; only a text made of nothing else has more


class Matcher(ABC):
    """One part of a query. Compared by identity, so that a scope can remember its findings.

    `has_places`: it can stand beside NEAR. `height`: how deep it nests, 1 for the lowest.
    """

    __slots__ = ("has_places", "height")

    def __init__(self, parts: "Iterable[Matcher]" = (), *, has_places: bool = True) -> None:
        inner = list(parts)
        self.has_places: bool = has_places and all(part.has_places for part in inner)
        self.height: int = 1 + max((part.height for part in inner), default=0)

    @abstractmethod
    def may_hold(self, scope: Scope) -> bool:
        """Answer quickly; False is certain."""

    @abstractmethod
    def holds(self, scope: Scope) -> bool:
        """Say whether this part holds."""

    @abstractmethod
    def find(self, scope: Scope) -> list[Run]:
        """Give what makes it hold, empty if it does not or if it holds by absence."""

    def found(self, scope: Scope) -> list[Run]:
        """Give what `find` gives, working it out once a scope."""
        runs = scope.memo.get(self)
        if runs is None:
            runs = scope.memo[self] = self.find(scope)
        return runs


class AllOf(Matcher):
    """Every part holds."""

    __slots__ = ("parts",)

    def __init__(self, parts: Iterable[Matcher]) -> None:
        self.parts: tuple[Matcher, ...] = tuple(dict.fromkeys(parts))
        super().__init__(self.parts, has_places=False)

    def may_hold(self, scope: Scope) -> bool:
        """Ask every part."""
        return all(part.may_hold(scope) for part in self.parts)

    def holds(self, scope: Scope) -> bool:
        """Ask every part, the quick question first."""
        return self.may_hold(scope) and all(part.holds(scope) for part in self.parts)

    def find(self, scope: Scope) -> list[Run]:
        """Give what each part found, by turns."""
        return _in_turn(self.parts, scope) if self.holds(scope) else []


class AnyOf(Matcher):
    """One part holds, or more. What is alternatives of alternatives becomes one level."""

    __slots__ = ("parts",)

    def __init__(self, parts: Iterable[Matcher]) -> None:
        levels = (part.parts if isinstance(part, AnyOf) else (part,) for part in parts)
        self.parts: tuple[Matcher, ...] = tuple(dict.fromkeys(chain.from_iterable(levels)))
        super().__init__(self.parts)

    def may_hold(self, scope: Scope) -> bool:
        """Ask the parts until one may."""
        return any(part.may_hold(scope) for part in self.parts)

    def holds(self, scope: Scope) -> bool:
        """Ask the parts until one does."""
        return any(part.holds(scope) for part in self.parts)

    def find(self, scope: Scope) -> list[Run]:
        """Give what the parts found, by turns."""
        return _in_turn([part for part in self.parts if part.may_hold(scope)], scope)


def _in_turn(parts: Iterable[Matcher], scope: Scope) -> list[Run]:
    """Give the first run of each part, then the second: a cut leaves something of every part."""
    turns = zip_longest(*(part.found(scope) for part in parts))
    return [run for run in chain.from_iterable(turns) if run is not None]


class NoneOf(Matcher):
    """The part does not hold."""

    __slots__ = ("part",)

    def __init__(self, part: Matcher) -> None:
        super().__init__([part], has_places=False)
        self.part = part

    def may_hold(self, scope: Scope) -> bool:  # noqa: ARG002  # nothing to look at
        """Absence cannot be ruled out quickly."""
        return True

    def holds(self, scope: Scope) -> bool:
        """Turn the answer round."""
        return not self.part.holds(scope)

    def find(self, scope: Scope) -> list[Run]:  # noqa: ARG002  # nothing to look at
        """Nothing shows an absence."""
        return []


class Within(Matcher):
    """The part holds in one field."""

    __slots__ = ("field", "part")

    def __init__(self, field: str, part: Matcher) -> None:
        super().__init__([part])
        self.field = (field,)
        self.part = part

    def may_hold(self, scope: Scope) -> bool:
        """Ask the part about the field."""
        return self.part.may_hold(scope.passage.scope(self.field))

    def holds(self, scope: Scope) -> bool:
        """Ask the part about the field."""
        return self.part.holds(scope.passage.scope(self.field))

    def find(self, scope: Scope) -> list[Run]:
        """Give what the part found in the field."""
        return self.part.found(scope.passage.scope(self.field))


class Nearby(Matcher):
    """Both sides, close to each other, made of different words."""

    __slots__ = ("distance", "left", "ordered", "right")

    def __init__(
        self, left: Matcher, right: Matcher, distance: int | None, *, ordered: bool
    ) -> None:
        super().__init__([left, right])
        self.left = left
        self.right = right
        self.distance = distance
        self.ordered = ordered

    def may_hold(self, scope: Scope) -> bool:
        """Ask both sides."""
        return self.left.may_hold(scope) and self.right.may_hold(scope)

    def holds(self, scope: Scope) -> bool:
        """Look at places: presence is not enough."""
        return bool(self.found(scope))

    def find(self, scope: Scope) -> list[Run]:
        """Give each pair of neighbours."""
        if not self.may_hold(scope):
            return []
        groups: dict[object, list[Run]] = {}
        longest = 0
        for right in sorted(self.right.found(scope), key=_first):
            groups.setdefault(self._group(right, scope), []).append(right)
            longest = max(longest, right.last - right.first)
        runs: list[Run] = []
        for left in sorted(self.left.found(scope), key=_first):
            for right in self._beside(left, groups.get(self._group(left, scope), []), longest):
                first, last = min(left.first, right.first), max(left.last, right.last)
                runs.append(Run(first, last, (left, right)))
                if len(runs) == _MOST_RUNS:
                    return runs
        return runs

    def _group(self, run: Run, scope: Scope) -> object:
        """Name what a run's neighbours must share with it: its sentence, or nothing."""
        if self.distance is not None:
            return None
        sentence = scope.passage.sentence(run.first)
        return sentence if sentence == scope.passage.sentence(run.last) else run

    def _beside(self, left: Run, rights: list[Run], longest: int) -> Iterator[Run]:
        reach = _ANYWHERE if self.distance is None else self.distance
        low = left.last + 1 if self.ordered else left.first - reach - longest
        for number in range(bisect_left(rights, low, key=_first), len(rights)):
            right = rights[number]
            if right.first > left.last + reach:
                return
            if right.last >= left.first - reach and _apart(left, right):
                yield right


def _apart(one: Run, other: Run) -> bool:
    """Say whether two runs have no word in common; the words of one may surround the other's."""
    if one.last < other.first or other.last < one.first:
        return True
    return _words(one).isdisjoint(_words(other))


def _words(run: Run) -> set[int]:
    return {word for leaf in run.leaves() for word in range(leaf.first, leaf.last + 1)}
