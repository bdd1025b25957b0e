"""Tells a clock that was set, and a machine that slept, from time that passed."""

from collections.abc import Callable
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=1)  # less is drift, or a busy machine


class ClockSteps:
    """Compares the wall clock with the one that nobody can set.

    `now` is the wall clock; `elapsed` gives seconds of a monotonic clock. Ask for `step` at least
    once every `every`.
    """

    def __init__(
        self, now: Callable[[], datetime], elapsed: Callable[[], float], *, every: timedelta
    ) -> None:
        self._now = now
        self._elapsed = elapsed
        self._every = every
        self._start = now(), elapsed()  # to which both clocks are compared
        self._asked = elapsed()

    def step(self) -> timedelta | None:
        """Return None where time just passed; else how much of it the monotonic clock missed.

        Zero where it missed none: the wall clock was set back, or the machine slept while the
        monotonic clock ran on. To the program a wall clock set ahead is a machine that slept.
        """
        wall, elapsed = self._now(), self._elapsed()
        asked, self._asked = self._asked, elapsed
        ahead = (wall - self._start[0]) - timedelta(seconds=elapsed - self._start[1])
        # On Linux the monotonic clock stands still while the machine sleeps (clock_gettime(2)).
        if abs(ahead) >= TOLERANCE:
            self._start = wall, elapsed
            return max(ahead, timedelta(0))
        # On other systems it runs on, and nobody asked us meanwhile.
        if timedelta(seconds=elapsed - asked) >= self._every + TOLERANCE:
            return timedelta(0)
        return None
