"""A query made ready to run: what may hold, what holds, and which words made it hold."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from itertools import chain, zip_longest
from operator import attrgetter

from watchers.language.passage import Run, Scope
from watchers.language.required_terms import (
    Proximity,
    RequiredTerms,
    required_by_all,
    required_by_any,
    required_by_some,
    required_in_field,
)


class Matcher(ABC):
    """One part of a query, ready to be asked of any text.

    Compared by identity, so that a scope can remember what it found. `has_places`: it can stand
    beside NEAR. `height`: how deep it nests, 1 for a leaf. `cost`: a guess in no unit, to ask the
    cheap ones first. `width`: None, or the most words that one run of it has; then it has exactly
    one set of required terms, and each of its runs has a key of that.
    """

    __slots__ = ("_required_terms", "cost", "has_places", "height", "width")

    def __init__(
        self, parts: "Iterable[Matcher]" = (), *, has_places: bool = True, cost: int = 1
    ) -> None:
        inner = list(parts)
        self.cost: int = cost + sum(part.cost for part in inner)
        self.has_places: bool = has_places and all(part.has_places for part in inner)
        self._required_terms: RequiredTerms | None = None
        self.width: int | None = None
        self.height: int = 1 + max((part.height for part in inner), default=0)

    @abstractmethod
    def matches(self, scope: Scope) -> bool:
        """Return whether this part holds. Cheaper than `find_runs`: places are found at need."""

    @abstractmethod
    def find_runs(self, scope: Scope) -> list[Run]:
        """Return what makes it hold; nothing if it holds by absence.

        A part that has no places is asked this only where it holds. For a part that has places no
        run means that it does not hold.
        """

    @abstractmethod
    def find_required_terms(self) -> RequiredTerms:
        """Return sets of keys; a text can match only if it has one key of each."""

    def required_terms(self) -> RequiredTerms:
        """Return what `find_required_terms` returns, worked out once."""
        if self._required_terms is None:
            self._required_terms = self.find_required_terms()
        return self._required_terms

    def proximities(self) -> tuple[Proximity, ...]:
        """Return which keys must be how near to each other before this can hold, if known."""
        return ()

    def runs_in(self, scope: Scope) -> list[Run]:
        """Return what `find_runs` returns, worked out once a scope. Not to be changed."""
        runs = scope.memo.get(self)
        if runs is None:
            runs = scope.memo[self] = self.find_runs(scope)
        return runs


class AllOf(Matcher):
    """Every part holds."""

    __slots__ = ("_by_cost", "parts")

    def __init__(self, parts: Iterable[Matcher]) -> None:
        self.parts: tuple[Matcher, ...] = tuple(dict.fromkeys(parts))
        super().__init__(self.parts, has_places=False)
        self._by_cost = tuple(sorted(self.parts, key=attrgetter("cost")))

    def matches(self, scope: Scope) -> bool:
        """Return whether every part holds; the cheapest is asked first."""
        for part in self._by_cost:  # noqa: SIM110  # a generator would cost as much as its parts
            if not part.matches(scope):
                return False
        return True

    def find_runs(self, scope: Scope) -> list[Run]:
        """Return the runs of every part, by turns."""
        return _in_turn(self.parts, scope)

    def proximities(self) -> tuple[Proximity, ...]:
        """Return those of every part."""
        return tuple(close for part in self.parts for close in part.proximities())

    def find_required_terms(self) -> RequiredTerms:
        """Return the narrowest sets of all parts."""
        return required_by_all(part.required_terms() for part in self.parts)


class AnyOf(Matcher):
    """One part holds, or more. What is alternatives of alternatives becomes one level."""

    __slots__ = ("parts",)

    def __init__(self, parts: Iterable[Matcher]) -> None:
        levels = (part.parts if isinstance(part, AnyOf) else (part,) for part in parts)
        self.parts: tuple[Matcher, ...] = tuple(dict.fromkeys(chain.from_iterable(levels)))
        super().__init__(self.parts)
        # One part of unknown width makes the whole unknown.
        widths = [part.width for part in self.parts]
        known = [width for width in widths if width is not None]
        if len(known) == len(widths):
            self.width = max(known)

    def matches(self, scope: Scope) -> bool:
        """Return whether any part holds."""
        return any(part.matches(scope) for part in self.parts)

    def find_runs(self, scope: Scope) -> list[Run]:
        """Return the runs of the parts that hold, by turns."""
        return _in_turn([part for part in self.parts if part.matches(scope)], scope)

    def find_required_terms(self) -> RequiredTerms:
        """Return the union over the alternatives, set by set."""
        return required_by_any(part.required_terms() for part in self.parts)


def _in_turn(parts: Iterable[Matcher], scope: Scope) -> list[Run]:
    """Return the first run of each part, then the second: a cut leaves something of every part."""
    found = [runs for part in parts if (runs := part.runs_in(scope))]
    if len(found) == 1:
        return found[0]
    turns = zip_longest(*found)
    return [run for run in chain.from_iterable(turns) if run is not None]


class SomeOf(Matcher):
    """At least `count` of the parts hold."""

    __slots__ = ("count", "parts")

    def __init__(self, count: int, parts: Iterable[Matcher]) -> None:
        self.count = count
        self.parts: tuple[Matcher, ...] = tuple(parts)
        super().__init__(self.parts, has_places=False)

    def matches(self, scope: Scope) -> bool:
        """Return whether as many parts hold as are asked for."""
        return sum(part.matches(scope) for part in self.parts) >= self.count

    def find_runs(self, scope: Scope) -> list[Run]:
        """Return the runs of the parts that hold, by turns."""
        return _in_turn([part for part in self.parts if part.matches(scope)], scope)

    def find_required_terms(self) -> RequiredTerms:
        """Return one union for each group of parts of which one must hold."""
        return required_by_some(self.count, [part.required_terms() for part in self.parts])


class NoneOf(Matcher):
    """The part does not hold."""

    __slots__ = ("part",)

    def __init__(self, part: Matcher) -> None:
        super().__init__([part], has_places=False)
        self.part = part

    def matches(self, scope: Scope) -> bool:
        """Return True where the part does not hold."""
        return not self.part.matches(scope)

    def find_runs(self, scope: Scope) -> list[Run]:  # noqa: ARG002  # nothing to look at
        """Return nothing: no place shows an absence."""
        return []

    def find_required_terms(self) -> RequiredTerms:
        """Return nothing: an empty text may hold."""
        return ()


class Within(Matcher):
    """The part holds in one field."""

    __slots__ = ("field", "part")

    def __init__(self, field: str, part: Matcher) -> None:
        super().__init__([part])
        self.field = (field,)
        self.part = part

    def matches(self, scope: Scope) -> bool:
        """Return whether the part holds in the field."""
        return self.part.matches(scope.passage.scope(self.field))

    def find_runs(self, scope: Scope) -> list[Run]:
        """Return the runs of the part in the field."""
        return self.part.runs_in(scope.passage.scope(self.field))

    def find_required_terms(self) -> RequiredTerms:
        """Return the part's, as keys of the field."""
        return required_in_field(self.field[0], self.part.required_terms())
