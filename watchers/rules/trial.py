"""Reads rules that nobody has vouched for: tried in a child process first, then read here."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from datetime import timedelta

from watchers.errors import Mistake, RuleMistakes
from watchers.rules.load import decoded, read_rules
from watchers.rules.ruleset import RuleSet

MEMORY = 64 << 20  # bytes, beyond what an idle child takes
SECONDS = timedelta(seconds=2)  # of the processor
PATIENCE = timedelta(seconds=30)  # by the clock: a busy machine lets a child wait
_PASSED_ON = ("LD_LIBRARY_PATH", "SYSTEMROOT")


async def read_tried(
    content: bytes,
    file: str,
    *,
    memory: int = MEMORY,
    seconds: timedelta = SECONDS,
    patience: timedelta = PATIENCE,
) -> RuleSet:
    """Read the content of a rules file, or raise RuleMistakes; neither stalls nor fills us.

    `file` is its name in messages. Takes a second or so, most of it the child's start.
    """
    found = await _tried(content, memory, seconds, patience)
    if found:
        raise RuleMistakes(file, found)
    return await asyncio.to_thread(lambda: read_rules(decoded(content, file), file))


async def _tried(
    content: bytes, memory: int, seconds: timedelta, patience: timedelta
) -> tuple[Mistake, ...]:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "watchers.rules.child", str(memory), str(seconds.total_seconds())),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=_environment(),
        start_new_session=True,  # Ctrl-C is for the parent
    )
    try:
        async with asyncio.timeout(patience.total_seconds()):
            said, _ = await child.communicate(content)
    except TimeoutError:
        return (_refused("takes too long to read"),)
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    if child.returncode == -signal.SIGPROF:
        return (_refused(f"takes more than {seconds.total_seconds():g} s to read"),)
    try:
        return tuple(Mistake(**one) for one in json.loads(said))
    except (ValueError, TypeError):
        return (_refused("broke the reader of rules"),)


def _refused(message: str) -> Mistake:
    hint = "shorten its lists, or split it in two"
    return Mistake(line=1, column=1, message=message, hint=hint)


def _environment() -> dict[str, str]:
    """Pass on where Python finds its modules, and no setting of ours."""
    paths = [os.path.abspath(p) for p in sys.path]  # noqa: PTH100 - sys.path holds strings
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
    }
