"""Setup makes .venv from nothing, leaves it alone when it fits, and mends what was cut short."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("watchnext_setup", ROOT / "scripts" / "setup.py")
assert spec is not None
assert spec.loader is not None
setup = importlib.util.module_from_spec(spec)
spec.loader.exec_module(setup)


def run(toy, env, *args):
    """Run setup as make does."""
    return subprocess.run(
        [sys.executable, str(toy / "scripts" / "setup.py"), *args],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def knows(toy, module):
    """Whether .venv can import `module`."""
    python = toy / ".venv" / "bin" / "python"
    return subprocess.run([python, "-I", "-c", f"import {module}"], check=False).returncode == 0


@pytest.fixture
def bare(toy):
    """Make the project look as if setup had never finished."""
    (toy / ".venv" / setup.STAMP).unlink(missing_ok=True)
    return toy


def test_setup_makes_everything_once_and_then_rests(bare, env):
    """From nothing to importable, steps said in order; the second time nothing is said or done."""
    first = run(bare, env, "run")
    again = run(bare, env, "run")

    assert (first.returncode, first.stderr) == (0, "")
    steps = [line.split()[:2] for line in first.stdout.splitlines()]
    assert [["setup", f"{n}/3"] for n in (1, 2, 3)] == steps[:3]
    assert knows(bare, "alpha, toy")
    assert [path.name for path in (bare / ".venv").rglob("alpha.*.pyc")]
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert not (bare / "astray").exists()


def test_a_setup_cut_short_is_done_again(bare, env):
    """A .venv without its stamp is not trusted, whatever is in it."""
    python = bare / ".venv" / "bin" / "python"
    python.unlink(missing_ok=True)
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text("half a python", encoding="utf-8")

    mended = run(bare, env, "run")

    assert (mended.returncode, mended.stderr) == (0, "")
    assert knows(bare, "alpha, toy")


def test_a_developer_keeps_what_tests_need(toy, env):
    """`dev` adds packages, and `run` after it finds itself served."""
    run(toy, env, "run")

    assert run(toy, env, "run", "--ready").returncode == 0
    assert run(toy, env, "dev", "--ready").returncode == 1
    assert run(toy, env, "dev").returncode == 0
    assert knows(toy, "alpha, beta")
    assert run(toy, env, "run").stdout == ""


def test_a_failure_of_pip_is_shown_whole_with_advice(bare, env):
    """Pip's own last words, one line that helps, and no stamp."""
    lock = bare / "requirements.lock"
    good = lock.read_text(encoding="utf-8")
    lock.write_text(f"alpha==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    try:
        failed = run(bare, env, "run")
    finally:
        lock.write_text(good, encoding="utf-8")

    assert failed.returncode == 1
    assert "0" * 64 in failed.stderr
    assert failed.stderr.rstrip().endswith("do not trust it.")
    assert not (bare / ".venv" / setup.STAMP).exists()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda root: append(root / "pyproject.toml"), id="pyproject changed"),
        pytest.param(lambda root: append(root / "requirements.lock"), id="lock changed"),
        pytest.param(lambda root: stamp(root).write_text("{", encoding="utf-8"), id="stamp broken"),
        pytest.param(lambda root: stamp(root).unlink(), id="stamp gone"),
    ],
)
def test_ready_means_these_very_files(tmp_path, change):
    """Whatever .venv depends on, once changed, makes it unready."""
    finished(tmp_path)
    before = setup.is_ready(tmp_path, "run")

    change(tmp_path)

    assert (before, setup.is_ready(tmp_path, "run")) == (True, False)


def test_a_moved_folder_is_not_ready(tmp_path):
    """The editable install points at the old place."""
    finished(tmp_path / "old")

    moved = (tmp_path / "old").rename(tmp_path / "new")

    assert not setup.is_ready(moved, "run")


def test_an_old_python_is_told_what_to_do(monkeypatch):
    """With no newer one on the path: what is needed, what is there, how to choose."""
    monkeypatch.setenv("PATH", "")

    with pytest.raises(setup.SetupFailed, match=r"needs Python 3\.11 .* is 3\.9"):
        setup.use_a_newer_python((3, 9))


def test_a_python_without_venv_is_told_the_package(monkeypatch):
    """As Debian ships it."""
    monkeypatch.setattr(setup.importlib.util, "find_spec", lambda _: None)

    with pytest.raises(setup.SetupFailed, match=r"apt install python3\.\d+-venv"):
        setup.require_venv()


@pytest.mark.parametrize("words", ["Connection refused", "ProxyError", "anything else"])
def test_advice_is_about_the_network_where_nothing_better_is_known(words):
    """It is what fails most."""
    assert setup.advice(words) == setup.NETWORK


def append(path):
    """Change a file without changing its meaning."""
    with path.open("a", encoding="utf-8") as f:
        f.write("# changed\n")


def stamp(root):
    """Where setup says that it finished."""
    return root / ".venv" / setup.STAMP


def finished(root):
    """Make a folder look as setup leaves it."""
    (root / ".venv").mkdir(parents=True)
    for name in ("pyproject.toml", *setup.LOCKS.values()):
        (root / name).write_text(name, encoding="utf-8")
    made = {"kind": "run", "print": setup.fingerprint(root, "run")}
    stamp(root).write_text(json.dumps(made), encoding="utf-8")
