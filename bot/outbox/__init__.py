"""Delivery to Receipt: nothing lost, nothing twice, no flood."""
