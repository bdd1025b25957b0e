"""Waiting for what comes by itself. How long it takes is no finding: a test asserts what came."""

import time
from collections.abc import Callable

PATIENCE = 30.0  # seconds: machines are busy at times


def until(reached: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Wait until it is so, or for so long; says whether it is."""
    ends = time.monotonic() + seconds
    while not (found := bool(reached())) and time.monotonic() < ends:
        time.sleep(0.01)
    return found
