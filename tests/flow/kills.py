"""Kills the real program at random moments while news comes in, and counts what it told."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.flow.site import Site

PATIENCE = 60.0  # seconds for the last process to tell the rest


@dataclass(frozen=True, kw_only=True)
class Toll:
    """What came of it. Items are named by their title."""

    kills: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    told: int


def killed_at_random(
    *,
    kills: int,
    folder: Path,
    rules: Path,
    site: Site,
    publish: Callable[[], None],
    expected: Callable[[], Sequence[str]],
    rng: random.Random,
    alive: tuple[float, float] = (0.0, 2.5),
) -> Toll:
    """Start, let news come in, kill -9, as often as asked; then let one process finish in peace.

    `publish` makes some news appear; `expected` names all titles that must have been told.
    """
    out = folder / "told.jsonl"
    for _ in range(kills):
        watch = _start(folder, rules, site, out)
        until = time.monotonic() + rng.uniform(*alive)
        while time.monotonic() < until:
            publish()
            time.sleep(0.1)
        watch.kill()
        watch.wait()
    publish()
    watch = _start(folder, rules, site, out)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and set(expected()) - told_in(out).keys():
        time.sleep(0.2)
    watch.send_signal(signal.SIGTERM)
    watch.wait(timeout=30)
    told = told_in(out)
    return Toll(
        kills=kills,
        lost=tuple(sorted(set(expected()) - told.keys())),
        doubled=tuple(sorted(title for title, times in told.items() if times > 1)),
        told=sum(told.values()),
    )


def told_in(out: Path) -> Counter[str]:
    """Count how often each item was told, as a card or as a line of a digest."""
    told: Counter[str] = Counter()
    for line in out.read_text(encoding="utf-8").splitlines() if out.exists() else []:
        card = json.loads(line)
        if card["kind"] in {"alert", "update"}:
            told[card["title"]] += 1
        elif card["kind"] == "digest":
            told.update(one["title"] for one in card["items"])
    return told


def look_once(folder: Path, rules: Path, site: Site) -> None:
    """Let the program look once at every source and end by itself."""
    watch = _start(folder, rules, site, folder / "once.jsonl", verb="once")
    assert watch.wait(timeout=60) == 0


def _start(
    folder: Path, rules: Path, site: Site, out: Path, *, verb: str = "run"
) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "WATCHNEXT_DATA": str(folder / "data"),
        "WATCHNEXT_ALLOW": site.host,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    with out.open("ab") as told, (folder / "log.txt").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", verb, "--json", "--rules", str(rules)],
            stdout=told,
            stderr=log,
            env=environment,
            cwd=folder,
        )
