"""Builds the wheel, installs it where nothing of this tree is, and runs it: `make wheel`.

Ends with 1 and a sentence if a file of the packages is not in the wheel or a verb fails.
"""

import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")
VERBS = (("--help",), ("--version",), ("check", "rules.yaml"), ("demo",))


def build(folder: Path) -> Path:
    """Build the wheel into `folder`. Raises CalledProcessError if that fails."""
    # setuptools keeps what it copied the last time, and would pack files that are gone by now.
    shutil.rmtree(ROOT / "build" / "lib", ignore_errors=True)
    options = ("--no-deps", "--no-build-isolation", "--wheel-dir", str(folder))
    subprocess.run([sys.executable, *PIP, "wheel", *options, str(ROOT)], check=True)
    return next(folder.glob("*.whl"))


def left_out(wheel: Path) -> list[str]:
    """Name the files of the packages that are not in the wheel."""
    within = set(zipfile.ZipFile(wheel).namelist())
    ours = (path for half in ("bot", "watchers") for path in (ROOT / half).rglob("*"))
    names = (
        path.relative_to(ROOT).as_posix()
        for path in ours
        if path.is_file() and path.suffix != ".pyc"
    )
    return sorted(name for name in names if name not in within)


def install(wheel: Path, folder: Path) -> Path:
    """Install the wheel and what is locked into a new environment; gives the command."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    locked = ("--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / "requirements.lock"))
    for what in (locked, (str(wheel),)):
        subprocess.run([python, "-I", *PIP, "install", "--no-deps", *what], check=True)
    return folder / "bin" / "watchnext"


def main() -> int:
    """Build, look, install and run in a folder with nothing but a rules file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build(folder)
        if missing := left_out(wheel):
            print("not in the wheel: " + ", ".join(missing), file=sys.stderr)
            return 1
        command = install(wheel, folder / "venv")
        desk = folder / "desk"
        desk.mkdir()
        (desk / "rules.yaml").write_bytes((ROOT / "rules.yaml").read_bytes())
        environment = {"PATH": "", "LANG": "C.UTF-8", "WATCHNEXT_DATA": str(desk / "data")}
        for verb in VERBS:
            print("watchnext", *verb, flush=True)
            ran = subprocess.run([command, *verb], cwd=desk, env=environment, check=False)
            if ran.returncode:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
