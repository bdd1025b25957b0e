"""The database: one owner module per table. The only door to SQL, with bot.storage."""

from sqlalchemy import Connection

__all__ = ["Connection"]
