import importlib.util
import re
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
        pytest.param("bot/outbox/deep/er.py", "bot/outbox", id="a folder above"),
        pytest.param("bot/alerts/decide.py", "bot/alerts/decide.py", id="the file itself"),
        pytest.param("bot/alerts/follow.py", "bot", id="the half"),
    ],
)
def test_the_nearest_floor_holds(path, name):
    """A file is counted once, at the floor that stands nearest."""
    assert name == floors.floor_of(path, FLOORS)


def test_a_folder_below_its_floor_is_named_with_what_lacks():
    """A well covered half does not make up for a folder of it."""
    report = {"bot/app.py": told(10, 10), "bot/outbox/pace.py": told(8, 10)}

    found = {one.name: one for one in floors.reached(report, FLOORS)}

    assert (100.0, 80.0) == (found["bot"].percent, found["bot/outbox"].percent)
    assert ("bot/outbox/pace.py: 9, 10",) == found["bot/outbox"].lacking
    assert 100.0 == found["bot/alerts/decide.py"].percent


def test_the_hooks_are_what_the_check_runs():
    """What passes before a commit passes in CI."""
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    check = makefile.partition("\ncheck:")[2].partition("\n\n")[0]

    for run in re.findall(r"entry: \.venv/bin/([^,]+),", hooks):
        assert run in check
    assert 4 == len(re.findall(r"entry: \.venv/bin/", hooks))
