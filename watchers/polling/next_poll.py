"""When a source is polled again. Pure."""

import random
from datetime import datetime, timedelta

from watchers.model.rules import Source
from watchers.pipeline import PollRecord

JITTER = 0.1  # of the interval, so that sources of one interval drift apart
LONGEST_BACKOFF = timedelta(hours=1)
LONGEST_FRESH = timedelta(hours=1)  # a publisher's cache lifetime is obeyed up to here
READING_PAUSE = 100  # times what reading took
SHORTEST = timedelta(minutes=1)  # between two polls at a server that is not our own


def next_poll(
    source: Source,
    recorded: PollRecord,
    *,
    now: datetime,
    rng: random.Random,
    shortest: timedelta = SHORTEST,
    reading: timedelta = timedelta(0),
) -> datetime:
    """Return when a source is polled again: at its pace, later if it fails or asks for longer.

    `recorded.after` is the pause that a failing source asked for, else its cache lifetime.
    `shortest` is the least interval, `reading` what its document took of the processor; `now` is
    aware.
    """
    wait = max(recorded.pace or source.every, shortest)
    # Twice as long after each failure, up to an hour: a dead server costs little, and one that
    # recovers is seen within that time. A longer interval is not cut.
    if recorded.failures:
        wait = max(wait, min(wait * (1 << min(recorded.failures - 1, 10)), LONGEST_BACKOFF))
    # Within its cache lifetime a server would answer 304 (RFC 9111 4.2); an hour bounds what a
    # careless one can make us miss.
    if recorded.after is not None and not recorded.failures:
        wait = max(wait, min(recorded.after, LONGEST_FRESH))
    # No source is worth more than a hundredth of a core, whatever it gives us to read.
    wait = max(wait, reading * READING_PAUSE)
    wait *= 1 + rng.uniform(0, JITTER)
    # A pause that was asked for is obeyed to the second, so after the jitter; it is bounded where
    # it is read, at 24 hours.
    if recorded.after is not None and recorded.failures:
        wait = max(wait, recorded.after)
    return now + wait
