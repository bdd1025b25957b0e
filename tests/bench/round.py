"""Measures rounds of the whole product beside other readers: `python -m tests.bench.round`.

A round looks at every feed once: cold (nothing known), unchanged (each answers 304) and one new
item each. The feeds are real captures, served on loopback from a host each; the rules are the
shipped ones. What counts is the processor's time of the whole process tree in milliseconds a
feed, without what each program spends on one feed alone: its start. lemon24/reader and newsboat
are measured in the same run where they are installed: BENCH_READER names a Python that has
`reader`, and newsboat is looked for in PATH.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.feed_server import host_of
from tests.bench.world import SHARED, shipped_rules

KINDS = ("cold", "unchanged", "one new")
# Of reader's time, in one run: what the product may cost at most.
ASKED = {"cold": 1 / 4, "unchanged": 1 / 2, "one new": 1 / 4}

READER = """
import sys
from reader import make_reader
db, urls, workers = sys.argv[1], sys.argv[2], int(sys.argv[3])
reader = make_reader(db)
for url in open(urls).read().split():
    reader.add_feed(url, exist_ok=True)
reader.update_feeds(scheduled=False, workers=workers)
"""


@contextmanager
def _serving() -> Iterator[int]:
    """Serve the captures while the block runs; gives the port."""
    folder = SHARED / "data" / "feeds" / "files"
    if not folder.is_dir():
        raise SystemExit(f"no feeds in {SHARED}: set WATCHNEXT_SHARED")
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.feed_server", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.wait()


def _spent(command: list[str], env: dict[str, str], cwd: Path) -> float:
    """Run a command; gives the seconds of processor time of its whole tree."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, env={**os.environ, **env}, cwd=cwd, check=False, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Some captures are no feeds, so every program ends with a complaint; a traceback is none.
    if b"Traceback" in done.stderr:
        raise SystemExit(f"{command[0]}: exit {done.returncode}: {done.stderr[-500:]!r}")
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def _product(work: Path, urls: list[str]) -> Callable[[], float]:
    sources = {f"feed-{number}": url for number, url in enumerate(urls)}
    (work / "rules.yaml").write_text(shipped_rules(sources, every="15m"), encoding="utf-8")
    allow = ",".join(url.partition("://")[2].partition("/")[0] for url in urls)
    env = {"WATCHNEXT_DATA": str(work / "data"), "WATCHNEXT_ALLOW": allow}
    command = [str(Path(sys.executable).parent / "watchnext"), "once", "--json"]
    return lambda: _spent(command, env, work)


def _reader(work: Path, urls: list[str]) -> Callable[[], float] | None:
    python = os.environ.get("BENCH_READER", sys.executable)
    found = subprocess.run([python, "-c", "import reader"], check=False, capture_output=True)
    if found.returncode:
        return None
    (work / "urls").write_text("\n".join(urls))
    command = [python, "-c", READER, str(work / "db"), str(work / "urls"), "10"]
    return lambda: _spent(command, {}, work)


def _newsboat(work: Path, urls: list[str]) -> Callable[[], float] | None:
    if shutil.which("newsboat") is None:
        return None
    (work / "urls").write_text("\n".join(urls) + "\n")
    (work / "config").write_text("reload-threads 10\n")
    files = ["-u", "urls", "-c", "cache.db", "-C", "config"]
    env = {"HOME": str(work)}
    return lambda: _spent(["newsboat", *files, "-x", "reload"], env, work)


def main() -> None:
    """Print a table; fails where the product costs more than is asked beside reader."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--feeds", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=2, help="unchanged and one-new rounds each")
    args = parser.parse_args()
    with _serving() as port, tempfile.TemporaryDirectory() as folder:
        urls = [f"http://{host_of(n)}:{port}/{n}" for n in range(args.feeds)]
        candidates = {"watchnext": _product, "reader": _reader, "newsboat": _newsboat}
        looks: dict[str, Callable[[], float]] = {}
        starts: dict[str, float] = {}
        for name, make in candidates.items():
            one, work = Path(folder) / f"one-{name}", Path(folder) / name
            one.mkdir()
            work.mkdir()
            if (start := make(one, urls[:1])) is not None and (look := make(work, urls)):
                looks[name] = look
                start()
                starts[name] = min(start() for _ in range(3))
        figures = _measure(looks, port, args.rounds)
    print(f"{args.feeds} feeds, milliseconds of processor time a feed")
    print("start      " + ", ".join(f"{name} {1e3 * s:.0f}" for name, s in starts.items()))
    feeds = args.feeds - 1
    _print({k: {n: (s - starts[n]) / feeds for n, s in f.items()} for k, f in figures.items()})


def _measure(
    looks: dict[str, Callable[[], float]], port: int, rounds: int
) -> dict[str, dict[str, float]]:
    """Run all rounds in turns; gives the least seconds of each program in each kind of round."""
    found: dict[str, dict[str, float]] = {kind: {} for kind in KINDS}
    for name, look in looks.items():
        found["cold"][name] = look()
    for number in range(rounds):
        for kind in KINDS[1:]:
            generation = number + (kind == "one new")
            urllib.request.urlopen(f"http://127.0.0.1:{port}/generation/{generation}").close()
            for name, look in looks.items():
                spent = look()
                found[kind][name] = min(spent, found[kind].get(name, spent))
    return found


def _print(figures: dict[str, dict[str, float]]) -> None:
    missed = []
    for kind, spent in figures.items():
        cells = ", ".join(f"{name} {1e3 * each:.1f}" for name, each in spent.items())
        share = spent["watchnext"] / spent["reader"] if "reader" in spent else None
        told = "reader is not installed" if share is None else f"{share:.2f} of reader"
        print(f"{kind:10} {cells}: {told}, asked {ASKED[kind]:.2f}")
        if share is not None and share > ASKED[kind]:
            missed.append(kind)
    if missed:
        sys.exit(f"more than is asked: {', '.join(missed)}")


if __name__ == "__main__":
    main()
