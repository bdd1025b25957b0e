"""Delivery to Receipt: nothing lost, nothing twice, no flood."""

from bot.outbox.sender import Outbox
from bot.outbox.trouble import tell_operators
from bot.outbox.waiting import first_of

__all__ = ["Outbox", "first_of", "tell_operators"]
