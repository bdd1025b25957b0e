"""The bot's tables: decisions, alerts, deliveries. One owner module per table."""

from pathlib import Path

from watchers.storage.migrate import Migrations

MIGRATIONS = Migrations(folder=Path(__file__).parent / "migrations", version_table="bot_version")

__all__ = ["MIGRATIONS"]
