"""Bootstrap intervals: how far figures would lie apart on other news of the same kind. Pure."""

import random
from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor
from typing import NamedTuple

from watchers.workbench.figures import Counts, Figures

_ROUNDS = 1_000
_FEWEST_ROUNDS = 200  # with fewer the ends of an interval are noise
_MOST_WORK = 400_000_000  # counters added over all rounds: seconds
_BITS = 32  # a counter; four thousand million items are more than a file holds
_INSIDE = 0.95


class Interval(NamedTuple):
    """Where the figure lay in 95 of 100 rounds."""

    low: float
    high: float


class Intervals(NamedTuple):
    """The interval of each figure; None where it could not be worked out."""

    precision: Interval | None = None
    recall: Interval | None = None
    f1: Interval | None = None


Measure = Callable[[Sequence[Counts]], Figures]
"""What is measured, worked out from one row of counts."""


def bootstrap_intervals(
    stories: Sequence[Sequence[Counts]], measures: Sequence[Measure], *, seed: int
) -> list[Intervals]:
    """Return the 95 % intervals of each measure, from 1,000 draws of as many stories as there are.

    Stories are drawn with replacement; each is a row of counts, all of the same length. Stories and
    not items, since ten reports of one event are not ten proofs. The same seed gives the same
    intervals. Fewer draws are made of much, so that it takes seconds; where they would be fewer
    than 200 all intervals are empty.
    """
    width = 3 * len(stories[0]) if stories else 0
    rounds = min(_ROUNDS, _MOST_WORK // max(1, width * len(stories)))
    if rounds < _FEWEST_ROUNDS or not stories:
        return [Intervals() for _ in measures]
    rng = random.Random(seed)  # noqa: S311 -- nothing is kept secret by it
    # A draw adds up thousands of rows: as one long integer each, that is one addition a row.
    packed = [_packed(story) for story in stories]
    drawn: list[list[Figures]] = [[] for _ in measures]
    for _ in range(rounds):
        counts = _unpacked(sum(rng.choices(packed, k=len(packed))), width)
        for measure, figures in zip(measures, drawn, strict=True):
            figures.append(measure(counts))
    return [Intervals(*map(_interval, zip(*figures, strict=True))) for figures in drawn]


def _packed(counts: Iterable[Counts]) -> int:
    """Return a row of counts as one integer, 32 bits a counter: adding rows is one addition."""
    number = 0
    for place, count in enumerate(each for c in counts for each in (c.right, c.false, c.missed)):
        number |= count << place * _BITS
    return number


def _unpacked(number: int, width: int) -> list[Counts]:
    step = _BITS // 8
    written = number.to_bytes(width * step, "little")
    flat = [
        int.from_bytes(written[at : at + step], "little") for at in range(0, len(written), step)
    ]
    return [Counts(*flat[at : at + 3]) for at in range(0, width, 3)]


def _interval(values: Iterable[float | None]) -> Interval | None:
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    # Rounded outwards: of few draws the interval is rather too wide than too narrow.
    outside = (1 - _INSIDE) / 2 * (len(known) - 1)
    return Interval(known[floor(outside)], known[ceil(len(known) - 1 - outside)])
