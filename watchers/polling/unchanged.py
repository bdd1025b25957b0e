"""What comes of polls that find a source as it was. Pure."""

from datetime import datetime

from watchers.model.news import Poll
from watchers.model.rules import Source
from watchers.pipeline import PollRecord
from watchers.storage.sources import SourceState


def changes_nothing(state: SourceState, poll: Poll) -> bool:
    """Whether a poll that succeeded leaves a source as it was, but for when it was polled."""
    first_look = state.first_look is None
    return poll.unchanged and not first_look and not state.failure_told and not poll.observations


def record_unchanged(source: Source, state: SourceState, poll: Poll, now: datetime) -> PollRecord:
    """Return what a poll comes to that changes nothing; it writes nothing."""
    return PollRecord(
        source=source,
        status="unchanged",
        http_status=poll.http_status,
        left_out=state.left_out,
        after=poll.fresh_for,
        pace=state.pace_of(source, now),
    )
