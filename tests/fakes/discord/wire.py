"""What the fake says on the wire: answers, faults to order, and the log of what it heard."""

import json
import time
from dataclasses import dataclass, field

from aiohttp import web

BODY = web.RequestKey("body", object)
VIA = {"Via": "1.1 google"}  # Discord's own answers carry it; Cloudflare's pages do not

CODES = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (403, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50083: (400, "This thread is archived"),
    160002: (400, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "This thread is locked"),
}


def say(body, *, status=200, headers=None):
    """Answer JSON; the content type is exact, or discord.py takes the body for text."""
    return web.Response(
        body=json.dumps(body).encode(),
        status=status,
        headers={"Content-Type": "application/json", **VIA, **(headers or {})},
    )


def refuse(code, *, status=None, errors=None):
    """Answer one of Discord's error codes."""
    usual, message = CODES.get(code, (400, "Invalid Form Body"))
    body = {"code": code, "message": message}
    return say(body | ({"errors": errors} if errors else {}), status=status or usual)


@dataclass
class Seen:
    """One request, and what it was answered."""

    method: str
    path: str
    headers: dict
    body: object
    status: int = 0
    at: float = field(default_factory=time.monotonic)


@dataclass
class Fault:
    """What happens to the next `times` requests whose method and path match.

    With `stored` the request is carried out first; then the connection is reset, or the answer
    comes `late` seconds, or is `status` with `body` (a string is HTML) and `headers`.
    """

    method: str = "POST"
    path: str = "/messages"
    times: int = 1
    stored: bool = False
    reset: bool = False
    late: float = 0.0
    status: int = 0
    body: object = None
    headers: dict = field(default_factory=dict)
    via: bool = True

    def matches(self, method, path):
        """Whether this request meets it."""
        return self.times > 0 and method == self.method and path.endswith(self.path)

    async def happen(self, request, carried_out):
        """Give the answer, or none."""
        import asyncio

        if self.reset:
            request.transport.abort()
            return web.Response(status=500)
        if self.late:
            await asyncio.sleep(self.late)
        if not self.status:
            return carried_out
        if isinstance(self.body, str):
            headers = {"Content-Type": "text/html", **(VIA if self.via else {}), **self.headers}
            return web.Response(
                text=None, body=self.body.encode(), status=self.status, headers=headers
            )
        answer = say(self.body or {}, status=self.status, headers=self.headers)
        if not self.via:
            del answer.headers["Via"]
        return answer


def reset(*, stored=True, **more):
    """Reset the connection, after carrying the request out or before."""
    return Fault(stored=stored, reset=True, **more)


def late(seconds, *, stored=True, **more):
    """Carry it out, answer late."""
    return Fault(stored=stored, late=seconds, **more)


def broken(status=502, *, stored=True, **more):
    """Answer a page of the proxies in front of Discord."""
    return Fault(stored=stored, status=status, body="<html>Bad Gateway</html>", **more)


def limited(after, *, scope="user", everywhere=False, **more):
    """Answer 429."""
    headers = {"Retry-After": str(int(after) + 1), "X-RateLimit-Scope": scope}
    if everywhere:
        headers["X-RateLimit-Global"] = "true"
    body = {"message": "You are being rate limited.", "retry_after": after, "global": everywhere}
    return Fault(status=429, body=body, headers=headers, **more)


def banned(**more):
    """Answer the page of Cloudflare's ban."""
    page = "<html><title>Access denied | discord.com used Cloudflare</title></html>"
    return Fault(status=429, body=page, via=False, headers={"Retry-After": "3600"}, **more)


def refused(code, status=None, **more):
    """Answer an error code of Discord."""
    usual, message = CODES.get(code, (400, "Refused"))
    return Fault(status=status or usual, body={"code": code, "message": message}, **more)
