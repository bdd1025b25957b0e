"""What benches of the running program share."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.config import Settings

ROOT = Path(__file__).parents[2]


def environment(folder: Path, allowed: str) -> dict[str, str]:
    """Return the environment of a program that keeps its files in `folder`, without tokens."""
    return {
        **{name: value for name, value in os.environ.items() if "TOKEN" not in name},
        "WATCHNEXT_DATA": str(folder / "data"),
        "WATCHNEXT_ALLOW": allowed,
        "PYTHONPATH": str(ROOT),
    }


def desk_settings(folder: Path, allowed: str) -> Settings:
    """Return settings of a program that is assembled in this process."""
    given: dict[str, Any] = {
        "WATCHNEXT_DATA": folder,
        "WATCHNEXT_ALLOW": allowed,
        "_env_file": None,
    }
    return Settings(**given)


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many percent of them do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, len(ranked) * percent // 100)]
