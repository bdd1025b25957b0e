"""The bot's tables: decisions, alerts, deliveries. One owner module per table."""
