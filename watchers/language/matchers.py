"""A query made ready to run: what may hold, what holds, and which words made it hold."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from itertools import chain, zip_longest
from operator import attrgetter

from watchers.language.needs import Close, Needs, all_of, any_of, in_field, some_of
from watchers.language.passage import Run, Scope


class Matcher(ABC):
    """One part of a query. Compared by identity, so that a scope can remember its findings.

    `has_places`: it can stand beside NEAR. `height`: how deep it nests, 1 for the lowest.
    `cost`: guessed, to ask the cheap ones first. `width`: how many words what it finds has at most,
    each with a key of its one need; None if that is not known.
    """

    __slots__ = ("_needs", "cost", "has_places", "height", "width")

    def __init__(
        self, parts: "Iterable[Matcher]" = (), *, has_places: bool = True, cost: int = 1
    ) -> None:
        inner = list(parts)
        self.cost: int = cost + sum(part.cost for part in inner)
        self.has_places: bool = has_places and all(part.has_places for part in inner)
        self._needs: Needs | None = None
        self.width: int | None = None
        self.height: int = 1 + max((part.height for part in inner), default=0)

    @abstractmethod
    def holds(self, scope: Scope) -> bool:
        """Say whether this part holds."""

    @abstractmethod
    def find(self, scope: Scope) -> list[Run]:
        """Give what makes it hold, empty if it holds by absence.

        One that has no places is asked this only where it holds; of others, no run means no.
        """

    @abstractmethod
    def work_out_needs(self) -> Needs:
        """Give what a text must have before this can hold."""

    def needs(self) -> Needs:
        """Give what `work_out_needs` gives, worked out once."""
        if self._needs is None:
            self._needs = self.work_out_needs()
        return self._needs

    def closeness(self) -> tuple[Close, ...]:
        """Give which keys must be how near to each other before this can hold."""
        return ()

    def found(self, scope: Scope) -> list[Run]:
        """Give what `find` gives, working it out once a scope."""
        runs = scope.memo.get(self)
        if runs is None:
            runs = scope.memo[self] = self.find(scope)
        return runs


class AllOf(Matcher):
    """Every part holds."""

    __slots__ = ("_by_cost", "parts")

    def __init__(self, parts: Iterable[Matcher]) -> None:
        self.parts: tuple[Matcher, ...] = tuple(dict.fromkeys(parts))
        super().__init__(self.parts, has_places=False)
        self._by_cost = tuple(sorted(self.parts, key=attrgetter("cost")))

    def holds(self, scope: Scope) -> bool:
        """Ask every part, the cheapest first."""
        for part in self._by_cost:  # noqa: SIM110  # a generator would cost as much as its parts
            if not part.holds(scope):
                return False
        return True

    def find(self, scope: Scope) -> list[Run]:
        """Give what each part found, by turns."""
        return _in_turn(self.parts, scope)

    def closeness(self) -> tuple[Close, ...]:
        """Each part has its own."""
        return tuple(close for part in self.parts for close in part.closeness())

    def work_out_needs(self) -> Needs:
        """Each part has its own."""
        return all_of(part.needs() for part in self.parts)


class AnyOf(Matcher):
    """One part holds, or more. What is alternatives of alternatives becomes one level."""

    __slots__ = ("parts",)

    def __init__(self, parts: Iterable[Matcher]) -> None:
        levels = (part.parts if isinstance(part, AnyOf) else (part,) for part in parts)
        self.parts: tuple[Matcher, ...] = tuple(dict.fromkeys(chain.from_iterable(levels)))
        super().__init__(self.parts)
        widths = [part.width for part in self.parts]
        known = [width for width in widths if width is not None]
        if len(known) == len(widths):
            self.width = max(known)

    def holds(self, scope: Scope) -> bool:
        """Ask the parts until one does."""
        return any(part.holds(scope) for part in self.parts)

    def find(self, scope: Scope) -> list[Run]:
        """Give what the parts that hold found, by turns."""
        return _in_turn([part for part in self.parts if part.holds(scope)], scope)

    def work_out_needs(self) -> Needs:
        """Meet those of one part."""
        return any_of(part.needs() for part in self.parts)


def _in_turn(parts: Iterable[Matcher], scope: Scope) -> list[Run]:
    """Give the first run of each part, then the second: a cut leaves something of every part."""
    found = [runs for part in parts if (runs := part.found(scope))]
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

    def holds(self, scope: Scope) -> bool:
        """Count the parts that do."""
        return sum(part.holds(scope) for part in self.parts) >= self.count

    def find(self, scope: Scope) -> list[Run]:
        """Give what each part that holds found, by turns."""
        return _in_turn([part for part in self.parts if part.holds(scope)], scope)

    def work_out_needs(self) -> Needs:
        """Meet those of some parts."""
        return some_of(self.count, [part.needs() for part in self.parts])


class NoneOf(Matcher):
    """The part does not hold."""

    __slots__ = ("part",)

    def __init__(self, part: Matcher) -> None:
        super().__init__([part], has_places=False)
        self.part = part

    def holds(self, scope: Scope) -> bool:
        """Turn the answer round."""
        return not self.part.holds(scope)

    def find(self, scope: Scope) -> list[Run]:  # noqa: ARG002  # nothing to look at
        """Nothing shows an absence."""
        return []

    def work_out_needs(self) -> Needs:
        """Absence needs nothing."""
        return ()


class Within(Matcher):
    """The part holds in one field."""

    __slots__ = ("field", "part")

    def __init__(self, field: str, part: Matcher) -> None:
        super().__init__([part])
        self.field = (field,)
        self.part = part

    def holds(self, scope: Scope) -> bool:
        """Ask the part about the field."""
        return self.part.holds(scope.passage.scope(self.field))

    def find(self, scope: Scope) -> list[Run]:
        """Give what the part found in the field."""
        return self.part.found(scope.passage.scope(self.field))

    def work_out_needs(self) -> Needs:
        """Give the part's, in the field."""
        return in_field(self.field[0], self.part.needs())
