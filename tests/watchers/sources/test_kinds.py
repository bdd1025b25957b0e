"""What a kind of source needs to be one."""

import subprocess
import sys
from pathlib import Path

import pytest

from watchers.sources.catalog import KINDS

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_a_kind_has_settings_of_which_one_is_its_address(kind):
    """All of them may be left out: they stand beside those of other kinds."""
    fields = kind.settings.model_fields

    assert kind.name in fields
    assert [] == [key for key, field in fields.items() if field.is_required()]
    assert set(kind.called) <= set(fields)


def test_a_kind_is_added_by_its_file_and_the_list():
    """A toy goes from the text of the rules, mistakes included, to items read in the child."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.watchers.sources.toy"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )

    assert [
        "3:44 a feed has no until: take it out",
        "titles Oil by rail",
        "titles Gas by sea",
    ] == told.stdout.splitlines()
