"""A story that develops over several feeds within seconds, for `watchnext demo`. No network."""

from bot.demo.world import World, demo_world

__all__ = ["World", "demo_world"]
