"""The terminal; the only door to rich. Rich itself is loaded when something is painted."""

from bot.channels.console.channel import ConsoleChannel

__all__ = ["ConsoleChannel"]
