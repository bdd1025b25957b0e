"""Holds each folder to its floor of coverage: `make check` runs it after the tests.

Floors are in pyproject.toml, [tool.watchnext.floors]: percent of lines and branches together, for
the files that lie in a folder itself, or for one file. Each folder has one: a new folder without a
floor fails, and so does a floor that no file is measured for.
"""

import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEASURED = ROOT / "build" / "coverage.json"


@dataclass(frozen=True)
class Reached:
    """What of a folder's files is covered, in percent, and where something is missing."""

    name: str
    floor: float | None  # None where the folder has none
    percent: float | None  # None where no file was measured
    lacking: tuple[str, ...] = ()  # paths with their first missing lines

    @property
    def ok(self) -> bool:
        """Whether there is a floor, and it is reached."""
        return None not in {self.floor, self.percent} and self.percent >= self.floor

    def __str__(self) -> str:
        mark = "ok" if self.ok else "!!"
        percent = "nothing" if self.percent is None else f"{self.percent:.2f}"
        floor = "no floor" if self.floor is None else f"{self.floor:g}"
        return f"{mark}  {self.name:<32} {percent:>7} of {floor}"


def counted_as(path: str, floors: Mapping[str, float]) -> str:
    """Return the name that a file counts for: its own if it has a floor, else its folder's."""
    return path if path in floors else str(Path(path).parent)


def reached(files: Mapping[str, dict], floors: Mapping[str, float]) -> Iterator[Reached]:
    """Yield what is reached of each folder and of each floor, by name.

    `files` is coverage's report: a path from the repository's root to what was measured there.
    """
    measured: dict[str, dict[str, dict]] = defaultdict(dict)
    for path, told in files.items():
        measured[counted_as(path, floors)][path] = told
    for name in sorted({*measured, *floors}):
        sums = [told["summary"] for told in measured[name].values()]
        all_ = sum(each["num_statements"] + each["num_branches"] for each in sums)
        hit = sum(each["covered_lines"] + each["covered_branches"] for each in sums)
        # A folder of nothing but docstrings has nothing to cover.
        percent = (100 * hit / all_ if all_ else 100.0) if sums else None
        yield Reached(name, floors.get(name), percent, tuple(_lacking(measured[name])))


def _lacking(files: Mapping[str, dict]) -> Iterator[str]:
    for path, told in sorted(files.items()):
        branches = [f"{start}->{end}" for start, end in told["missing_branches"]]
        if places := [*map(str, told["missing_lines"]), *branches]:
            yield f"{path}: {', '.join(places[:8])}"


def main() -> int:
    """Print each floor with what is reached; 1 if one is missed or missing, with what lacks."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    floors = tomllib.loads(text)["tool"]["watchnext"]["floors"]
    files = json.loads(MEASURED.read_text(encoding="utf-8"))["files"]
    found = list(reached(files, floors))
    for each in found:
        print(each)
        for place in () if each.ok else each.lacking:
            print(f"      {place}")
    return int(not all(each.ok for each in found))


if __name__ == "__main__":
    sys.exit(main())
