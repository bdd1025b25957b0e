"""A web server on loopback that serves the outlets' feeds as of the current story minute."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from email.message import Message
from email.parser import BytesParser
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

from bot.demo.formats import document, published
from bot.demo.outlets import OUTLETS, DemoOutlet

_LARGEST_HEAD = 16 * 1024
_PATIENCE = 5.0  # seconds for a client to say what it wants

Minute = Callable[[], float]
"""Returns the current story minute."""


@asynccontextmanager
async def feed_server(
    minute: Minute, began: datetime, requested: Callable[[str], None]
) -> AsyncIterator[int]:
    """Serve `/<outlet id>` on a free port of 127.0.0.1, yield the port, and close with the block.

    `requested` is called with an outlet's id at each request for its feed.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(
            OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            async with asyncio.timeout(_PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(respond(head, minute, began, requested))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=_LARGEST_HEAD)
    async with server:
        yield server.sockets[0].getsockname()[1]


def respond(
    head: bytes, minute: Minute, began: datetime, requested: Callable[[str], None]
) -> bytes:
    """Return the whole answer to the request with this head: a feed, or a status that says why."""
    line, _, fields = head.partition(b"\r\n")
    method, _, rest = line.decode("latin-1").partition(" ")
    if method not in {"GET", "HEAD"}:
        return _response(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD"})
    path = rest.partition(" ")[0].partition("?")[0]
    outlet = next((o for o in OUTLETS if f"/{o.id}" == path), None)
    if outlet is None:
        return _response(HTTPStatus.NOT_FOUND)
    requested(outlet.id)
    now = minute()
    if outlet.away[0] <= now < outlet.away[1]:
        return _response(HTTPStatus.INTERNAL_SERVER_ERROR)
    return _feed(outlet, now, began, BytesParser().parsebytes(fields), with_body=method == "GET")


def _feed(
    outlet: DemoOutlet, minute: float, began: datetime, asks: Message, *, with_body: bool
) -> bytes:
    reports = published(outlet, minute, began)
    body = document(outlet, reports)
    changed = max(p.last for p in reports).replace(microsecond=0)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    # no-cache: keep it, but ask each time; the story moves faster than any lifetime.
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(changed, usegmt=True),
        "Cache-Control": "no-cache",
    }
    if _known(asks, etag, changed):
        return _response(HTTPStatus.NOT_MODIFIED, headers)
    headers |= {"Content-Type": outlet.form.value, "Content-Length": str(len(body))}
    return _response(HTTPStatus.OK, headers, body if with_body else b"")


def _known(asks: Message, etag: str, changed: datetime) -> bool:
    """Return whether the client has this; If-None-Match silences the date (RFC 9110 13.2.2)."""
    tags = asks.get("If-None-Match")
    if tags is not None:
        return tags.strip() == "*" or etag in {
            t.strip().removeprefix("W/") for t in tags.split(",")
        }
    try:
        since = parsedate_to_datetime(asks.get("If-Modified-Since", ""))
    except ValueError:  # no date: as if it were not there
        return False
    return since.tzinfo is not None and changed <= since


def _response(
    status: HTTPStatus, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> bytes:
    fields = {"Connection": "close", **(headers or {})}
    if status is not HTTPStatus.NOT_MODIFIED:
        fields.setdefault("Content-Length", str(len(body)))
    lines = [f"HTTP/1.1 {status.value} {status.phrase}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
