"""Manners towards hosts: one request at a time, a pause between two, and waiting when asked to."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from watchers.errors import SourceBusy
from watchers.protocols import Clock

_NEVER = float("-inf")
_SWEEP_FROM = 64  # gates; fewer are not worth looking through


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the time of day, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds since some moment; never runs backwards."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return when so many seconds have passed."""
        await asyncio.sleep(seconds)


@dataclass(slots=True)
class _Gate:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0  # who holds or awaits the lock
    next_start: float = _NEVER  # seconds of the monotonic clock, as all times here
    held_until: float = _NEVER
    held_with: int = 0  # the HTTP status that asked for it


class HostQueue:
    """Hands out turns, in the order of asking. Hosts are `host:port` strings.

    Why no rate limiter of a library's: docs/decisions/0015.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._gates: dict[str, _Gate] = {}
        self._sweep_at = _SWEEP_FROM

    @asynccontextmanager
    async def turn(self, host: str, spacing: timedelta) -> AsyncIterator[None]:
        """Wait until `host` is free and `spacing` has passed since the last start there.

        A SourceBusy that leaves the block holds the whole host for its `after`: until then
        every turn, those already waiting included, raises SourceBusy with the time that is
        left. Take one turn at a time: two nested ones can wait for each other for ever.
        """
        gate = self._gate(host)
        gate.users += 1  # before the first wait, or the sweep could drop a gate in use
        try:
            async with gate.lock:
                self._refuse_if_held(host, gate)
                await self._take_the_start(gate, spacing)
                try:
                    yield
                except SourceBusy as busy:
                    self._hold(gate, busy)
                    raise
        finally:
            gate.users -= 1

    def _gate(self, host: str) -> _Gate:
        if host not in self._gates:
            # Redirects can name any number of hosts: those that nothing waits for are forgotten.
            if len(self._gates) >= self._sweep_at:
                self._forget_idle()
            self._gates[host] = _Gate()
        return self._gates[host]

    def _forget_idle(self) -> None:
        now = self._clock.monotonic()
        self._gates = {
            host: gate
            for host, gate in self._gates.items()
            if gate.users or max(gate.next_start, gate.held_until) > now
        }
        # Twice what was left: each gate is looked at a bounded number of times in its life.
        self._sweep_at = max(_SWEEP_FROM, 2 * len(self._gates))

    def _refuse_if_held(self, host: str, gate: _Gate) -> None:
        left = gate.held_until - self._clock.monotonic()
        if left > 0:
            raise SourceBusy(
                f"{host} asked for a pause; it will be asked again in {left:.0f} s",
                http_status=gate.held_with,
                after=timedelta(seconds=left),
            )

    async def _take_the_start(self, gate: _Gate, spacing: timedelta) -> None:
        # From start to start: a slow answer is a pause by itself.
        early = gate.next_start - self._clock.monotonic()
        if early > 0:
            await self._clock.sleep(early)
        gate.next_start = self._clock.monotonic() + spacing.total_seconds()

    def _hold(self, gate: _Gate, busy: SourceBusy) -> None:
        # A 429 without a time holds nobody: that source's own back-off is enough.
        if busy.after and busy.http_status:
            gate.held_until = self._clock.monotonic() + busy.after.total_seconds()
            gate.held_with = busy.http_status
