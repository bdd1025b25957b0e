"""Delivery to Receipt: attempt (once), backoff and backlog (pure), sender (runs them)."""

from bot.outbox.sender import Outbox

__all__ = ["Outbox"]
