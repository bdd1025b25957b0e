"""The process that reads documents, so that a hostile one can be killed with it.

Started as `python -m watchers.parse.child BYTES`: at most so much memory, no connection, no
program, no signal from the terminal; it ends when its standard input does.
"""

import json
import os
import signal
import sys
from datetime import datetime
from typing import BinaryIO

from watchers.parse import read, records, wire
from watchers.parse.refusal import Refusal
from watchers.parse.text import clean

_OUTSIDE = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "urllib.",
)


def main(memory: int) -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _confine(memory)
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    while (header := _frame(requests)) is not None:
        body = _frame(requests)
        if body is None:
            return
        try:
            _answer(json.loads(header), body, replies)
        except MemoryError:
            # What is left of the address space may not suffice for the next document.
            _refuse(replies, Refusal("NotAFeed", f"takes more than {memory >> 20} MiB to read"))
            return


def _answer(header: dict[str, str], body: bytes, replies: BinaryIO) -> None:
    request = records.Request(
        url=header["url"],
        content_type=header["content_type"],
        lang=header["lang"],
        now=datetime.fromisoformat(header["now"]),
    )
    try:
        feed = read.read(body, content_type=request.content_type, url=request.url)
    except Refusal as refusal:
        _refuse(replies, refusal)
        return
    replies.writelines(wire.json_frame(record) for record in records.records(feed, request))
    replies.write(wire.json_frame({"feed": clean(feed.title)[: records.MOST_TITLE]}))
    replies.flush()


def _refuse(replies: BinaryIO, refusal: Refusal) -> None:
    replies.write(wire.json_frame({"refused": refusal.kind, "message": refusal.message}))
    replies.flush()


def _frame(stream: BinaryIO) -> bytes | None:
    """Read one frame; None where the parent is gone or speaks nonsense."""
    prefix = stream.read(wire.LENGTH.size)
    if len(prefix) < wire.LENGTH.size:
        return None
    (length,) = wire.LENGTH.unpack(prefix)
    if length > wire.MOST_REQUEST_BYTES:
        return None
    payload = stream.read(length)
    return payload if len(payload) == length else None


def _confine(memory: int) -> None:
    try:
        import resource
    except ImportError:
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_stay_inside)
    # What a document makes a C library print is text of strangers, and no place in our log.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _stay_inside(event: str, _: tuple[object, ...]) -> None:
    if event.startswith(_OUTSIDE):
        raise PermissionError(f"a feed is read without {event}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
