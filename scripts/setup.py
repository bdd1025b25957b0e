"""Makes .venv ready for a verb of the Makefile, or says why it cannot. Standard library only.

Run it with any Python 3: `python3 scripts/setup.py run` (or `dev`). It must parse on Python 3.6
too, because there it has to say what is missing.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
STAMP = "watchnext-ready.json"
TAIL = 20  # lines of pip's own words shown when it fails
ADVICE = (
    ("DO NOT MATCH THE HASHES", "A download is not the file that was locked: do not trust it."),
    ("No space left", "The disk is full."),
    (
        "No matching distribution",
        "Either the index is out of reach, or this is no CPython 3.11-3.14 on glibc or macOS.",
    ),
    ("Permission denied", "This folder, or something in .venv, belongs to another user."),
)
NETWORK = "Is the network up? Behind a proxy set HTTPS_PROXY; for a mirror set PIP_INDEX_URL."


class SetupFailed(Exception):
    """Setup cannot go on; the message is for the person at the terminal."""


def use_a_newer_python(version: tuple) -> None:
    """Replace this process by a newer Python if `version` is too old, or raise SetupFailed."""
    if version >= OLDEST:
        return
    for name in NEWER:
        found = shutil.which(name)
        # A version manager's shim can be on the path and still refuse to run.
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found] + sys.argv)  # noqa: RUF005, S606 - for 3.6; no shell wanted
    raise SetupFailed(
        f"watchnext needs Python 3.11 or newer; {sys.executable} is {version[0]}.{version[1]}.\n"
        "If a newer one is installed, say where: make run PYTHON=/path/to/python3.12"
    )


if __name__ == "__main__":
    # Before anything below is defined: annotations such as list[str] are errors on old Pythons.
    try:
        use_a_newer_python(sys.version_info[:2])
    except SetupFailed as e:
        sys.exit(f"setup: {e}")


class Progress:
    """Says how far setup is: one line rewritten on a terminal, a line a step elsewhere."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty()
        self.began = time.monotonic()
        self.at = 0

    def step(self, at: int, words: str) -> None:
        """Say that step `at` of 3 begins."""
        self.at = at
        self.note(words, always=True)

    def note(self, words: str, *, always: bool = False) -> None:
        """Say how far the step is; only a terminal hears all of it."""
        if self.live:
            room = shutil.get_terminal_size().columns - 1
            print("\r\033[K" + f"setup {self.at}/3 {words}"[:room], end="", flush=True)
        elif always:
            print(f"setup {self.at}/3 {words}", flush=True)

    def finish(self, words: str) -> None:
        """Say that all is done, and how long it took."""
        start = "\r\033[K" if self.live else ""
        print(f"{start}setup: {words} ({time.monotonic() - self.began:.0f} s)", flush=True)


def main(argv: list[str]) -> int:
    """Return 0 when .venv is ready, 1 with a message on stderr when it cannot be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=sorted(LOCKS))
    parser.add_argument("--ready", action="store_true", help="only look; exit 1 if not ready")
    args = parser.parse_args(argv)
    root = Path(__file__).resolve().parent.parent
    if args.ready:
        return 0 if is_ready(root, args.kind) else 1
    try:
        if not (is_ready(root, args.kind) and made_by_this_python(root / ".venv")):
            set_up(root, args.kind, Progress())
    except SetupFailed as e:
        print(f"\nsetup: {e}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nsetup: interrupted; the next run starts it again", file=sys.stderr)
        return 130
    return 0


def is_ready(root: Path, kind: str) -> bool:
    """Whether .venv was finished for `kind` from these very files in this very folder."""
    stamp = read_stamp(root)
    made_for = stamp.get("kind")
    return made_for in {kind, "dev"} and stamp.get("print") == fingerprint(root, made_for)


def read_stamp(root: Path) -> dict[str, str]:
    """Read what the last finished setup left, or nothing."""
    try:
        stamp = json.loads((root / ".venv" / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def fingerprint(root: Path, kind: str) -> str:
    """Digest what .venv depends on: the folder too, for it does not survive being moved."""
    digest = hashlib.sha256(os.fsencode(root))
    for name in ("pyproject.toml", LOCKS[kind]):
        digest.update(b"\0" + (root / name).read_bytes())
    return digest.hexdigest()


def made_by_this_python(venv: Path) -> bool:
    """Whether .venv has the version of the Python that runs this."""
    return (venv / "lib" / "python{}.{}".format(*sys.version_info)).is_dir()


def set_up(root: Path, kind: str, progress: Progress) -> None:
    """Make or mend .venv. The stamp goes first and comes back last, so a cut leaves none."""
    require_venv()
    venv = root / ".venv"
    stamp = read_stamp(root)
    if stamp.get("kind") == "dev":
        kind = "dev"  # what a developer has is never taken away by `make run`
    if not stamp or not made_by_this_python(venv) or stamp.get("root") != str(root):
        progress.step(1, "environment")
        make_venv(venv)
    (venv / STAMP).unlink(missing_ok=True)

    lock = root / LOCKS[kind]
    total = len(re.findall(r"(?m)^[A-Za-z0-9]", lock.read_text(encoding="utf-8")))
    progress.step(2, f"packages [0/{total}]")
    # The lock is whole, so nothing is left to resolve: --no-deps. Every file is pinned by hash.
    pinned = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", str(lock)]
    pip(root, pinned, lambda name, n: progress.note(f"packages [{min(n, total)}/{total}] {name}"))
    progress.step(3, "watchnext")
    pip(root, ["--no-deps", "--no-build-isolation", "--editable", str(root)], lambda *_: None)
    progress.note("bytecode")
    compile_all(root)

    made = {"kind": kind, "root": str(root), "print": fingerprint(root, kind)}
    unfinished = venv / (STAMP + ".new")
    unfinished.write_text(json.dumps(made), encoding="utf-8")
    unfinished.replace(venv / STAMP)
    progress.finish(f".venv is ready: {total} packages")


def require_venv() -> None:
    """Raise SetupFailed if this Python came without what makes environments."""
    missing = [m for m in ("venv", "ensurepip") if importlib.util.find_spec(m) is None]
    if missing:
        version = "{}.{}".format(*sys.version_info)
        raise SetupFailed(
            f"this Python ({sys.executable}) came without {' and '.join(missing)}.\n"
            f"On Debian and Ubuntu: sudo apt install python{version}-venv"
        )


def make_venv(venv: Path) -> None:
    """Make an empty environment; what was there is unfinished or of another Python, and goes."""
    command = [sys.executable, "-I", "-m", "venv", "--clear", str(venv)]
    made = subprocess.run(command, capture_output=True, text=True, check=False, env=clean_env())
    if made.returncode:
        raise SetupFailed(f"{venv} could not be made:\n{made.stdout}{made.stderr}")


def pip(root: Path, args: list[str], seen: Callable[[str, int], None]) -> None:
    """Run pip install in .venv, calling `seen` with each package's name and number."""
    command = [str(root / ".venv" / "bin" / "python"), "-I", "-m", "pip", "install"]
    command += ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    # All is compiled at the end, on every core.
    command += ["--no-compile", *args]
    tail = deque(maxlen=TAIL)
    number = 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=clean_env()
    ) as running:
        for line in running.stdout:
            tail.append(line.rstrip())
            package = re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)
            if package:
                number += 1
                seen(package.group(1), number)
            elif line.startswith("Installing collected"):
                seen("installing", number)
    if running.returncode:
        raise SetupFailed(
            "pip failed:\n\n{}\n\n{}".format("\n".join(tail), advice("\n".join(tail)))
        )


def compile_all(root: Path) -> None:
    """Compile what was installed and what is ours; what does not compile is nobody's trouble."""
    python = root / ".venv" / "bin" / "python"
    libraries = root / ".venv" / "lib" / "python{}.{}".format(*sys.version_info)
    folders = [libraries, *(root / name for name in ("watchers", "bot", "tests"))]
    # Tests of libraries are never run here: one module in four.
    command = [str(python), "-I", "-m", "compileall", "-qq", "-j", "0", "-x", "packages/.*/tests?/"]
    command += [str(folder) for folder in folders if folder.is_dir()]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False, env=clean_env())


def advice(words: str) -> str:
    """Say in one line what helps against what pip said."""
    return next((line for sign, line in ADVICE if sign in words), NETWORK)


def clean_env() -> dict[str, str]:
    """Keep proxies, mirrors and certificates, not what would send files elsewhere than to .venv."""
    astray = {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIREMENT", "PIP_CONSTRAINT"}
    astray |= {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__"}
    kept = {name: value for name, value in os.environ.items() if name not in astray}
    return dict(kept, PIP_USER="0", PIP_DRY_RUN="0")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
