"""The platforms as rules.yaml may name them: handed to whoever reads rules."""

from bot.channels.console.address import TERMINAL
from bot.channels.discord.address import DISCORD
from bot.channels.slack.address import SLACK

PLATFORMS = (SLACK, DISCORD, TERMINAL)
