"""Signal to Decision to Alert to Deliveries: follow, decide (pure), route (pure)."""
