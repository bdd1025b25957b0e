"""Reads the documents: what they name is there, and what is there they name."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bot.cli import app
from bot.config import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
VERBS = [*get_command(app).commands]  # type: ignore[attr-defined]  # a group of them
SETTINGS = [str(field.validation_alias) for field in Settings.model_fields.values()]


def section(title):
    """Give the part of the README under a heading."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, f"README.md has no section {title}"
    return found[1]


def test_every_verb_is_in_the_readme_and_no_other():
    """The table of commands is the command line's."""
    named = re.findall(r"^\| `watchnext ([a-z-]+)", section("Commands"), re.MULTILINE)

    assert sorted(VERBS) == sorted(named)


def test_every_setting_is_in_the_readme_and_no_other():
    """The table of settings is the settings'."""
    named = re.findall(r"^\| `([A-Z_]+)`", section("Settings"), re.MULTILINE)

    assert sorted(SETTINGS) == sorted(named)


def test_the_layout_is_that_of_the_tree():
    """Each folder and module of the first level stands in the picture of the house, in words."""
    named = re.findall(r"^    ([a-z_]+)(?:/|\.py) ", section("The house"), re.MULTILINE)
    there = [
        path.stem
        for half in ("watchers", "bot")
        for path in (ROOT / half).iterdir()
        if path.name != "__pycache__"
        and not path.name.startswith("__")
        and path.suffix in {"", ".py"}
    ]

    assert sorted(there) == sorted(named)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_within_the_project_lead_somewhere(page):
    """No page points at what is not there."""
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text(encoding="utf-8"))

    assert [] == [link for link in links if not (page.parent / link).exists()]


def test_a_decision_note_is_one_page():
    """At most 40 lines, each with a number of its own."""
    notes = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    long = [note.name for note in notes if len(note.read_text("utf-8").splitlines()) > 40]

    assert [] == long
    assert len(notes) == len({int(note.name[:4]) for note in notes})


def test_the_version_is_that_of_the_project():
    """What a bug report quotes is what pyproject.toml says."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    printed = CliRunner().invoke(app, ["--version"])

    assert (0, f"watchnext {project['version']}\n") == (printed.exit_code, printed.output)


WORDS = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")


def test_each_word_is_one_class_in_the_file_it_names():
    """Who looks a word up finds the one place."""
    named = re.findall(r"^\| `(\w+)` \|.*\| ([\w/]+\.py) \|$", WORDS, re.MULTILINE)
    there = [
        (node.name, path.relative_to(ROOT).as_posix())
        for half in ("watchers", "bot")
        for path in (ROOT / half).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]

    assert named
    assert [each for each in named if each not in there] == []


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_a_recipe_names_only_what_is_there(page):
    """Every file and folder that a recipe sends people to exists."""
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:bot|watchers|tests|docs|scripts)/[\w./-]*\w)/?`", text)

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_there_is_a_recipe_for_each_kind_of_addition():
    """Five, and each ends in a test or a page of the docs."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipes = re.findall(r"^### ([^\n]+)\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)

    assert [title for title, _ in recipes] == [
        "A source kind",
        "A trigger",
        "A platform",
        "A command",
        "A column",
    ]
    assert [title for title, steps in recipes if "test" not in steps] == []
