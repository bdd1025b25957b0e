"""What Discord's limits allow right now. No I/O, no clock: times are seconds of any one clock.

Discord bans an address that makes 10,000 invalid requests (401, 403, 429) in ten minutes
(topics/rate-limits). We stop at twenty.
"""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 3_600.0  # seconds; whatever wants more is asked again after this
STOP = 600.0
MOST_INVALID = 20
MOST_BUCKETS = 1_000  # every story's thread has its own


@dataclass(frozen=True, slots=True)
class Stop:
    """No request at all until then."""

    until: float
    why: str


@dataclass(slots=True)
class _Bucket:
    remaining: int
    until: float


class Gate:
    """Remembers what the answers said. A route is a method, a path's pattern and its main id."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._buckets: dict[str, _Bucket] = {}
        self._global_until = -math.inf
        self._stop: Stop | None = None
        self._invalid: deque[float] = deque(maxlen=MOST_INVALID)

    def stopped(self, now: float) -> Stop | None:
        """Say why nothing may be asked now."""
        if self._stop is not None and now < self._stop.until:
            return self._stop
        if len(self._invalid) == MOST_INVALID and now < (until := self._invalid[0] + STOP):
            return Stop(
                until, "Discord refused too many requests: a pause, so that it does not ban"
            )
        return None

    def wait(self, route: str, now: float) -> float:
        """Say how long this route has to wait; 0 if it is free."""
        bucket = self._buckets.get(self._names.get(route, route))
        full = bucket.until if bucket is not None and bucket.remaining <= 0 else -math.inf
        return max(0.0, full - now, self._global_until - now)

    def take(self, route: str, now: float) -> None:
        """Count a request that goes out, so that those beside it do not overshoot.

        After a stop it is alone: nothing else goes out until its answer is good.
        """
        if self._stop is not None:
            self._stop = Stop(now + STOP, self._stop.why)
        if bucket := self._buckets.get(self._names.get(route, route)):
            bucket.remaining -= 1

    def learn(self, route: str, headers: Mapping[str, str], now: float) -> None:
        """Take in what an answer's headers say of the route's bucket."""
        name = headers.get("X-RateLimit-Bucket")
        after = seconds(headers.get("X-RateLimit-Reset-After"))
        remaining = headers.get("X-RateLimit-Remaining", "")
        if name is None or after is None or not remaining.isdigit():
            return
        if len(self._buckets) >= MOST_BUCKETS:
            self._forget(now)
        # Buckets are counted for each channel or guild apart.
        self._names[route] = f"{name} {route.rsplit(' ', 1)[-1]}"
        self._buckets[self._names[route]] = _Bucket(int(remaining), now + after)

    def _forget(self, now: float) -> None:
        """Leave out buckets that are full again."""
        self._buckets = {name: one for name, one in self._buckets.items() if one.until > now}
        self._names = {route: name for route, name in self._names.items() if name in self._buckets}

    def limited(self, route: str, *, after: float, everywhere: bool, now: float) -> None:
        """Close the route, or all, for `after` seconds."""
        if everywhere:
            self._global_until = max(self._global_until, now + after)
        else:
            self._buckets[self._names.get(route, route)] = _Bucket(0, now + after)

    def stop(self, why: str, now: float) -> None:
        """Ask nothing for ten minutes."""
        self._stop = Stop(now + STOP, why)

    def relieve(self) -> None:
        """End a stop: Discord answers again."""
        self._stop = None

    def count_invalid(self, now: float) -> None:
        """Count an answer that Discord holds against us."""
        self._invalid.append(now)


def seconds(value: object) -> float | None:
    """Read a length in seconds, at most an hour; None for nonsense."""
    try:
        length = float(value) if isinstance(value, int | float | str) else math.nan
    except ValueError:
        return None
    return min(max(length, 0.0), LONGEST) if not math.isnan(length) else None
