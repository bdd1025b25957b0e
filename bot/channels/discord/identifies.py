"""How often the bot may introduce itself at the gateway. No clock: times are given.

Discord takes 1,000 IDENTIFYs a day and then resets the token (events/gateway). We stay below
twenty, each further from the last one, so that a fault that comes back at once ends in no storm.
"""

from collections import deque

MOST = 20
DAY = 86_400.0
FIRST_GAP, LONGEST_GAP = 5.0, 7_200.0


class Identifies:
    """The IDENTIFYs of the last day, in seconds of any one clock."""

    def __init__(self) -> None:
        self._made: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Say how long the next one has to wait; 0 if it may go out."""
        while self._made and self._made[0] <= now - DAY:
            self._made.popleft()
        if not self._made:
            return 0.0
        if len(self._made) >= MOST:
            return self._made[0] + DAY - now
        gap = min(FIRST_GAP * (1 << (len(self._made) - 1)), LONGEST_GAP)
        return max(0.0, self._made[-1] + gap - now)

    def made(self, now: float) -> None:
        """Count one."""
        self._made.append(now)
