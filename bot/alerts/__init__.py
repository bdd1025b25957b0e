"""Signal to Decision to Alert to Deliveries: follow, decide (pure), route (pure)."""

from bot.alerts.follow import follow

__all__ = ["follow"]
