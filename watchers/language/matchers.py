"""A query made ready to run: what may hold, what holds, and which words made it hold."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from itertools import chain, zip_longest

from watchers.language.passage import Run, Scope
from watchers.language.required_terms import (
    ALWAYS,
    Alternatives,
    required_by_all,
    required_by_any,
    required_by_some,
    required_in_field,
)


class Matcher(ABC):
    """One part of a query, ready to be asked of any text.

    Compared by identity, so that a scope can remember what it found. `has_places`: it can stand
    beside NEAR. `height`: how deep it nests, 1 for a leaf. `cost`: a guess in no unit, to ask the
    cheap ones first. `width`: None, or the most words that one run of it has; then it requires
    exactly one set of keys, and each of its runs has a key of that.
    """

    __slots__ = ("_alternatives", "cost", "has_places", "height", "inner", "width")

    def __init__(
        self, parts: "Iterable[Matcher]" = (), *, has_places: bool = True, cost: int = 1
    ) -> None:
        self.inner = tuple(parts)
        self.cost: int = cost + sum(part.cost for part in self.inner)
        self.has_places: bool = has_places and all(part.has_places for part in self.inner)
        self._alternatives: Alternatives | None = None
        self.width: int | None = None
        self.height: int = 1 + max((part.height for part in self.inner), default=0)

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
    def find_alternatives(self) -> Alternatives:
        """Return the ways in which this can hold; a text can match only if it meets one."""

    def alternatives(self) -> Alternatives:
        """Return what `find_alternatives` returns, worked out once."""
        if self._alternatives is None:
            self._alternatives = self.find_alternatives()
        return self._alternatives

    def runs_in(self, scope: Scope) -> list[Run]:
        """Return what `find_runs` returns, worked out once a scope. Not to be changed."""
        runs = scope.memo.get(self)
        if runs is None:
            runs = scope.memo[self] = self.find_runs(scope)
        return runs


class AllOf(Matcher):
    """Every part holds."""

    __slots__ = ("_by_rank", "parts")

    def __init__(self, parts: Iterable[Matcher]) -> None:
        self.parts: tuple[Matcher, ...] = tuple(dict.fromkeys(parts))
        super().__init__(self.parts, has_places=False)
        # What must not be there hardly ever is: it rejects least, whatever it costs.
        ranks = {part: (isinstance(part, NoneOf), part.cost) for part in self.parts}
        self._by_rank = tuple(sorted(self.parts, key=ranks.__getitem__))

    def matches(self, scope: Scope) -> bool:
        """Return whether every part holds; what is cheap and rejects much is asked first."""
        if not scope.found.may_match(self):
            return False
        for part in self._by_rank:  # noqa: SIM110  # a generator would cost as much as its parts
            if not part.matches(scope):
                return False
        return True

    def find_runs(self, scope: Scope) -> list[Run]:
        """Return the runs of every part, by turns."""
        return _in_turn(self.parts, scope)

    def find_alternatives(self) -> Alternatives:
        """Return the ways of all parts together."""
        return required_by_all(part.alternatives() for part in self.parts)


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
        if scope.found.may_match(self):
            for part in self.parts:
                if part.matches(scope):
                    return True
        return False

    def find_runs(self, scope: Scope) -> list[Run]:
        """Return the runs of the parts that hold, by turns."""
        if not scope.found.may_match(self):
            return []
        if self.has_places:  # then no run of a part means that it does not hold
            return _in_turn(self.parts, scope)
        return _in_turn([part for part in self.parts if part.matches(scope)], scope)

    def find_alternatives(self) -> Alternatives:
        """Return the ways of any part."""
        return required_by_any(part.alternatives() for part in self.parts)


def _in_turn(parts: Iterable[Matcher], scope: Scope) -> list[Run]:
    """Return the first run of each part, then the second: a cut leaves something of every part."""
    found = [runs for part in parts if (runs := part.runs_in(scope))]
    if len(found) < 2:  # noqa: PLR2004
        return found[0] if found else []
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

    def find_alternatives(self) -> Alternatives:
        """Return the ways of each group of parts of which one must hold, together."""
        return required_by_some(self.count, [part.alternatives() for part in self.parts])


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

    def find_alternatives(self) -> Alternatives:
        """Return a way that asks for nothing: an empty text may hold."""
        return ALWAYS


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

    def find_alternatives(self) -> Alternatives:
        """Return the part's, as keys of the field."""
        return required_in_field(self.field[0], self.part.alternatives())
