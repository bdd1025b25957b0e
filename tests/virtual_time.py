"""A loop in which hours pass at once, and a wall clock that is set while it runs."""

import asyncio
import selectors
from datetime import UTC, datetime, timedelta

# Far ahead of the real time, which APScheduler goes by: nothing of the calendar comes due.
START = datetime(2100, 3, 1, 12, 0, tzinfo=UTC)


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop that skips the time in which nothing is to be done. Work in threads takes none."""

    def __init__(self):
        self.passed = 0.0
        self.threads = 0
        super().__init__(_Skipping(self))

    def time(self):
        """Give the virtual time, in seconds from zero."""
        return self.passed

    def run_in_executor(self, executor, func, *args):  # type: ignore[override]
        """Let time stand still until the thread is done."""
        self.threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._back)
        return future

    def _back(self, _future):
        self.threads -= 1


class _Skipping(selectors.DefaultSelector):
    def __init__(self, loop):
        super().__init__()
        self._loop = loop

    def select(self, timeout=None):
        if self._loop.threads or timeout is None:
            return super().select(timeout if timeout == 0 else None)
        ready = super().select(0)
        if not ready and timeout > 0:
            self._loop.passed += timeout
        return ready


class WallClock:
    """A clock that goes with a loop's, but for what it was set by."""

    def __init__(self, loop):
        self.loop = loop
        self.ahead = timedelta(0)

    def __call__(self):
        """Say what time it is."""
        return START + timedelta(seconds=self.loop.time()) + self.ahead

    def step(self, by):
        """Set it ahead, or back."""
        self.ahead += by
