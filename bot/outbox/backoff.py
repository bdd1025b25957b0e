"""How long to wait before the next try. Pure."""

import random
from datetime import timedelta

FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=15)
LONGEST_WISH = timedelta(hours=1)  # a platform that asks for more is asked again after this


def backoff(attempts: int) -> timedelta:
    """Say the longest wait after so many tries: 1 s, doubled each time, at most 15 min."""
    # At 2**10 s the cap is passed; the bound keeps the shift from growing with attempts.
    return min(FIRST * (1 << min(attempts, 10)), LONGEST)


def wait(attempts: int, wish: timedelta | None, rng: random.Random) -> timedelta:
    """Say how long to wait: never less than the platform's wish, else by chance up to backoff.

    Full jitter, so that deliveries refused together do not come back together; a floor of a second,
    because platforms also wish for 0 and less (FAULTS.md 7).
    """
    if wish is not None:
        return min(max(wish, FIRST), LONGEST_WISH)
    return max(FIRST, backoff(attempts) * rng.random())
