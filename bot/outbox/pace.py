"""How fast cards may follow one another at one place: one a second, a few at once. Pure."""

from datetime import datetime, timedelta

EVERY = timedelta(seconds=1)  # docs.slack.dev/apis/web-api/rate-limits: about 1 a second a channel
AT_ONCE = 5


class Pace:
    """A bucket of five tokens a place, refilled by one a second; forgets when the process ends."""

    def __init__(self) -> None:
        self._free_at: dict[str, datetime] = {}  # when the bucket of a place is full again

    def wait(self, place: str, now: datetime) -> timedelta:
        """Say how long until the next card may go to a place."""
        full = self._full_at(place, now)
        return max(full - now - (AT_ONCE - 1) * EVERY, timedelta(0))

    def spend(self, place: str, now: datetime) -> None:
        """Count a card that goes to a place now."""
        self._free_at[place] = self._full_at(place, now) + EVERY

    def _full_at(self, place: str, now: datetime) -> datetime:
        full = self._free_at.get(place, now)
        # A clock that was set back must not make anybody wait longer than an empty bucket.
        return min(max(full, now), now + AT_ONCE * EVERY)
