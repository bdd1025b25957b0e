"""Kinds of source that other packages bring: a package is made, put on the path, and used."""

import json
import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tests.flow.site import site
from watchers.fields.values import Schema, Url
from watchers.sources.catalog import GROUP, with_plugins
from watchers.sources.feed import Feed

ROOT = Path(__file__).parents[3]
# The whole of it: settings, the kind, and the function that reads its bytes in the child.
KIND = '''
from datetime import timedelta

from pydantic import Field

from watchers.fields.values import Schema, Url
from watchers.parse.records import RawFeed, RawItem, records_of
from watchers.sources.feed import read_items
from watchers.sources.kind import SourceKind


class BulletinSettings(Schema):
    """What rules.yaml says of a bulletin."""

    bulletin: Url = Field(default="", description="The address of headlines, one a line.")


class Bulletin(SourceKind):
    """Headlines, one a line."""

    name = "bulletin"
    settings = BulletinSettings
    every = timedelta(hours=1)

    async def read(self, got, source, reader, now, memory):
        """Read it in the confined child."""
        name = "acme_sources:bulletin_records"
        return await read_items(name, got, source, reader, {"now": now.isoformat()})


def bulletin_records(body, settings):
    """Yield a record of the bulletin, then one of each headline."""
    items = [RawItem(title=line) for line in body.decode().splitlines()]
    yield from records_of(RawFeed(items=items, count=len(items)), settings)
'''
RULES = """\
sources:
  acme: {{bulletin: {}}}
indicators:
  oil: {{query: oil}}
"""


def install(folder, module, points):
    """Put a package into a folder, with its entry points."""
    (folder / "acme_sources.py").write_text(module, encoding="utf-8")
    about = folder / "acme_sources-1.0.dist-info"
    about.mkdir()
    about.joinpath("METADATA").write_text(
        "Metadata-Version: 2.1\nName: acme-sources\nVersion: 1.0\n"
    )
    about.joinpath("entry_points.txt").write_text("[watchnext.sources]\n" + points)


def watchnext(folder, *words, allow=""):
    """Run the command where the package is on the path."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words, "--rules", str(folder / "rules.yaml")],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(folder),
            "WATCHNEXT_DATA": str(folder / "kept"),
            "WATCHNEXT_ALLOW": allow,
            "LANG": "C.UTF-8",
        },
        capture_output=True,
        check=False,
        text=True,
    )


def test_a_kind_of_another_package_is_written_polled_and_told(tmp_path):
    """Its name stands in rules.yaml as ours do, and its bytes are read in the child."""
    install(tmp_path, KIND, "bulletin = acme_sources:Bulletin\n")
    with site() as web:
        web.pages["today"] = b"Rain in Paris\n"
        (tmp_path / "rules.yaml").write_text(RULES.format(web.url("today")))
        assert 0 == watchnext(tmp_path, "once", "--json", allow=web.host).returncode
        web.pages["today"] = b"Oil by rail\nRain in Paris\n"
        ran = watchnext(tmp_path, "once", "--json", allow=web.host)

    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [(2, 1)] == [(one["items"], one["new"]) for one in lines if one["kind"] == "poll"]
    assert ["Oil by rail"] == [one["title"] for one in lines if one["kind"] != "poll"]


class NamelessSettings(Schema):
    """Without the key of its kind."""

    other: Url = ""


class Nameless(Feed):
    """A kind whose settings lack its name."""

    name = "nameless"
    settings = NamelessSettings  # type: ignore[assignment]  # it is wrong on purpose


def test_kinds_are_added_in_the_order_of_their_names_and_none_replaces_another():
    """Each that cannot be used has its reason."""
    here = "tests.watchers.sources"
    values = {
        "toy": f"{here}.toy:Toy",
        "gone": "no_such_package:Thing",
        "odd": "json:dumps",
        "again": "watchers.sources.feed:Feed",
        "nameless": f"{here}.test_plugins:Nameless",
    }
    points = [EntryPoint(name, value, GROUP) for name, value in values.items()]
    kinds, unusable = with_plugins((Feed(),), points)

    assert ["feed", "toy"] == [kind.name for kind in kinds]
    assert {
        "again": "an unknown package: TypeError: another kind has its keys feed",
        "gone": "an unknown package: ModuleNotFoundError: No module named 'no_such_package'",
        "nameless": "an unknown package: TypeError: its settings lack the key of its name,"
        " or one has no default",
        "odd": "an unknown package: TypeError: it is no class of SourceKind",
    } == unusable


BROKEN = [
    ("raise RuntimeError('no licence')", "acme-sources: RuntimeError: no licence"),
    (KIND.replace("class Bulletin(", "class Leaflet("), "AttributeError: "),
    ("Bulletin = 5", "TypeError: it is no class of SourceKind"),
    (KIND.replace('name = "bulletin"', 'name = "leaflet"'), "its settings lack the key"),
    (KIND.replace("    bulletin: Url", "    links: str = ''\n    bulletin: Url"), "keys links"),
]


@pytest.mark.parametrize(("module", "why"), BROKEN)
def test_a_kind_that_cannot_be_used_is_named_and_the_others_go_on(tmp_path, module, why):
    """Where it is written the mistake says why; where it is not nothing is lost."""
    install(tmp_path, module, "bulletin = acme_sources:Bulletin\n")
    (tmp_path / "rules.yaml").write_text(RULES.format("https://a.example/"))
    written = watchnext(tmp_path, "check")
    (tmp_path / "rules.yaml").write_text(
        RULES.format("https://a.example/").replace("bulletin", "feed")
    )
    unwritten = watchnext(tmp_path, "check")
    examined = watchnext(tmp_path, "doctor")

    assert (1, 0) == (written.returncode, unwritten.returncode)
    assert "no bulletin sources: its package cannot be used" in written.stderr
    assert "The source kind bulletin cannot be used (acme-sources: " in unwritten.stderr
    assert why in unwritten.stderr
    assert "is sound" in unwritten.stdout
    assert "!!  source kind bulletin: cannot be used" in examined.stdout
