"""Notices when the rules are saved, in a file or several, and reads them once they are whole.

What nobody has vouched for is tried in a confined child first, then read here.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from watchers.confined.child import BROKEN, DEADLINE, MEMORY, PROCESSOR, Refusal
from watchers.confined.reader import ConfinedReader
from watchers.errors import Mistake, RuleMistakes
from watchers.rules.document import TOO_LARGE
from watchers.rules.load import (
    Content,
    Platforms,
    contents_of,
    files_of,
    read_contents,
    version_of,
)
from watchers.rules.ruleset import RuleSet

READER = "watchers.rules.load:rule_mistakes"
MOST_MEMORY = 512 << 20  # bytes, beyond what an idle child takes
MOST_PROCESSOR = timedelta(seconds=20)  # for 10,000 indicators, where 2,000 take 1
PATIENCE = timedelta(seconds=60)  # by the clock: a busy machine lets a child wait

EVERY = timedelta(seconds=1)
STANDS_STILL = 2  # looks in a row: editors write in several steps
STAYS_AWAY = 5  # looks in a row with no file, or an empty one: many replace it in two steps

# Of the last write of each file: its name, time, size, and which file it is; empty: no file.
_Stamp = tuple[tuple[str, int, int, int], ...]


async def saved_rules(
    path: Path, known: RuleSet, platforms: Platforms = (), *, every: timedelta = EVERY
) -> AsyncIterator[RuleSet | RuleMistakes]:
    """Yield what the rules at `path` come to when they have changed: a rule set, or why none.

    Each content is judged once, in a child process first, and only when it has stood still. What
    `known` was read from is not given again, unless something else came between. Never ends.
    """
    judged = known.version
    before: _Stamp = ()
    settled: _Stamp = _stamp(path) and (("", 0, 0, 0),)  # nothing yet
    still = 0
    while True:
        await asyncio.sleep(every.total_seconds())
        stamp = _stamp(path)
        still = still + 1 if stamp == before else 1
        before = stamp
        wanted = STANDS_STILL if any(size for _, _, size, _ in stamp) else STAYS_AWAY
        if stamp == settled or still < wanted:
            continue
        contents = _contents(path)
        if _stamp(path) != stamp:  # written meanwhile
            continue
        settled = stamp
        version = "" if isinstance(contents, RuleMistakes) else version_of(contents)
        if version != judged:
            judged = version
            yield await _judged(contents, path, platforms)


async def read_tried(
    contents: Sequence[Content],
    file: str,
    platforms: Platforms = (),
    *,
    memory: int = MOST_MEMORY,
    processor: timedelta = MOST_PROCESSOR,
    patience: timedelta = PATIENCE,
) -> RuleSet:
    """Read what rules files hold; neither stalls nor fills us. Raises RuleMistakes.

    `file` is the name of them all in messages. Takes a second or so, most of it the child's start.
    """
    settings = {
        "platforms": [asdict(platform) for platform in platforms],
        "files": [(each.file, len(each.written)) for each in contents],
    }
    content = b"".join(each.written for each in contents)
    limits = ConfinedReader(memory=memory, processor=processor, deadline=patience)
    async with limits as reader:
        try:
            found = await reader.read(READER, content, settings, lambda record: Mistake(**record))
        except Refusal as e:
            found = [_too_much(e, processor)]
    if found:
        raise RuleMistakes(file, tuple(found))
    return await asyncio.to_thread(lambda: read_contents(contents, file, platforms))


def _too_much(refusal: Refusal, processor: timedelta) -> Mistake:
    messages = {
        BROKEN: "broke the reader of rules",
        DEADLINE: "takes too long to read",
        MEMORY: TOO_LARGE,
        PROCESSOR: f"takes more than {processor.total_seconds():g} s to read",
    }
    hint = "shorten its lists"
    return Mistake(line=1, column=1, message=messages[refusal.code], hint=hint)


async def _judged(
    contents: Sequence[Content] | RuleMistakes, path: Path, platforms: Platforms
) -> RuleSet | RuleMistakes:
    try:
        if isinstance(contents, RuleMistakes):
            return contents
        return await read_tried(contents, str(path), platforms)
    except RuleMistakes as e:
        return e


def _stamp(path: Path) -> _Stamp:
    stamps = []
    try:
        for file in files_of(path):
            status = os.stat(file)  # noqa: PTH116 - follows links, as Path.stat does, and is cheaper
            stamps.append((str(file), status.st_mtime_ns, status.st_size, status.st_ino))
    except OSError:
        return ()
    return tuple(stamps)


def _contents(path: Path) -> tuple[Content, ...] | RuleMistakes:
    try:
        return contents_of(path)
    except RuleMistakes as e:
        return e
