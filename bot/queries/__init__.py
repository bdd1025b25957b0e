"""Questions answered from what is stored. Only reads: a query a file, a Card each."""

from bot.queries.backtest import backtest_card
from bot.queries.board import board_card
from bot.queries.explain import Known, is_address, known_items
from bot.queries.feeds import Standing, feeds_card, standings
from bot.queries.in_force import rules_card
from bot.queries.latest import latest_card
from bot.queries.muted import mute_row, mutes_card
from bot.queries.search import mistake_card, search_card
from bot.queries.show import show_card
from bot.queries.story import story_card
from bot.queries.why import lacking, why_card
from bot.queries.wording import answer, brief, indicator_named, no_indicator, sentence, title_of

__all__ = [
    "Known",
    "Standing",
    "answer",
    "backtest_card",
    "board_card",
    "brief",
    "feeds_card",
    "indicator_named",
    "is_address",
    "known_items",
    "lacking",
    "latest_card",
    "mistake_card",
    "mute_row",
    "mutes_card",
    "no_indicator",
    "rules_card",
    "search_card",
    "sentence",
    "show_card",
    "standings",
    "story_card",
    "title_of",
    "why_card",
]
