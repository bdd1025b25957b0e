"""NEAR and NOT NEAR: which of the places that two parts found are neighbours."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from watchers.language.matchers import Matcher
from watchers.language.passage import Run, Scope
from watchers.language.required_terms import (
    Alternatives,
    Proximity,
    RequiredTerms,
    required_by_all,
)

_first = attrgetter("first")
_ANYWHERE = 1 << 31
_FEW = 40  # pairs
_MOST_RUNS = 1_000  # of one NEAR; only a text made of nothing else has more


class Reach(NamedTuple):
    """How near is near: `distance` in words, neighbours being 1 apart; None for one sentence.

    Ordered: the run of the left side comes first.
    """

    distance: int | None
    ordered: bool = False


class Neighbours:
    """Runs in reading order, ready to be asked which of them are near another run.

    Costs a sort; each question then costs a bisection and what it yields.
    """

    def __init__(self, runs: Iterable[Run], reach: Reach, scope: Scope) -> None:
        self._reach = reach
        self._scope = scope
        self._groups: dict[object, list[Run]] = {}
        self._longest = 0
        for run in sorted(runs, key=_first):
            self._groups.setdefault(self._group(run), []).append(run)
            self._longest = max(self._longest, run.last - run.first)

    def _group(self, run: Run) -> object:
        """Return what neighbours must share: nothing, or their sentence."""
        if self._reach.distance is not None:
            return None
        # A run that reaches over the end of a sentence is in no one sentence with anything.
        sentence = self._scope.passage.sentence(run.first)
        return sentence if sentence == self._scope.passage.sentence(run.last) else run

    def of_left(self, run: Run) -> Iterator[Run]:
        """Yield the runs near `run`, a run of the left side: if ordered, those that follow it."""
        group, reach = self._groups.get(self._group(run), []), self._far
        # They are sorted by where they begin, so a long one may begin far away and end nearby.
        low = run.last + 1 if self._reach.ordered else run.first - reach - self._longest
        for number in range(bisect_left(group, low, key=_first), len(group)):
            other = group[number]
            if other.first > run.last + reach:
                return
            if other.last >= run.first - reach:
                yield other

    def of_right(self, run: Run) -> Iterator[Run]:
        """Yield the runs near `run`, a run of the right side: if ordered, those before it."""
        if not self._reach.ordered:
            yield from self.of_left(run)
            return
        group, low = self._groups.get(self._group(run), []), run.first - self._far
        for number in range(bisect_left(group, low - self._longest, key=_first), len(group)):
            other = group[number]
            if other.first >= run.first:
                return
            if low <= other.last < run.first:
                yield other

    @property
    def _far(self) -> int:
        return _ANYWHERE if self._reach.distance is None else self._reach.distance


class Nearby(Matcher):
    """Both sides near each other, made of different words.

    `left_without` are what the left side denies, as in `(b NOT c) NEAR/5 d`: they must not be as
    near to a run of the right side; `right_without` the same for the left side's runs.
    """

    __slots__ = (
        *("_first", "_second", "_simple"),
        *("left", "left_without", "reach", "right", "right_without"),
    )

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
        self._first, self._second = (left, right) if left.cost <= right.cost else (right, left)
        self._simple = not (self.left_without or self.right_without)
        super().__init__([left, right, *self.left_without, *self.right_without], cost=5)

    def matches(self, scope: Scope) -> bool:
        """Return whether there is a run; places decide, so this costs as much as `find_runs`."""
        return bool(self.runs_in(scope))

    def find_runs(self, scope: Scope) -> list[Run]:
        """Return a run for each pair of neighbours, by the left one; of 1,000 pairs no more."""
        if not scope.found.may_match(self):
            return []
        # The cheaper side first: where it has no run, nobody looks for the other's.
        first = self._first.runs_in(scope)
        second = self._second.runs_in(scope) if first else []
        if not second:
            return []
        lefts, rights = (first, second) if self._first is self.left else (second, first)
        if len(lefts) > 1:
            lefts = sorted(lefts, key=_first)
        if self._simple and len(lefts) * len(rights) <= _FEW:
            if len(rights) > 1:
                rights = sorted(rights, key=_first)
            return self._try_pairs(lefts, rights, scope)
        # What a side denies is near to the other side's runs, so it is these that drop out.
        for denied in self._denied(self.right_without, scope):
            lefts = [run for run in lefts if _has_no_neighbour(run, denied.of_left(run))]
        for denied in self._denied(self.left_without, scope):
            rights = [run for run in rights if _has_no_neighbour(run, denied.of_right(run))]
        return self._find_pairs(lefts, Neighbours(rights, self.reach, scope))

    def find_alternatives(self) -> Alternatives:
        """Return the ways of both sides together; what is denied needs nothing."""
        ways = required_by_all([self.left.alternatives(), self.right.alternatives()])
        if self.reach.distance is None or self.left.width is None or self.right.width is None:
            return ways
        # The keys may stand at the far ends of runs of several words.
        reach = self.reach.distance + self.left.width + self.right.width - 2
        (left,), (right,) = self.left.alternatives(), self.right.alternatives()
        close = Proximity(left.sets[0], right.sets[0], reach)
        return tuple(RequiredTerms(way.sets, (close,)) for way in ways)

    def _try_pairs(self, lefts: list[Run], rights: list[Run], scope: Scope) -> list[Run]:
        """Return the pairs, each tried with each: for a few that is cheaper than Neighbours."""
        distance, ordered = self.reach
        reach = _ANYWHERE if distance is None else distance
        runs: list[Run] = []
        for left in lefts:
            # Nothing is denied here, so distance, order and sentence decide.
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
                    if distance is not None or scope.passage.in_one_sentence(first, last):
                        runs.append(Run(first, last, (left, right)))
        return runs

    def _denied(self, matchers: Iterable[Matcher], scope: Scope) -> Iterator[Neighbours]:
        for matcher in matchers:
            if runs := matcher.runs_in(scope):
                yield Neighbours(runs, self.reach, scope)

    def _find_pairs(self, lefts: list[Run], rights: Neighbours) -> list[Run]:
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
    """The runs of the left side that have no run of the right side near them."""

    __slots__ = ("left", "reach", "right")

    def __init__(self, left: Matcher, right: Matcher, reach: Reach) -> None:
        super().__init__([left, right], cost=5)
        self.left = left
        self.right = right
        self.reach = reach

    def matches(self, scope: Scope) -> bool:
        """Return whether there is a run; places decide, so this costs as much as `find_runs`."""
        return bool(self.runs_in(scope))

    def find_runs(self, scope: Scope) -> list[Run]:
        """Return the runs of the left side, without those that have a neighbour."""
        lefts = self.left.runs_in(scope)
        rights = self.right.runs_in(scope) if lefts else []
        if not rights:
            return lefts
        neighbours = Neighbours(rights, self.reach, scope)
        return [run for run in lefts if _has_no_neighbour(run, neighbours.of_left(run))]

    def find_alternatives(self) -> Alternatives:
        """Return the left side's; absence needs nothing."""
        return self.left.alternatives()


def _has_no_neighbour(run: Run, others: Iterable[Run]) -> bool:
    """Return whether none of `others`, all near `run`, is a neighbour of it.

    What lies within the words of the run is part of it: `Georgia NOT NEAR/1 "Georgia Tech"` would
    find nothing else. A longer run around it is a neighbour.
    """
    words = None
    for other in others:
        # Runs with parts have gaps: bounds alone do not say which words are theirs.
        if run.parts or other.parts:
            words = _positions_of(run) if words is None else words
            if not _positions_of(other) <= words:
                return False
        elif other.first < run.first or other.last > run.last:
            return False
    return True


def _are_disjoint(left: Run, right: Run) -> bool:
    """Return whether two runs share no word; one may stand in a gap of the other."""
    if left.last < right.first or right.last < left.first:
        return True
    return _positions_of(left).isdisjoint(_positions_of(right))


def _positions_of(run: Run) -> set[int]:
    return {word for leaf in run.leaves() for word in range(leaf.first, leaf.last + 1)}
