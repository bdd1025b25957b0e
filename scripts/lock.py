"""Writes both lock files from pyproject.toml, with hashes and without any address.

Pins that still fit stay; `python scripts/lock.py --upgrade` takes the newest of everything.
"""

import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = ("-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11")
BARE = ("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate")


def main(options: list[str]) -> None:
    """Write the locks, or die with uv's own message."""
    if importlib.util.find_spec("uv") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    # The editable install builds without isolation, so what builds is locked like the rest.
    builders = "\n".join(pyproject["build-system"]["requires"])
    for name, extra in (("requirements.lock", []), ("requirements-dev.lock", ["--extra", "dev"])):
        command = [
            sys.executable,
            *COMPILE,
            *BARE,
            *extra,
            *options,
            "pyproject.toml",
            "-",
            "-o",
            name,
        ]
        subprocess.run(command, cwd=ROOT, input=builders, text=True, check=True)
        print(f"{name} is written")


if __name__ == "__main__":
    main(sys.argv[1:])
