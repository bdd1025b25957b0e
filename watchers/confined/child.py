"""The process that reads strangers' bytes, so that what is hostile can be killed with it.

It runs readers that the parent names as "module:function". A reader takes bytes and settings, and
gives records that JSON can spell, or raises Refusal. A module of readers may have a function
`prepare()`: it is called when the module is loaded, before the limits hold, so that what the
parsers themselves take is not counted against a document.

Limits: memory beyond what the process takes when its first reader is ready, time of the processor
for each document; no connection, no program, no file written, no signal from the terminal. The
process ends when its standard input does.

A frame is four bytes of length, then that many bytes of JSON, or the document's own. Nothing that
comes out of the child is ever unpickled or executed. Imports next to nothing: its start is what
the first document waits for.
"""

import json
import os
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from itertools import islice
from typing import Any, BinaryIO

LENGTH = struct.Struct("!I")
# A record of a feed at all its caps stays below a third of this.
MOST_REPLY_BYTES = 1 << 20
# So many records make a frame, unless they are longer: a frame costs as much as a short record.
_RECORDS_A_FRAME = 50
MOST_REQUEST_BYTES = 1 << 26
BROKEN, DEADLINE, MEMORY, PROCESSOR = "broken", "deadline", "memory", "processor"
"""Codes of a Refusal that is ours; all others are the reader's."""

Reader = Callable[[bytes, dict[str, Any]], Iterable[object]]

_OUTSIDE = (
    "os.exec",
    "os.fork",
    "os.link",
    "os.mkdir",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.system",
    "os.truncate",
    "socket.",
    "subprocess.",
    "urllib.",
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refusal(Exception):
    """Nothing was read. `code` says why to programs, `message` to people, in half a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def frame(payload: bytes) -> bytes:
    """Return `payload` with its length before it."""
    return LENGTH.pack(len(payload)) + payload


def json_frame(value: object) -> bytes:
    """Return `value` as a frame of JSON in UTF-8; a lone surrogate becomes a question mark."""
    return frame(_spell(value).encode("utf-8", "replace"))


_spell = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def main(memory: int, seconds: float, nice: int) -> None:
    """Answer requests until standard input ends, or a document takes more than `memory` bytes.

    One that takes more than `seconds` of the processor ends the process by SIGPROF. `nice` is how
    far it stands back behind other processes, from 0 to 19.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if nice and hasattr(os, "nice"):  # not on Windows
        os.nice(nice)
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    readers: dict[str, Reader] = {}
    while (header := _next_frame(requests)) is not None:
        content = _next_frame(requests)
        if content is None:
            return
        asked = json.loads(header)
        name = asked["reader"]
        if name not in readers:
            readers[name] = _load(name)
            if len(readers) == 1:
                confine(memory)
        try:
            _limit_time(seconds)
            _answer(readers[name], content, asked["settings"], replies)
            _limit_time(0)
        except MemoryError:
            # What is left of the address space may not suffice for the next document.
            _refuse(replies, Refusal(MEMORY, f"takes more than {memory >> 20} MiB to read"))
            return


def confine(memory: int) -> None:
    """Give up, for good, all that reading does not need; `memory` bytes more than now are left."""
    try:
        import resource
    except ImportError:
        pass
    else:
        if (taken := _address_space()) is not None:
            resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # What a document makes a C library print is text of strangers, and no place in our log.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    sys.addaudithook(_stay_inside)


def _load(name: str) -> Reader:
    module, _, function = name.partition(":")
    home = import_module(module)
    if (prepare := getattr(home, "prepare", None)) is not None:
        prepare()
    reader: Reader = getattr(home, function)
    return reader


def _answer(reader: Reader, content: bytes, settings: dict[str, Any], replies: BinaryIO) -> None:
    started = time.process_time()
    try:
        records = iter(reader(content, settings))
        while batch := list(islice(records, _RECORDS_A_FRAME)):
            replies.writelines(_frames(batch))
    except Refusal as refusal:
        _refuse(replies, refusal, time.process_time() - started)
        return
    replies.write(json_frame({"end": time.process_time() - started}))
    replies.flush()


def _frames(records: list[object]) -> Iterator[bytes]:
    """Yield frames of records, none longer than the parent takes."""
    whole = json_frame({"records": records})
    if len(whole) <= MOST_REPLY_BYTES or len(records) == 1:
        yield whole
        return
    half = len(records) // 2
    yield from _frames(records[:half])
    yield from _frames(records[half:])


def _refuse(replies: BinaryIO, refusal: Refusal, seconds: float = 0) -> None:
    said = {"refused": refusal.code, "message": refusal.message, "end": seconds}
    replies.write(json_frame(said))
    replies.flush()


def _next_frame(stream: BinaryIO) -> bytes | None:
    """Read one frame; None where the parent is gone or speaks nonsense."""
    prefix = stream.read(LENGTH.size)
    if len(prefix) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(prefix)
    if length > MOST_REQUEST_BYTES:
        return None
    payload = stream.read(length)
    return payload if len(payload) == length else None


def _limit_time(seconds: float) -> None:
    """End the process after so many seconds of the processor; 0 takes the limit off."""
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _address_space() -> int | None:
    """Return how many bytes the process takes now; None where the system does not tell."""
    import resource

    try:
        with open("/proc/self/statm", encoding="ascii") as status:  # noqa: PTH123 - no path object
            return int(status.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None


def _stay_inside(event: str, arguments: tuple[Any, ...]) -> None:
    # Its arguments are path, mode and flags (the table of audit events in Python's documentation).
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
    if writes or event.startswith(_OUTSIDE):
        raise PermissionError(f"a document is read without {event}")
