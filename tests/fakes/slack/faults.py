"""What can be made to go wrong with a request, and the queue of it."""

import asyncio
from dataclasses import dataclass

from aiohttp import web


@dataclass(frozen=True)
class Fault:
    """How one request fails. `stored`: it was carried out, only the answer is not what it was."""

    stored: bool = False
    status: int = 200
    body: str = ""
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    reset: bool = False
    late: float = 0.0  # seconds, then the true answer


def error(code, *, stored=False):
    """Answer `ok: false`."""
    return Fault(stored=stored, body=f'{{"ok": false, "error": "{code}"}}')


def limited(retry_after=None):
    """Answer 429, with or without Retry-After."""
    headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
    return Fault(status=429, body='{"ok": false, "error": "ratelimited"}', headers=headers)


def html(*, stored=False, status=200):
    """Answer with a page, as gateways do."""
    return Fault(stored=stored, status=status, body="<html>oops</html>", kind="text/html")


def nonsense(*, stored=False):
    """Answer with JSON that is none."""
    return Fault(stored=stored, body='{"ok": tr')


def text(*, stored=False):
    """Answer with plain text."""
    return Fault(stored=stored, body="ok", kind="text/plain")


def down(status=503, *, stored=False):
    """Answer with a status of the server's own fault."""
    return Fault(stored=stored, status=status, body="", kind="text/plain")


def reset(*, stored=True):
    """Break the connection instead of answering."""
    return Fault(stored=stored, reset=True)


def late(seconds, *, stored=True):
    """Answer truly, but late."""
    return Fault(stored=stored, late=seconds)


class Script:
    """Faults by method and channel: each request takes the next; None lets one through."""

    def __init__(self):
        self._queues = []

    def add(self, method, *faults, channel=None, forever=False):
        """Let the next requests fail so; `forever` repeats the last."""
        self._queues.append((method, channel, list(faults), forever))

    def clear(self):
        """Let everything through again."""
        self._queues.clear()

    def take(self, method, channels):
        """Give what happens to this request."""
        for its, channel, faults, forever in self._queues:
            if its in {method, "*"} and (channel is None or channel in channels) and faults:
                return faults[0] if forever and len(faults) == 1 else faults.pop(0)
        return None


async def failed(request, fault):
    """Answer as the fault says; None where the true answer is to follow."""
    if fault.late:
        await asyncio.sleep(fault.late)
        return None
    if fault.reset:
        request.transport.abort()
        return web.Response()
    return web.Response(
        status=fault.status,
        body=fault.body.encode(),
        headers={"Content-Type": fault.kind, **dict(fault.headers)},
    )
