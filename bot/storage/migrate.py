"""Where the steps that bring the bot's tables up to date are; `Database.open` is given them."""

from pathlib import Path

from watchers.storage.migrate import Migrations

MIGRATIONS = Migrations(folder=Path(__file__).parent / "migrations", version_table="bot_version")
