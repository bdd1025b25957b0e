import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_kind_of_trigger_is_added_by_its_file_and_the_list():
    """A toy goes from the text of the rules, mistakes included, to its alert and `/watch show`."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.flow.toy_trigger"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )

    assert [
        "4:37 over: not a duration: a number and a unit: 30s, 15m, 2h, 1d, 2w",
        "signal odd: 1 story in 24 hours, which is odd",
        "card gas: 1 story in 24 hours, which is odd.",
        "show Moves on an odd number of stories in 24 hours",
    ] == told.stdout.splitlines()
