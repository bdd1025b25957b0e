"""Runs the command as a user does: a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
RULES = """\
sources:
  wire: {url}
vocabulary:
  russia: [Russia, Moscow]
  china: [China, Beijing]
indicators:
  energy:
    title: Energy flows
    query: $russia AND $china AND (gas OR oil)
    quote: The flow of energy will tell.
    examples:
      match: [Russia sells China gas]
      ignore: [Russia sells India oil]
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str


def watchnext(folder, *words, **settings) -> Ran:
    """Run the command in `folder`, with `settings` in its environment."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "WATCHNEXT_DATA": str(folder / "kept"),
        "LANG": "C.UTF-8",
        **settings,
    }
    ran = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)
