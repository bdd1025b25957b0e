"""Run in a process of its own: a limit that was lowered cannot be raised again."""

import subprocess
import sys

import pytest

PROGRAM = """
import resource
from bot.app.open_files import allow_open_files
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
allow_open_files()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(
    ("soft", "hard", "expected"), [(100, 200, 200), (200, 200, 200)], ids=["raised", "as it is"]
)
def test_our_limit_is_raised_as_far_as_the_system_allows(soft, hard, expected):
    """And no further."""
    program = PROGRAM.format(soft=soft, hard=hard)
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert f"{expected}\n" == ran.stdout
