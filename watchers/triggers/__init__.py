"""Matches, times, failures to Signals. Pure, one file a kind."""

from watchers.triggers.first_look import first_look
from watchers.triggers.sight import source_back, source_failing
from watchers.triggers.story import Moved, old_news, stories_moved

__all__ = ["Moved", "first_look", "old_news", "source_back", "source_failing", "stories_moved"]
