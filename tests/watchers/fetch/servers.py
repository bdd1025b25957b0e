"""Raw loopback servers: they say the very bytes a test gives them, and log what they are asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]
"""What to say to one request: bytes, or a coroutine function that writes as it likes."""


@dataclass
class Server:
    """One running server and its log. Each request is the bytes up to the empty line."""

    host: str
    port: int
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    open_now: int = 0
    most_at_once: int = 0

    @property
    def authority(self) -> str:
        """Host and port, as WATCHNEXT_ALLOW spells them."""
        return f"{self.host}:{self.port}"

    def url(self, path: str = "/feed", *, host: str | None = None) -> str:
        """Give a URL here, by another name if `host` is given."""
        return f"http://{host or self.host}:{self.port}{path}"

    def sent(self, name: str, *, request: int = -1) -> list[bytes]:
        """Give the values of one header of one request, byte for byte."""
        lines = (line.partition(b":") for line in self.requests[request].split(b"\r\n")[1:])
        return [value[1:] for key, _, value in lines if key.decode().lower() == name.lower()]

    def paths(self) -> list[str]:
        """Give the path of each request, in order."""
        return [request.split(b" ")[1].decode() for request in self.requests]


def reply(status: str, *headers: str | bytes, body: bytes = b"", length: int | None = -1) -> bytes:
    """Spell an HTTP answer. `length` is Content-Length: the body's own (-1), a lie, or none."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length < 0 else length}")
    raw = [line.encode() if isinstance(line, str) else line for line in lines]
    return b"\r\n".join([*raw, b"", body])


def redirect(status: str, to: str) -> bytes:
    """Spell a redirect."""
    return reply(status, f"Location: {to}")


def drip(start: bytes, more: bytes, pause: float) -> Answer:
    """Say `start`, then `more` again and again after each pause, for ever."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while not writer.is_closing():
            await writer.drain()
            await asyncio.sleep(pause)
            writer.write(more)

    return say


def reset(start: bytes) -> Answer:
    """Say `start`, then break the connection."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.transport.abort()

    return say


@asynccontextmanager
async def serve(*answers: Answer, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Server]:
    """Give the answers in turn, one a connection, the last for ever. Port 0 is any free one."""
    talks: set[asyncio.Task[None] | None] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())
        log.connections += 1
        log.open_now += 1
        log.most_at_once = max(log.most_at_once, log.open_now)
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            answer = answers[min(len(log.requests), len(answers) - 1)]
            log.requests.append(request.removesuffix(b"\r\n\r\n"))
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client left, or the test ends
        finally:
            log.open_now -= 1
            talks.discard(asyncio.current_task())
            writer.close()

    server = await asyncio.start_server(talk, host, port)
    log = Server(host=host, port=server.sockets[0].getsockname()[1])
    try:
        yield log
    finally:
        server.close()
        for running in talks:
            if running:
                running.cancel()
        await asyncio.sleep(0)
