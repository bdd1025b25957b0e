"""A few of many, spread over all of them, without keeping them all. Pure."""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class EvenSample(Generic[T]):
    """Keeps between `most` and twice as many of what it is offered, evenly spaced.

    Not the first ones and not a draw: the same row of offers always leaves the same ones.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._stride = 1
        self._kept: list[T] = []
        self.offered = 0

    @property
    def wants(self) -> bool:
        """Whether the next offer would be kept; look before making something costly."""
        return self._most > 0 and self.offered % self._stride == 0

    def offer(self, candidate: T) -> None:
        """Count one more candidate, and keep it if its turn has come."""
        if self.wants:
            self._kept.append(candidate)
            if len(self._kept) == 2 * self._most:
                # Every second goes, and from here on only every second offer is looked at: what is
                # kept stays evenly spaced over all offers.
                del self._kept[1::2]
                self._stride *= 2
        self.offered += 1

    def chosen(self, *, alike: Callable[[T], Hashable]) -> Sequence[T]:
        """Return at most `most`, in the order of the offers; one of those with equal `alike`."""
        distinct: dict[Hashable, T] = {}
        for candidate in self._kept:
            distinct.setdefault(alike(candidate), candidate)
        kept = tuple(distinct.values())
        if len(kept) <= self._most:
            return kept
        step = (len(kept) - 1) / max(1, self._most - 1)
        return tuple(kept[round(number * step)] for number in range(self._most))
