"""Numbers and times in the sentences of triggers."""

from datetime import datetime, timedelta

_DAYS_FROM = timedelta(hours=49)


def stories(number: int) -> str:
    """Say how many: no story, 1 story, 9 stories."""
    return "no story" if not number else "1 story" if number == 1 else f"{number:,} stories"


def lasting(length: timedelta) -> str:
    """Say a length of time: 90 min, 24 h, 14 days."""
    if length >= _DAYS_FROM:
        return f"{length // timedelta(days=1)} days"
    if length >= timedelta(hours=2):
        return f"{length / timedelta(hours=1):.3g} h"
    return f"{length // timedelta(minutes=1)} min"


def day(moment: datetime) -> str:
    """Say a date: 14 March 2026. Of UTC, or of whatever zone `moment` is in."""
    return f"{moment.day} {moment:%B %Y}"


def plain(value: float) -> str:
    """Say a number of a series: 101.3, 1,250, 0.004."""
    if abs(value) >= 1000:  # noqa: PLR2004 - from here on decimals say nothing
        return f"{value:,.0f}"
    return f"{value:.4g}"
