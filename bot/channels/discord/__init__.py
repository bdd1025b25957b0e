"""Discord; the only door to discord.py, which is loaded when the gateway is connected."""

from bot.channels.discord.channel import DiscordChannel
from bot.channels.discord.invite import invite, steps
from bot.channels.discord.permissions import PERMISSIONS
from bot.channels.discord.platform import DiscordPlatform

__all__ = ["PERMISSIONS", "DiscordChannel", "DiscordPlatform", "invite", "steps"]
