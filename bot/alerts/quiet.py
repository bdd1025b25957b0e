"""Quiet hours: until when a destination rests. Pure; the only place of the bot with zones."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from watchers.model.rules import Quiet


def quiet_until(quiet: Quiet | None, now: datetime) -> datetime | None:
    """Say when the quiet hours end that `now` lies in, in UTC; None outside of them.

    Hours are the destination's own: on the days the clocks change they are an hour longer or
    shorter, as they are for those who sleep through them.
    """
    if quiet is None or quiet.start == quiet.end:
        return None
    zone = ZoneInfo(quiet.zone)
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        start = datetime.combine(day, quiet.start, zone)
        end_day = day if quiet.start < quiet.end else day + timedelta(days=1)
        end = datetime.combine(end_day, quiet.end, zone)
        if start.astimezone(now.tzinfo) <= now < end.astimezone(now.tzinfo):
            return end.astimezone(now.tzinfo)
    return None
