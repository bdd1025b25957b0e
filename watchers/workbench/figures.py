"""Precision, recall and F1, from what was told rightly, told falsely, and missed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from statistics import fmean
from typing import NamedTuple

from watchers.model.names import IndicatorId


@dataclass(frozen=True, slots=True)
class Counts:
    """How often something was told rightly and falsely, and how often it was missed."""

    right: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.right + other.right, self.false + other.false, self.missed + other.missed
        )

    @property
    def precision(self) -> float | None:
        """The share of what was told that is right, 0.0 to 1.0; None where nothing was counted."""
        return self._share(self.right + self.false)

    @property
    def recall(self) -> float | None:
        """The share of what was due that was told, 0.0 to 1.0; None where nothing was counted."""
        return self._share(self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both, 0.0 to 1.0; None where nothing was counted."""
        if self == Counts():
            return None
        return 2 * self.right / (2 * self.right + self.false + self.missed)

    def _share(self, whole: int) -> float | None:
        if self == Counts():
            return None
        # Nothing told though something was due: no share to speak of, and as bad as can be.
        return self.right / whole if whole else 0.0


class Figures(NamedTuple):
    """The three figures; None where there is nothing to measure."""

    precision: float | None
    recall: float | None
    f1: float | None

    @classmethod
    def of(cls, counts: Counts) -> "Figures":
        """Return the three figures of `counts`."""
        return cls(counts.precision, counts.recall, counts.f1)

    @classmethod
    def mean(cls, several: "Iterable[Figures]") -> "Figures":
        """Return the means, each figure's over those that have it; None where none has."""
        columns = zip(*several, strict=True)
        known = [[each for each in column if each is not None] for column in columns]
        means = [fmean(column) if column else None for column in known] or [None] * 3
        return cls(*means)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The counts of every indicator, and of "any alert": was an item with a label told at all."""

    per_indicator: Mapping[IndicatorId, Counts]
    any_alert: Counts

    @property
    def micro(self) -> Counts:
        """All indicators together: each alert weighs the same."""
        return sum(self.per_indicator.values(), Counts())

    @property
    def macro(self) -> Figures:
        """The means of the indicators' figures: each indicator weighs the same."""
        return Figures.mean(map(Figures.of, self.per_indicator.values()))


def tallied(
    indicators: Iterable[IndicatorId],
    verdicts: Iterable[tuple[frozenset[IndicatorId], frozenset[IndicatorId]]],
) -> Tally:
    """Return the counts over (due, told) of each item; indicators but these count nowhere."""
    per_indicator = dict.fromkeys(indicators, Counts())
    any_alert = Counts()
    for due, told in verdicts:
        for indicator in due | told:
            if indicator in per_indicator:
                per_indicator[indicator] += judged(indicator in due, indicator in told)
        any_alert += judged(*(bool(each & per_indicator.keys()) for each in (due, told)))
    return Tally(per_indicator=per_indicator, any_alert=any_alert)


def judged(due: bool, told: bool) -> Counts:  # noqa: FBT001 -- both claims are the whole of it
    """Return the counts of one case; all are nought where it was rightly left untold."""
    return Counts(int(due and told), int(told and not due), int(due and not told))


def flat(counts: Iterable[Counts]) -> tuple[int, ...]:
    """Write counts one behind the other."""
    return tuple(chain.from_iterable((c.right, c.false, c.missed) for c in counts))
