"""Slack; the only door to slack_bolt and slack_sdk, which are loaded when first used."""
