"""What can be known of the image without building it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def instructions(text):
    """Each instruction with its arguments, comments gone and continued lines joined."""
    bare = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", "", bare)
    return [tuple(line.split(None, 1)) for line in joined.splitlines() if line]


FINAL = instructions(TEXT[TEXT.rindex("\nFROM ") :])
COPIES = [rest.split()[:-1] for word, rest in instructions(TEXT) if word == "COPY"]


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("USER", "10001:10001"),
        ("VOLUME", "/data"),
        ("STOPSIGNAL", "SIGTERM"),
        ("ENTRYPOINT", '["watchnext"]'),
        ("CMD", '["run"]'),
        ("WORKDIR", "/etc/watchnext"),
    ],
)
def test_the_image_says_how_it_runs(word, wanted):
    """Each exactly once in the stage that ships."""
    assert [wanted] == [rest for found, rest in FINAL if found == word]


def test_nothing_runs_as_root_after_the_user_is_chosen():
    """USER comes after every RUN and COPY."""
    words = [word for word, _ in FINAL]

    assert not {"RUN", "COPY", "ADD"} & set(words[words.index("USER") :])


def test_the_image_asks_the_program_for_its_health():
    """In exec form: no shell stands between."""
    (health,) = [rest for word, rest in FINAL if word == "HEALTHCHECK"]

    assert health.endswith('CMD ["watchnext", "doctor", "--health"]')


def test_packages_come_by_hash_and_as_wheels():
    """An image is built from the same locked files as .venv."""
    (install,) = [rest for word, rest in instructions(TEXT) if "requirements.lock" in rest][1:]

    assert {"--require-hashes", "--only-binary", "--no-deps"} <= set(install.split())


def test_both_stages_stand_on_the_same_slim_python():
    """A wheel chosen in one stage must load in the other."""
    froms = {rest.split()[0] for word, rest in instructions(TEXT) if word == "FROM"}

    assert len(froms) == 1
    assert re.fullmatch(r"python:3\.1\d-slim", froms.pop())


def test_what_is_copied_is_sent_to_the_builder_and_nothing_else():
    """.dockerignore lets through exactly what COPY names."""
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    let_through = {line[1:].removesuffix("/**") for line in ignore if line.startswith("!")}
    copied = {src for sources in COPIES for src in sources if not src.startswith(("-", "/"))}

    assert copied == let_through
    assert "*" in ignore
