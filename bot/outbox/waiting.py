"""How long to wait: before the next try, and between two cards at one place. And waiting itself."""

import asyncio
import random
from datetime import datetime, timedelta

FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=15)
LONGEST_WISH = timedelta(hours=1)  # a platform that asks for more is asked again after this

EVERY = timedelta(seconds=1)  # docs.slack.dev/apis/web-api/rate-limits: about 1 a second a channel
AT_ONCE = 5


def backoff(attempts: int) -> timedelta:
    """Return the longest wait after so many tries: 1 s, doubled each time, at most 15 min."""
    # At 2**10 s the cap is passed; the bound keeps the shift from growing with attempts.
    return min(FIRST * (1 << min(attempts, 10)), LONGEST)


def retry_wait(attempts: int, wish: timedelta | None, rng: random.Random) -> timedelta:
    """Return how long to wait for the next try: the platform's wish, else by chance up to backoff.

    At least a second, because platforms also wish for 0 and less; at most an hour.
    """
    if wish is not None:
        return min(max(wish, FIRST), LONGEST_WISH)
    # Full jitter, so that deliveries refused together do not come back together.
    return max(FIRST, backoff(attempts) * rng.random())


class Pace:
    """A bucket of five tokens a place, refilled by one a second; forgets when the process ends."""

    def __init__(self) -> None:
        self._full_at_last: dict[str, datetime] = {}  # by place: when its bucket is full again

    def wait(self, place: str, now: datetime) -> timedelta:
        """Return how long until the next card may go to a place; 0 if it may go now."""
        full = self._full_at(place, now)
        return max(full - now - (AT_ONCE - 1) * EVERY, timedelta(0))

    def spend(self, place: str, now: datetime) -> None:
        """Count a card that goes to a place now."""
        self._full_at_last[place] = self._full_at(place, now) + EVERY

    def _full_at(self, place: str, now: datetime) -> datetime:
        full = self._full_at_last.get(place, now)
        # A clock that was set back must not make anybody wait longer than an empty bucket.
        return min(max(full, now), now + AT_ONCE * EVERY)


async def first_of(*events: asyncio.Event, within: float | None) -> None:
    """Return when one of the events is set, or the seconds are over (None: never)."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
