"""Feeds on loopback for benches, in a process of their own so that their cost is not counted."""

import asyncio
import ctypes
import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from multiprocessing.connection import Connection
from typing import Any

from tests.flow.site import Report, rss

HOSTS = 16  # of one server nobody asks for more than a little at a time
ITEMS = 18
WORDS = [
    "ministry",
    "pipeline",
    "customs",
    "summit",
    "drills",
    "corridor",
    "tariff",
    "grain",
    "harbour",
    "patrol",
    "border",
    "cable",
    "reactor",
    "satellite",
    "lithium",
    "talks",
    "visit",
    "agreement",
    "council",
    "exports",
    "imports",
    "tanker",
    "freight",
    "railway",
    "budget",
    "election",
    "storm",
    "football",
    "museum",
    "theatre",
    "market",
    "shares",
    "inflation",
    "weather",
    "hospital",
    "school",
]


@dataclass(frozen=True, kw_only=True)
class Feeds:
    """So many feeds, over some hosts; each has an item more after `publish`."""

    count: int
    hosts: tuple[str, ...]
    editions: Any
    answers: Any

    def addresses(self) -> list[str]:
        """Return the address of each feed."""
        return [f"http://{self.hosts[n % len(self.hosts)]}/{n}" for n in range(self.count)]

    def publish(self) -> None:
        """Let each feed have one more item."""
        self.editions.value += 1

    def answered(self) -> int:
        """Say how many requests were answered so far."""
        return int(self.answers.value)


@contextmanager
def served(count: int) -> Iterator[Feeds]:
    """Serve feeds while the block runs."""
    editions = multiprocessing.Value(ctypes.c_int, 0)
    answers = multiprocessing.Value(ctypes.c_int, 0)
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_run, args=(editions, answers, theirs), daemon=True)
    process.start()
    try:
        hosts = tuple(f"127.0.0.1:{port}" for port in ours.recv())
        yield Feeds(count=count, hosts=hosts, editions=editions, answers=answers)
    finally:
        process.terminate()
        process.join()


@cache
def _document(number: int, edition: int) -> tuple[bytes, str]:
    """Return a feed, and its validator."""
    rng = random.Random(number)
    reports = [
        Report(
            f"{n} {' '.join(rng.choices(WORDS, k=9))}",
            guid=f"{number}-{n}",
            link=f"https://news{number}.example/{n}",
            summary=" ".join(rng.choices(WORDS, k=35)),
        )
        for n in range(ITEMS + edition)
    ]
    body = rss(*reversed(reports), title=f"Feed {number}")
    return body, f'"{sha256(body).hexdigest()[:16]}"'


def _run(editions: Any, answers: Any, ready: Connection) -> None:
    asyncio.run(_serve(editions, answers, ready))


async def _serve(editions: Any, answers: Any, ready: Connection) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                body, etag = _document(int(head.split(b" ", 2)[1][1:]), editions.value)
                same = etag.encode() in head
                status = "304 Not Modified" if same else "200 OK"
                fields = f"ETag: {etag}\r\nContent-Length: {0 if same else len(body)}\r\n"
                writer.write(f"HTTP/1.1 {status}\r\n{fields}\r\n".encode())
                writer.write(b"" if same else body)
                answers.value += 1
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    servers = [await asyncio.start_server(answer, "127.0.0.1", 0) for _ in range(HOSTS)]
    ready.send([server.sockets[0].getsockname()[1] for server in servers])
    await asyncio.gather(*(server.serve_forever() for server in servers))
