"""The lock files pin everything, by hash, above the floors that security asks for."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Below these stand published advisories (aiohttp, h11), or a door written for another major.
FLOORS = {"aiohttp": "3.14.4", "h11": "0.16.0", "feedparser": "6.0"}
CEILINGS = {"feedparser": "7"}
both_locks = pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])


def read(lock):
    """Each requirement of the lock with its hashes, continuation lines joined."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.split() for line in text.splitlines() if line.strip()]


def pins(lock):
    """Each package's pinned version."""
    found = (words[0].partition("==") for words in read(lock))
    return {name: Version(version) for name, _, version in found}


def normal(name):
    """Write a package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@both_locks
def test_every_line_is_one_version_with_hashes(lock):
    """Nothing but `name==version ; marker --hash=sha256:...`: no option, no file, no address."""
    line = re.compile(r"[a-z0-9-]+==[\w.]+( ; [^:]+?)?( --hash=sha256:[0-9a-f]{64})+")

    assert [words for words in read(lock) if not line.fullmatch(" ".join(words))] == []


@both_locks
def test_no_address_is_in_a_lock(lock):
    """Whoever installs chooses the index; the lock does not."""
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


@both_locks
def test_security_floors_hold(lock):
    """Also for packages that only come along with others."""
    found = pins(lock)

    assert all(found[name] >= Version(floor) for name, floor in FLOORS.items())
    assert all(found[name] < Version(ceiling) for name, ceiling in CEILINGS.items())


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", []), ("requirements-dev.lock", ["dev"])]
)
def test_what_pyproject_asks_for_is_locked(lock, extras):
    """A dependency added without `make lock` is found here, not on a fresh machine."""
    asked = PYPROJECT["project"]["dependencies"] + PYPROJECT["build-system"]["requires"]
    for extra in extras:
        asked = asked + PYPROJECT["project"]["optional-dependencies"][extra]
    found = pins(lock)

    wanted = [Requirement(line) for line in asked]

    assert [str(r) for r in wanted if found.get(normal(r.name)) not in r.specifier] == []


def test_tests_run_with_what_users_run():
    """Every pin of the users' lock is the same in the developers'."""
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()
