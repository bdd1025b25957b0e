"""The composition root: builds the parts and runs them together. Only here settings are read."""

from bot.app.checks import troubles
from bot.app.parts import Kept, Parts, assembled, kept, utc_now
from bot.app.platforms import Platforms, connect_platforms
from bot.app.running import decide, once, run, stop_on_signals, tell

__all__ = [
    "Kept",
    "Parts",
    "Platforms",
    "assembled",
    "connect_platforms",
    "decide",
    "kept",
    "once",
    "run",
    "stop_on_signals",
    "tell",
    "troubles",
    "utc_now",
]
