"""Matches, times, numbers, failures to Signals. Pure, one file a kind."""

from watchers.triggers.ask import ask, ask_again_after, looks_back, moves_by_time, state_key
from watchers.triggers.facts import Facts, Fired, Met
from watchers.triggers.first_look import first_look
from watchers.triggers.sight import source_back, source_failing
from watchers.triggers.story import MovedStory, old_news, stories_moved

__all__ = [
    "Facts",
    "Fired",
    "Met",
    "MovedStory",
    "ask",
    "ask_again_after",
    "first_look",
    "looks_back",
    "moves_by_time",
    "old_news",
    "source_back",
    "source_failing",
    "state_key",
    "stories_moved",
]
