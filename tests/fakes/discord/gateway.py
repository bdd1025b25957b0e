"""The gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME with replay, and what tests push."""

import json

from aiohttp import WSCloseCode, WSMsgType, web

from tests.fakes.discord.world import APPLICATION, GUILD

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11


class Session:
    """What a client may resume."""

    def __init__(self, identity):
        self.id = identity
        self.sequence = 0
        self.sent = []


class Gateway:
    """Speaks to every client that connects."""

    def __init__(self, world):
        self.world = world
        self.sessions = {}
        self.sockets = {}
        self.identified = []  # the payloads, without the token
        self.resumed = []
        self.heartbeats = 0
        self.refuse_resume = False

    async def connect(self, request):
        """Serve one connection."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await self._send(socket, HELLO, {"heartbeat_interval": 41_250})
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._hear(request, socket, json.loads(frame.data))
        finally:
            self.sockets.pop(socket, None)
        return socket

    async def _hear(self, request, socket, told):
        match told["op"]:
            case 1:
                self.heartbeats += 1
                await self._send(socket, ACK, None)
            case 2:
                await self._identify(request, socket, told["d"])
            case 6:
                await self._resume(socket, told["d"])
            case _:
                pass  # presence and the like change nothing here

    async def _identify(self, request, socket, told):
        given = told.pop("token")
        self.identified.append(told)
        if given != self.world.token:
            await socket.close(code=4004, message=b"Authentication failed.")
            return
        session = Session(f"session{len(self.identified)}")
        self.sessions[session.id] = session
        self.sockets[socket] = session
        ready = {
            "v": 10, "user": self.world.bot(), "session_id": session.id,
            "resume_gateway_url": f"ws://{request.host}/gateway",
            "guilds": [{"id": GUILD, "unavailable": True}],
            "application": {"id": APPLICATION, "flags": 0}, "private_channels": [],
        }  # fmt: skip
        await self._dispatch(socket, "READY", ready)
        await self._dispatch(socket, "GUILD_CREATE", self.world.guild_json())

    async def _resume(self, socket, told):
        session = self.sessions.get(told["session_id"])
        if session is None or self.refuse_resume or told["token"] != self.world.token:
            self.refuse_resume = False
            await self._send(socket, INVALID, d=False)
            return
        self.resumed.append(told["seq"])
        self.sockets[socket] = session
        for frame in session.sent[told["seq"] :]:
            await socket.send_str(frame)
        await self._dispatch(socket, "RESUMED", {})

    async def push(self, name, told):
        """Dispatch to every session; one whose socket is away gets it on RESUME."""
        away = set(self.sessions.values()) - set(self.sockets.values())
        for session in away:
            self._frame(session, name, told)
        for socket in list(self.sockets):
            await self._dispatch(socket, name, told)

    async def drop(self, code):
        """Close every connection."""
        for socket in list(self.sockets):
            self.sockets.pop(socket, None)
            await socket.close(code=code)

    async def invalidate(self):
        """Say that the session is over and cannot be resumed."""
        for socket, session in list(self.sockets.items()):
            self.sessions.pop(session.id, None)
            self.sockets.pop(socket, None)
            await self._send(socket, INVALID, d=False)

    async def close(self):
        """Let everybody go."""
        await self.drop(WSCloseCode.GOING_AWAY)

    async def _dispatch(self, socket, name, told):
        await socket.send_str(self._frame(self.sockets[socket], name, told))

    def _frame(self, session, name, told):
        session.sequence += 1
        frame = json.dumps({"op": DISPATCH, "t": name, "s": session.sequence, "d": told})
        session.sent.append(frame)
        return frame

    async def _send(self, socket, op, d):
        await socket.send_str(json.dumps({"op": op, "t": None, "s": None, "d": d}))
