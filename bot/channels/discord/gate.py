"""Discord's rate limits: what an answer says of them, and what may be asked right now.

No I/O, no clock: times are seconds of any one clock. Discord bans an address that makes 10,000
invalid requests (401, 403, 429) in ten minutes (topics/rate-limits). We stop at twenty.
"""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

LONGEST = 3_600.0  # seconds; whatever wants more is asked again after this
STOP = 600.0
MOST_INVALID = 20
MOST_BUCKETS = 1_000  # every story's thread has its own
FLOOR = 1.0  # seconds; Discord also says 0

UNAUTHORIZED = (
    "Discord refuses the token: reset it under Bot in the Developer Portal, set DISCORD_TOKEN"
)
BANNED = "Cloudflare turns us away in front of Discord: nothing is asked for ten minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordResponse:
    """What came back. `body` is None where it was no JSON."""

    status: int
    headers: Mapping[str, str]
    body: object

    @property
    def fields(self) -> Mapping[str, object]:
        """The body if it is an object; else empty."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def banned(self) -> bool:
        """Whether it is not Discord that answers, but the guard in front of it."""
        # A 429 of Discord itself has a Via header and JSON; Cloudflare's has neither.
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return "Via" not in self.headers or self.body is None
        return self.status == HTTPStatus.FORBIDDEN and self.body is None

    @property
    def invalid(self) -> bool:
        """Whether Discord counts the request as invalid, of which it takes so many."""
        # Others used up a shared limit: that is not held against us.
        shared = self.headers.get("X-RateLimit-Scope") == "shared"
        refused = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
        limited = self.status == HTTPStatus.TOO_MANY_REQUESTS
        return self.status in refused or (limited and not shared)

    @property
    def everywhere(self) -> bool:
        """Whether a 429 stops every route."""
        return self.fields.get("global") is True or "X-RateLimit-Global" in self.headers

    @property
    def retry_after(self) -> float:
        """The seconds that a 429 wants us to wait, at least FLOOR."""
        # The body has fractions, the header whole seconds.
        wished = read_seconds(self.fields.get("retry_after"))
        if wished is None:
            wished = read_seconds(self.headers.get("Retry-After"))
        return max(FLOOR, wished or 0.0)


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
    """Remembers what the answers said. A route is a method, a path's pattern and its main id.

    Discord names a bucket for each route in its answers; several routes may share one.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._buckets: dict[str, _Bucket] = {}
        self._global_until = -math.inf
        self._stop: Stop | None = None
        self._invalid: deque[float] = deque(maxlen=MOST_INVALID)

    def stopped(self, now: float) -> Stop | None:
        """Return why nothing may be asked now, and until when; None if something may."""
        if self._stop is not None and now < self._stop.until:
            return self._stop
        if len(self._invalid) == MOST_INVALID and now < (until := self._invalid[0] + STOP):
            return Stop(
                until, "Discord refused too many requests: a pause, so that it does not ban"
            )
        return None

    def wait(self, route: str, now: float) -> float:
        """Return the seconds that this route has to wait; 0 if it is free."""
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

    def learn_from(self, route: str, response: DiscordResponse, now: float) -> None:
        """Take in all that an answer says of limits; one that is good ends a stop."""
        self.learn(route, response.headers, now)
        if response.invalid:
            self.count_invalid(now)
        if response.banned:
            self.stop(BANNED, now)
        elif response.status == HTTPStatus.UNAUTHORIZED:
            # Each further request with a refused token counts towards the ban.
            self.stop(UNAUTHORIZED, now)
        else:
            self.relieve()
        if response.status == HTTPStatus.TOO_MANY_REQUESTS and not response.banned:
            wait, everywhere = response.retry_after, response.everywhere
            self.limited(route, after=wait, everywhere=everywhere, now=now)

    def learn(self, route: str, headers: Mapping[str, str], now: float) -> None:
        """Take in what an answer's headers say of the route's bucket."""
        name = headers.get("X-RateLimit-Bucket")
        after = read_seconds(headers.get("X-RateLimit-Reset-After"))
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
        self._buckets = {
            name: bucket for name, bucket in self._buckets.items() if bucket.until > now
        }
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


def read_seconds(value: object) -> float | None:
    """Return a number of seconds between 0 and an hour, nearest to `value`; None for nonsense."""
    try:
        length = float(value) if isinstance(value, int | float | str) else math.nan
    except ValueError:
        return None
    return min(max(length, 0.0), LONGEST) if not math.isnan(length) else None
