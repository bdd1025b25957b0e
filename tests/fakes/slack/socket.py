"""Socket Mode: tickets, hello, envelopes and their acknowledgements, refresh and loss."""

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web


@dataclass
class Envelope:
    """What was sent to the app, and when and how it acknowledged."""

    frame: dict
    sent: float = 0.0
    acks: list[tuple[float, dict | None]] = field(default_factory=list)

    @property
    def id(self):
        """Give its envelope_id."""
        return self.frame["envelope_id"]

    @property
    def took(self):
        """Give the seconds until the first acknowledgement."""
        return self.acks[0][0] - self.sent

    @property
    def payload(self):
        """Give what came with the first acknowledgement."""
        return self.acks[0][1]


class Sockets:
    """All connections of the app. An envelope goes to one of them: here the newest."""

    def __init__(self):
        self.tickets = set()
        self.open = []
        self.connects = []  # when each came
        self.envelopes = {}
        self.greeting = True
        self.together = 0  # the most connections that were open at once

    def ticket(self):
        """Give a ticket, good for one connection."""
        one = uuid.uuid4().hex
        self.tickets.add(one)
        return one

    async def serve(self, request):
        """Carry one connection."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=401)
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connects.append(time.monotonic())
        self.open.append(socket)
        self.together = max(self.together, len(self.open))
        try:
            if self.greeting:
                await socket.send_json(
                    {
                        "type": "hello",
                        "num_connections": len(self.open),
                        "connection_info": {"app_id": "A0FAKE"},
                        "debug_info": {"approximate_connection_time": 18060},
                    }
                )
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(json.loads(message.data))
        finally:
            self.open.remove(socket)
        return socket

    def _acknowledged(self, frame):
        envelope = self.envelopes.get(frame.get("envelope_id"))
        if envelope is not None:
            envelope.acks.append((time.monotonic(), frame.get("payload")))

    async def send(self, kind, payload, *, copies=1, response=False):
        """Send an envelope, more than once if asked; gives it at once."""
        frame = {
            "type": kind,
            "envelope_id": str(uuid.uuid4()),
            "payload": payload,
            "accepts_response_payload": response,
        }
        envelope = Envelope(frame, sent=time.monotonic())
        self.envelopes[envelope.id] = envelope
        for _ in range(copies):
            await self.open[-1].send_json(frame)
        return envelope

    async def again(self, envelope, *, new_id=False):
        """Send an envelope again as Slack does when it saw no acknowledgement."""
        frame = {**envelope.frame, "retry_attempt": 1, "retry_reason": "timeout"}
        if new_id:
            frame["envelope_id"] = str(uuid.uuid4())
        self.envelopes.setdefault(frame["envelope_id"], Envelope(frame, sent=time.monotonic()))
        await self.open[-1].send_json(frame)

    async def disconnect(self, reason, *, grace=0.5):
        """Announce that the oldest connection ends, and end it."""
        socket = self.open[0]
        await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
        await asyncio.sleep(grace)
        await socket.close()

    async def drop(self):
        """Lose every connection without a word."""
        for socket in list(self.open):
            if (transport := socket._req.transport) is not None:
                transport.abort()

    async def close(self):
        """Close every connection."""
        for socket in list(self.open):
            await socket.close()
