import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("floors", ROOT / "scripts" / "floors.py")
assert spec is not None
assert spec.loader is not None
floors = importlib.util.module_from_spec(spec)
spec.loader.exec_module(floors)

FLOORS = {"bot": 50, "bot/outbox": 90, "bot/alerts/decide.py": 100}


def told(hit, of):
    """Give a file of coverage's report: `hit` of so many lines, no branches."""
    summary = {"num_statements": of, "num_branches": 0, "covered_lines": hit, "covered_branches": 0}
    return {
        "summary": summary, "missing_lines": list(range(hit + 1, of + 1)), "missing_branches": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param("bot/outbox/pace.py", "bot/outbox", id="its folder"),
        pytest.param("bot/outbox/deep/er.py", "bot/outbox/deep", id="no folder above"),
        pytest.param("bot/alerts/decide.py", "bot/alerts/decide.py", id="the file itself"),
        pytest.param("bot/alerts/follow.py", "bot/alerts", id="its folder, not a file beside it"),
        pytest.param("bot/config.py", "bot", id="the half"),
    ],
)
def test_a_file_counts_for_its_own_folder(path, name):
    """Once, so that a well covered half makes up for no folder in it."""
    assert name == floors.counted_as(path, FLOORS)


def found(report):
    """Give what is reached, by name."""
    return {each.name: each for each in floors.reached(report, FLOORS)}


def test_a_folder_below_its_floor_is_named_with_what_lacks():
    """The first lines and branches, to begin with."""
    report = {"bot/app.py": told(10, 10), "bot/outbox/pace.py": told(8, 10)}

    assert (True, False) == (found(report)["bot"].ok, found(report)["bot/outbox"].ok)
    assert 80.0 == found(report)["bot/outbox"].percent
    assert ("bot/outbox/pace.py: 9, 10",) == found(report)["bot/outbox"].lacking


def test_a_folder_without_a_floor_fails_with_its_name():
    """However well it is covered: a new folder is given a floor when it is made."""
    new = found({"bot/digests/weekly.py": told(10, 10)})["bot/digests"]

    assert not new.ok
    assert "!!  bot/digests" in str(new)
    assert str(new).endswith("100.00 of no floor")


def test_a_floor_of_nothing_fails():
    """What was moved away takes its floor with it."""
    gone = found({"bot/app.py": told(10, 10)})["bot/alerts/decide.py"]

    assert not gone.ok
    assert str(gone).endswith("nothing of 100")


def test_every_folder_of_both_halves_has_a_floor():
    """And each floor is that of a folder or a file: known before the tests have run."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = pyproject["tool"]["watchnext"]["floors"]
    paths = [
        str(path.relative_to(ROOT))
        for half in ("bot", "watchers")
        for path in (ROOT / half).rglob("*.py")
    ]

    assert {floors.counted_as(path, named) for path in paths} == set(named)


def test_the_hooks_are_what_the_check_runs():
    """What passes before a commit passes in CI."""
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    check = makefile.partition("\ncheck:")[2].partition("\n\n")[0]

    for run in re.findall(r"entry: \.venv/bin/([^,]+),", hooks):
        assert run in check
    assert 4 == len(re.findall(r"entry: \.venv/bin/", hooks))
