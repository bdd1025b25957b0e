"""Slack; the only door to slack_bolt and slack_sdk, which are loaded when first used."""

from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.manifest import SCOPES, manifest, steps
from bot.channels.slack.platform import SlackPlatform

__all__ = ["SCOPES", "SlackChannel", "SlackPlatform", "manifest", "steps"]
