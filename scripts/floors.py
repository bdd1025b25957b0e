"""Holds each folder to its floor of coverage: `make check` runs it after the tests.

Floors are in pyproject.toml, [tool.watchnext.floors]: percent of lines and branches together. A
folder or file that is not named there is held to the floor of the nearest folder above it.
"""

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEASURED = ROOT / "build" / "coverage.json"


@dataclass(frozen=True)
class Reached:
    """What of a floor's files is covered, in percent, and where something is missing."""

    name: str
    floor: float
    percent: float
    lacking: tuple[str, ...]  # paths with their first missing lines


def floor_of(path: str, floors: Mapping[str, float]) -> str:
    """Give the name whose floor holds for a file. Raises KeyError if there is none."""
    return next(
        name for name in (path, *map(str, Path(path).parents)) if name in floors or name == "."
    )


def reached(files: Mapping[str, dict], floors: Mapping[str, float]) -> Iterator[Reached]:
    """Yield what is reached of each floor, in the floors' order; `files` is coverage's report."""
    for name, floor in floors.items():
        mine = {path: told for path, told in files.items() if floor_of(path, floors) == name}
        sums = [told["summary"] for told in mine.values()]
        all_ = sum(one["num_statements"] + one["num_branches"] for one in sums)
        hit = sum(one["covered_lines"] + one["covered_branches"] for one in sums)
        lacking = tuple(
            f"{path}: {_places(told)}"
            for path, told in sorted(mine.items())
            if told["missing_lines"] or told["missing_branches"]
        )
        yield Reached(name, floor, 100 * hit / all_ if all_ else 100.0, lacking)


def _places(told: dict) -> str:
    branches = [f"{start}->{end}" for start, end in told["missing_branches"]]
    return ", ".join([*map(str, told["missing_lines"]), *branches][:8])


def main() -> int:
    """Print each floor with what is reached; 1 if one is missed, with what lacks."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    floors = tomllib.loads(text)["tool"]["watchnext"]["floors"]
    files = json.loads(MEASURED.read_text(encoding="utf-8"))["files"]
    missed = False
    for one in reached(files, floors):
        short = one.percent < one.floor
        missed |= short
        print(f"{'!!' if short else 'ok'}  {one.name:<24} {one.percent:6.2f} of {one.floor:g}")
        for place in one.lacking if short else ():
            print(f"      {place}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
