"""Runs the command as a user does, in a folder of its own."""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import structlog

from bot.cli import main

ROOT = Path(__file__).parents[3]
RULES = """\
sources:
  wire: {url}
vocabulary:
  russia: [Russia, Moscow]
  china: [China, Beijing]
indicators:
  energy:
    title: Energy flows
    query: $russia AND $china AND (gas OR oil)
    quote: The flow of energy will tell.
    examples:
      match: [Russia sells China gas]
      ignore: [Russia sells India oil]
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str


def watchnext(folder: Path, *words: object, **settings: str) -> Ran:
    """Run the command in `folder`, with `settings` and little else in its environment.

    In this process, because a process of its own loads everything anew; `start` in test_watch
    and a few tests beside it do that. What the command changes for all is put back.
    """
    environment = {
        "PATH": os.environ["PATH"],
        "WATCHNEXT_DATA": str(folder / "kept"),
        "LANG": "C.UTF-8",
        **settings,
    }
    with (
        TemporaryFile("w+", encoding="utf-8") as out,
        TemporaryFile("w+", encoding="utf-8") as err,
        _surroundings(environment, list(map(str, words))),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = _exit_code()
        return Ran(code, *(_written(stream) for stream in (out, err)))


def _exit_code() -> int:
    try:
        main()
    except SystemExit as e:
        return e.code if isinstance(e.code, int) else int(e.code is not None)
    return 0


@contextlib.contextmanager
def _surroundings(environment: dict[str, str], words: list[str]) -> Iterator[None]:
    """Set what a process is started with; the log's settings are put back as well."""
    root = logging.getLogger()
    before = sys.argv, dict(os.environ), root.handlers, root.level, structlog.get_config()
    sys.argv = ["watchnext", *words]
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        sys.argv, kept, root.handlers, level, config = before
        os.environ.clear()
        os.environ.update(kept)
        root.setLevel(level)
        structlog.configure(**config)


def _written(stream: IO[str]) -> str:
    stream.seek(0)
    return stream.read()
