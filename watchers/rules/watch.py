"""Notices when a rules file is saved, and reads it once it is whole.

What nobody has vouched for is tried in a confined child first, then read here.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from watchers.confined.child import BROKEN, DEADLINE, MEMORY, PROCESSOR, Refusal
from watchers.confined.reader import ConfinedReader
from watchers.errors import Mistake, RuleMistakes
from watchers.rules.document import TOO_LARGE
from watchers.rules.load import MAX_BYTES, Platforms, decode_rules, load_rules, read_rules
from watchers.rules.ruleset import RuleSet

READER = "watchers.rules.load:rule_mistakes"
MOST_MEMORY = 64 << 20  # bytes, beyond what an idle child takes
MOST_PROCESSOR = timedelta(seconds=2)
PATIENCE = timedelta(seconds=30)  # by the clock: a busy machine lets a child wait

EVERY = timedelta(seconds=1)
STANDS_STILL = 2  # looks in a row: editors write in several steps
STAYS_AWAY = 5  # looks in a row with no file, or an empty one: many replace it in two steps

_Stamp = tuple[int, int, int] | None  # of the last write: time, size, which file; None: no file


async def saved_rules(
    path: Path, known: RuleSet, platforms: Platforms = (), *, every: timedelta = EVERY
) -> AsyncIterator[RuleSet | RuleMistakes]:
    """Yield what the file comes to each time it has changed: a rule set, or why there is none.

    Each content is judged once, in a child process first, and only when it has stood still. What
    `known` was read from is not given again, unless something else came between. Never ends.
    """
    judged = known.version
    before: _Stamp = None
    settled: _Stamp = _stamp(path) and (0, 0, 0)  # nothing yet
    still = 0
    while True:
        await asyncio.sleep(every.total_seconds())
        stamp = _stamp(path)
        still = still + 1 if stamp == before else 1
        before = stamp
        wanted = STANDS_STILL if stamp is not None and stamp[1] else STAYS_AWAY
        if stamp == settled or still < wanted:
            continue
        content = _content(path)
        if _stamp(path) != stamp:  # written meanwhile
            continue
        settled = stamp
        digest = "" if content is None else hashlib.sha256(content).hexdigest()[:12]
        if digest != judged:
            judged = digest
            yield await _judged(content, path, platforms)


async def read_tried(
    content: bytes,
    file: str,
    platforms: Platforms = (),
    *,
    memory: int = MOST_MEMORY,
    processor: timedelta = MOST_PROCESSOR,
    patience: timedelta = PATIENCE,
) -> RuleSet:
    """Read the content of a rules file; neither stalls nor fills us. Raises RuleMistakes.

    `file` is its name in messages. Takes a second or so, most of it the child's start.
    """
    settings = {"platforms": [asdict(platform) for platform in platforms]}
    limits = ConfinedReader(memory=memory, processor=processor, deadline=patience)
    async with limits as reader:
        try:
            found = await reader.read(READER, content, settings, lambda record: Mistake(**record))
        except Refusal as e:
            found = [_too_much(e, processor)]
    if found:
        raise RuleMistakes(file, tuple(found))
    return await asyncio.to_thread(lambda: read_rules(decode_rules(content, file), file, platforms))


def _too_much(refusal: Refusal, processor: timedelta) -> Mistake:
    messages = {
        BROKEN: "broke the reader of rules",
        DEADLINE: "takes too long to read",
        MEMORY: TOO_LARGE,
        PROCESSOR: f"takes more than {processor.total_seconds():g} s to read",
    }
    hint = "shorten its lists, or split it in two"
    return Mistake(line=1, column=1, message=messages[refusal.code], hint=hint)


async def _judged(
    content: bytes | None, path: Path, platforms: Platforms
) -> RuleSet | RuleMistakes:
    try:
        # Without content it says why: there is no file, or it cannot be read.
        return (
            load_rules(path, platforms)
            if content is None
            else await read_tried(content, str(path), platforms)
        )
    except RuleMistakes as e:
        return e


def _stamp(path: Path) -> _Stamp:
    try:
        status = os.stat(path)  # noqa: PTH116 - follows links, as Path.stat does, and is cheaper
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _content(path: Path) -> bytes | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        return None
