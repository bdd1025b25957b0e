"""Items to Stories: which items tell the same event. Pure."""

from watchers.stories.group import WINDOW, Head, same_story

__all__ = ["WINDOW", "Head", "same_story"]
