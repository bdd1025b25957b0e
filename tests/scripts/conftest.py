"""A small project that scripts/setup.py can set up without any network."""

import base64
import hashlib
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# A build backend in the tree itself, so that even --no-build-isolation needs no setuptools.
BACKEND = """
import shutil

def build_editable(folder, config_settings=None, metadata_directory=None):
    return shutil.copy("built/toy-1.0-py3-none-any.whl", folder).rpartition("/")[2]
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "toy"
version = "1.0"
"""


def wheel(folder, name):
    """Write a wheel with one module into `folder` and return its SHA-256."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    body = f"NAME = {name!r}".encode()
    digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", body)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", f"{name}.py,sha256={digest},{len(body)}\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """Make a project with two locked packages, in a folder with blanks and foreign letters."""
    root = tmp_path_factory.mktemp("work") / "a clone of часы 观"
    (root / "scripts").mkdir(parents=True)
    (root / "wheels").mkdir()
    (root / "built").mkdir()
    shutil.copy(ROOT / "scripts" / "setup.py", root / "scripts")
    wheel(root / "built", "toy")
    (root / "backend.py").write_text(BACKEND, encoding="utf-8")
    (root / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    lines = [f"{n}==1.0 --hash=sha256:{wheel(root / 'wheels', n)}\n" for n in ("alpha", "beta")]
    (root / "requirements.lock").write_text(lines[0], encoding="utf-8")
    (root / "requirements-dev.lock").write_text("".join(lines), encoding="utf-8")
    return root


@pytest.fixture
def env(toy):
    """Say what a stranger's shell may say: another venv is active, pip is told to stray."""
    return {
        "PATH": str(Path(sys.executable).parent),
        "HOME": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": (toy / "wheels").as_uri(),
        "PIP_USER": "1",
        "PIP_TARGET": str(toy / "astray"),
        "VIRTUAL_ENV": "/nonexistent/venv",
        "PYTHONPATH": "/nonexistent/lib",
    }
