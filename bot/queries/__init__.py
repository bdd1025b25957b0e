"""Questions answered from what is stored. Only reads."""

from bot.queries.explain import Known, known_items
from bot.queries.feeds import Standing, standings

__all__ = ["Known", "Standing", "known_items", "standings"]
