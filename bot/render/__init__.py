"""Turns what is known into cards, free of any platform's words. Pure: no clock, no I/O."""

from bot.render.card_json import card_json
from bot.render.cards import alert_card, line_of, with_report
from bot.render.combined_card import combined_card
from bot.render.figures import figures_card
from bot.render.highlight import headline, snippet
from bot.render.links import host_of, web_address
from bot.render.lists import digest_card, first_look_card
from bot.render.notices import notice_card, refused_card
from bot.render.words import counted, lasting

__all__ = [
    "alert_card",
    "card_json",
    "combined_card",
    "counted",
    "digest_card",
    "figures_card",
    "first_look_card",
    "headline",
    "host_of",
    "lasting",
    "line_of",
    "notice_card",
    "refused_card",
    "snippet",
    "web_address",
    "with_report",
]
