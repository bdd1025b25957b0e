"""What is done once a night, by the calendar. The only door to apscheduler."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from types import TracebackType
from typing import Self

HOUR = 3  # UTC


class Nightly:
    """Does some work each night while the context lasts; `replan` when the clock was set.

    `now` is the wall clock.
    """

    def __init__(self, work: Callable[[], Awaitable[None]], now: Callable[[], datetime]) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler
        from apscheduler.triggers.cron import CronTrigger

        self._work = work
        self._now = now
        self._nights = CronTrigger(hour=HOUR, timezone="UTC")
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def __enter__(self) -> Self:
        self._scheduler.start()
        self.replan()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._scheduler.shutdown(wait=False)

    def replan(self) -> datetime:
        """Plan the next night, whatever was planned; returns when that is, in UTC."""
        at: datetime = self._nights.get_next_fire_time(None, self._now())
        # A date each night, and no cron job: of one that is late by a year APScheduler lists each
        # run that was missed, before it makes them one.
        self._scheduler.add_job(
            self._do,
            "date",
            run_date=at,
            id="nightly",
            replace_existing=True,
            misfire_grace_time=None,  # late is fine, never is not
        )
        return at

    async def _do(self) -> None:
        try:
            await self._work()
        finally:
            self.replan()
