"""NEAR and NOT NEAR: which of the places that two parts found are neighbours."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from watchers.language.matchers import Matcher
from watchers.language.passage import Run, Scope
from watchers.language.required_terms import Proximity, RequiredTerms, required_by_all

_first = attrgetter("first")
_ANYWHERE = 1 << 31
_FEW = 40  # pairs
_MOST_RUNS = 1_000  # of one NEAR; only a text made of nothing else has more


class Reach(NamedTuple):
    """How near is near: `distance` words, or one sentence where it is None; ordered or not."""

    distance: int | None
    ordered: bool = False


class Neighbours:
    """Runs in reading order, ready to be asked who stands beside a place."""

    def __init__(self, runs: Iterable[Run], reach: Reach, scope: Scope) -> None:
        self._reach = reach
        self._scope = scope
        self._groups: dict[object, list[Run]] = {}
        self._longest = 0
        for run in sorted(runs, key=_first):
            self._groups.setdefault(self._group(run), []).append(run)
            self._longest = max(self._longest, run.last - run.first)

    def _group(self, run: Run) -> object:
        """Name what neighbours must share: their sentence, or nothing."""
        if self._reach.distance is not None:
            return None
        sentence = self._scope.passage.sentence(run.first)
        return sentence if sentence == self._scope.passage.sentence(run.last) else run

    def of_left(self, run: Run) -> Iterator[Run]:
        """Give the runs near `run`; where order counts, only those that follow it."""
        row, reach = self._groups.get(self._group(run), []), self._far
        low = run.last + 1 if self._reach.ordered else run.first - reach - self._longest
        for number in range(bisect_left(row, low, key=_first), len(row)):
            other = row[number]
            if other.first > run.last + reach:
                return
            if other.last >= run.first - reach:
                yield other

    def of_right(self, run: Run) -> Iterator[Run]:
        """Give the runs near `run`; where order counts, only those that it follows."""
        if not self._reach.ordered:
            yield from self.of_left(run)
            return
        row, low = self._groups.get(self._group(run), []), run.first - self._far
        for number in range(bisect_left(row, low - self._longest, key=_first), len(row)):
            other = row[number]
            if other.first >= run.first:
                return
            if low <= other.last < run.first:
                yield other

    @property
    def _far(self) -> int:
        return _ANYWHERE if self._reach.distance is None else self._reach.distance


class Nearby(Matcher):
    """Both sides, close to each other, made of different words.

    What a side must be without is not as close to the other side's place.
    """

    __slots__ = ("_simple", "left", "left_without", "reach", "right", "right_without")

    def __init__(
        self,
        left: Matcher,
        right: Matcher,
        reach: Reach,
        *,
        left_without: Iterable[Matcher] = (),
        right_without: Iterable[Matcher] = (),
    ) -> None:
        self.left = left
        self.right = right
        self.reach = reach
        self.left_without = tuple(left_without)
        self.right_without = tuple(right_without)
        self._simple = not (reach.distance is None or self.left_without or self.right_without)
        super().__init__([left, right, *self.left_without, *self.right_without], cost=5)

    def matches(self, scope: Scope) -> bool:
        """Look at places: presence is not enough."""
        return bool(self.runs_in(scope))

    def find_runs(self, scope: Scope) -> list[Run]:
        """Give each pair of neighbours."""
        lefts = self.left.runs_in(scope)
        rights = self.right.runs_in(scope) if lefts else []
        if not rights:
            return []
        if len(lefts) > 1:
            lefts = sorted(lefts, key=_first)
        if self._simple and len(lefts) * len(rights) <= _FEW:
            if len(rights) > 1:
                rights = sorted(rights, key=_first)
            return self._try_pairs(lefts, rights)
        for row in self._denied(self.right_without, scope):
            lefts = [run for run in lefts if _has_no_neighbour(run, row.of_left(run))]
        for row in self._denied(self.left_without, scope):
            rights = [run for run in rights if _has_no_neighbour(run, row.of_right(run))]
        return self._pairs(lefts, Neighbours(rights, self.reach, scope))

    def proximities(self) -> tuple[Proximity, ...]:
        """Say how far apart the keys of both sides may be, if that is known."""
        if self.reach.distance is None or self.left.width is None or self.right.width is None:
            return ()
        (left,), (right,) = self.left.required_terms(), self.right.required_terms()
        return (
            Proximity(left, right, self.reach.distance + self.left.width + self.right.width - 2),
        )

    def find_required_terms(self) -> RequiredTerms:
        """Both sides have their own."""
        return required_by_all([self.left.required_terms(), self.right.required_terms()])

    def _try_pairs(self, lefts: list[Run], rights: list[Run]) -> list[Run]:
        """Try each with each: a Neighbours would cost more than it spares."""
        reach, ordered = self.reach.distance or 0, self.reach.ordered
        runs: list[Run] = []
        for left in lefts:
            low, high = left.first - reach, left.last + reach
            for right in rights:
                if right.first > high:
                    break
                if (
                    right.last >= low
                    and not (ordered and right.first <= left.last)
                    and _are_disjoint(left, right)
                ):
                    first, last = min(left.first, right.first), max(left.last, right.last)
                    runs.append(Run(first, last, (left, right)))
        return runs

    def _denied(self, denied: Iterable[Matcher], scope: Scope) -> Iterator[Neighbours]:
        for matcher in denied:
            if runs := matcher.runs_in(scope):
                yield Neighbours(runs, self.reach, scope)

    def _pairs(self, lefts: list[Run], rights: Neighbours) -> list[Run]:
        runs: list[Run] = []
        for left in lefts:
            for right in rights.of_left(left):
                if _are_disjoint(left, right):
                    first, last = min(left.first, right.first), max(left.last, right.last)
                    runs.append(Run(first, last, (left, right)))
                    if len(runs) == _MOST_RUNS:
                        return runs
        return runs


class NotNearby(Matcher):
    """The left side where the right is not close; its runs are those of the left side."""

    __slots__ = ("left", "reach", "right")

    def __init__(self, left: Matcher, right: Matcher, reach: Reach) -> None:
        super().__init__([left, right], cost=5)
        self.left = left
        self.right = right
        self.reach = reach

    def matches(self, scope: Scope) -> bool:
        """Look at places: presence is not enough."""
        return bool(self.runs_in(scope))

    def find_runs(self, scope: Scope) -> list[Run]:
        """Give what the left side found, without those that have a neighbour."""
        lefts = self.left.runs_in(scope)
        rights = self.right.runs_in(scope) if lefts else []
        if not rights:
            return lefts
        row = Neighbours(rights, self.reach, scope)
        return [run for run in lefts if _has_no_neighbour(run, row.of_left(run))]

    def find_required_terms(self) -> RequiredTerms:
        """Give the left side's; absence needs nothing."""
        return self.left.required_terms()


def _has_no_neighbour(run: Run, others: Iterable[Run]) -> bool:
    """Say whether each of `others` lies within the very words of `run`."""
    words = None
    for other in others:
        if run.parts or other.parts:
            words = _positions_of(run) if words is None else words
            if not _positions_of(other) <= words:
                return False
        elif other.first < run.first or other.last > run.last:
            return False
    return True


def _are_disjoint(one: Run, other: Run) -> bool:
    """Say whether two runs have no word in common; the words of one may surround the other's."""
    if one.last < other.first or other.last < one.first:
        return True
    return _positions_of(one).isdisjoint(_positions_of(other))


def _positions_of(run: Run) -> set[int]:
    return {word for leaf in run.leaves() for word in range(leaf.first, leaf.last + 1)}
