"""Times as the reader's own clock shows them."""

from datetime import UTC, datetime, tzinfo

from bot.render.words import lasting


def reading(moment: datetime, *, zone: tzinfo | None, now: datetime) -> str:
    """Say when `moment` was, in `zone` (None: this machine's), with the year if not this one."""
    local, today = _in_zone(moment, zone), _in_zone(now, zone)
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M %Z}".rstrip()


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago `moment` was; of the future nothing is said."""
    if moment > now:
        return ""
    length = lasting(now - moment)
    return f"{length} ago"


def _in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:  # within a day of the calendar's ends
        return moment.astimezone(UTC)
