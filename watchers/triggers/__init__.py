"""Matches, times, numbers, failures to Signals. Pure, one file a kind."""

from watchers.triggers.ask import ask, ask_again_after, asked_as, looks_back, moves_by_time
from watchers.triggers.facts import Facts, Met, Tripped
from watchers.triggers.first_look import first_look
from watchers.triggers.sight import source_back, source_failing
from watchers.triggers.story import Moved, old_news, stories_moved

__all__ = [
    "Facts",
    "Met",
    "Moved",
    "Tripped",
    "ask",
    "ask_again_after",
    "asked_as",
    "first_look",
    "looks_back",
    "moves_by_time",
    "old_news",
    "source_back",
    "source_failing",
    "stories_moved",
]
