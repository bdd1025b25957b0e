"""Measures a round of polls beside peers: `python -m tests.bench.round --feeds 400 --kind cold`.

The whole program with the shipped rules, and lemon24/reader and newsboat where they are there,
against the same feeds on loopback, in turns. Prints the processor time of each process tree, start
included, in milliseconds a feed; fails where ours is more than its share of reader's.

`--reader` names a Python that has reader installed; newsboat is looked for on the path.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from tests.bench.feed_server import Feeds, served
from tests.bench.running import environment
from tests.bench.world import shipped_rules

KINDS = ("cold", "unchanged", "one-new")
SHARES = {"cold": 0.25, "unchanged": 0.5, "one-new": 0.25}  # of reader's time
READER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1])
for line in open(sys.argv[2]):
    reader.add_feed(line.strip(), exist_ok=True)
for _ in reader.update_feeds_iter(scheduled=False, workers=int(sys.argv[3])):
    pass
"""
WORKERS = 20

Round = Callable[[Path, Sequence[str]], list[str]]
"""The command of one round over these addresses, with all that it keeps in a folder."""


def main() -> None:
    """Run each program so many times, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=400)
    parser.add_argument("--kind", choices=KINDS, default="cold")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--reader", default=sys.executable)
    asked = parser.parse_args()
    programs = _programs(asked.reader)
    spent: dict[str, list[float]] = {name: [] for name in programs}
    with served(asked.feeds) as feeds, tempfile.TemporaryDirectory() as name:
        for time in range(asked.times):
            for program, command in programs.items():
                folder = Path(name) / f"{program}-{time}"
                folder.mkdir()
                seconds = _measured(folder, feeds, command, asked.kind)
                spent[program].append(seconds / asked.feeds * 1000)
    _report(spent, asked.kind, asked.feeds)


def _programs(python: str) -> dict[str, Round]:
    programs: dict[str, Round] = {"watchnext": _watchnext}
    has_reader = subprocess.run([python, "-c", "import reader"], capture_output=True, check=False)
    if has_reader.returncode == 0:
        programs["reader"] = lambda folder, urls: _reader(python, folder, urls)
    else:
        print(f"reader: not installed in {python}")
    if shutil.which("newsboat"):
        programs["newsboat"] = _newsboat
    else:
        print("newsboat: not installed")
    return programs


def _measured(folder: Path, feeds: Feeds, command: Round, kind: str) -> float:
    """Return the seconds of the processor that a round took, all of its processes together."""
    ran = command(folder, feeds.addresses())
    if kind != "cold":
        _spent(ran, folder, feeds)
    if kind == "one-new":
        feeds.publish()
    return _spent(ran, folder, feeds)


def _spent(command: Sequence[str], folder: Path, feeds: Feeds) -> float:
    before = feeds.answered()
    with (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment(folder, ",".join(feeds.hosts)),
            cwd=folder,
        )
        # What the program waited for is in its own figure.
        _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    answered = feeds.answered() - before
    if process.returncode or answered < feeds.count:
        sys.exit(
            f"{command[0]} ended with {process.returncode} after {answered} of {feeds.count}"
            f" feeds; {(folder / 'log.txt').read_text(errors='replace')[-2000:]}"
        )
    return used.ru_utime + used.ru_stime


def _watchnext(folder: Path, urls: Sequence[str]) -> list[str]:
    sources = {f"feed{number}": url for number, url in enumerate(urls)}
    rules = folder / "rules.yaml"
    rules.write_text(shipped_rules(sources, every="15m"), encoding="utf-8")
    return [sys.executable, "-m", "bot", "once", "--json", "--rules", str(rules)]


def _reader(python: str, folder: Path, urls: Sequence[str]) -> list[str]:
    (folder / "urls").write_text("\n".join(urls))
    return [python, "-c", READER, str(folder / "db.sqlite"), str(folder / "urls"), str(WORKERS)]


def _newsboat(folder: Path, urls: Sequence[str]) -> list[str]:
    (folder / "urls").write_text("\n".join(urls) + "\n")
    (folder / "config").write_text(f"reload-threads {WORKERS}\n")
    names = {"-u": "urls", "-c": "cache.db", "-C": "config"}
    options = [part for flag, name in names.items() for part in (flag, str(folder / name))]
    return ["newsboat", *options, "-x", "reload"]


def _report(spent: dict[str, list[float]], kind: str, feeds: int) -> None:
    ours = median(spent["watchnext"])
    for program, each in spent.items():
        share = f"  ours is {ours / median(each):.2f} of it" if program != "watchnext" else ""
        runs = " ".join(f"{one:.1f}" for one in each)
        print(f"{kind:<10}{feeds:>6} feeds  {program:<10}{median(each):6.1f} ms ({runs}){share}")
    if "reader" in spent and ours > SHARES[kind] * median(spent["reader"]):
        sys.exit(f"asked is {SHARES[kind]:g} of reader's")


if __name__ == "__main__":
    main()
