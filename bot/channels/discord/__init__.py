"""Discord; the only door to discord.py, which is loaded when the gateway is connected."""

from bot.channels.discord.channel import DiscordChannel
from bot.channels.discord.permissions import PERMISSIONS

__all__ = ["PERMISSIONS", "DiscordChannel"]
