"""The REST interface: routes of api/v10 that a bot like ours uses, with their refusals."""

import json
import math
import time
from collections import defaultdict, deque

from aiohttp import web

from tests.fakes.discord import interactions, limits
from tests.fakes.discord.wire import BODY, VIA, Seen, refuse, say
from tests.fakes.discord.world import APPLICATION, BOT, GUILD, Channel, iso

BASE = "/api/v10"


class Rest:
    """Serves a World. `on_message` hears of new messages, for the gateway."""

    def __init__(self, world, script, log):
        self.world = world
        self.script = script
        self.log = log
        self._sent = defaultdict(deque)

    def routes(self):
        """List the routes."""
        message = f"{BASE}/channels/{{channel}}/messages"
        commands = f"{BASE}/applications/{{application}}/commands"
        return [
            web.get(f"{BASE}/users/@me", self.me),
            web.get(f"{BASE}/oauth2/applications/@me", self.application),
            web.get(f"{BASE}/gateway/bot", self.gateway),
            web.get(f"{BASE}/channels/{{channel}}", self.channel),
            web.route("PATCH", f"{BASE}/channels/{{channel}}", self.change_channel),
            web.post(f"{BASE}/channels/{{channel}}/typing", self.typing),
            web.get(message, self.history),
            web.post(message, self.create),
            web.get(f"{message}/{{message}}", self.one),
            web.route("PATCH", f"{message}/{{message}}", self.edit),
            web.delete(f"{message}/{{message}}", self.delete),
            web.post(f"{message}/{{message}}/threads", self.thread),
            web.get(f"{BASE}/guilds/{{guild}}", self.guild),
            web.get(f"{BASE}/guilds/{{guild}}/members/{{member}}", self.member),
            web.get(commands, self.commands),
            web.put(commands, self.put_commands),
            web.post(commands, self.post_command),
            *interactions.routes(BASE, self.world),
        ]

    @web.middleware
    async def front(self, request, handler):
        """Log, check the token, meet the faults to order, and count."""
        if request.path.startswith("/gateway"):
            return await handler(request)
        seen = Seen(request.method, request.path, dict(request.headers), await _body(request))
        self.log.append(seen)
        request[BODY] = seen.body if isinstance(seen.body, dict | list) else {}
        answer = await self._answer(request, handler)
        seen.status = answer.status
        return answer

    async def _answer(self, request, handler):
        fault = next(
            (one for one in self.script if one.matches(request.method, request.path)), None
        )
        if fault:
            fault.times -= 1
            carried_out = await self._carried_out(request, handler) if fault.stored else say({})
            return await fault.happen(request, carried_out)
        return await self._carried_out(request, handler)

    async def _carried_out(self, request, handler):
        own = ("/interactions/", "/webhooks/")
        if not request.path.startswith(tuple(BASE + one for one in own)):
            if request.headers.get("Authorization") != f"Bot {self.world.token}":
                return refuse(0, status=401)
            if not request.headers.get("User-Agent", "").startswith("DiscordBot ("):
                return web.Response(status=403, body=b"<html>Forbidden</html>")
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return refuse(0, status=404)

    async def me(self, _request):
        """GET /users/@me."""
        return say(self.world.bot() | {"verified": True, "email": None, "flags": 0})

    async def application(self, _request):
        """GET /oauth2/applications/@me."""
        owner = {"id": "1", "username": "owner", "discriminator": "0", "avatar": None}
        return say(
            {
                "id": APPLICATION, "name": "watchnext", "icon": None, "description": "",
                "bot_public": False, "bot_require_code_grant": False, "owner": owner, "flags": 0,
                "verify_key": "0" * 64, "team": None,
            }
        )  # fmt: skip

    async def gateway(self, request):
        """GET /gateway/bot."""
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        url = f"ws://{request.host}/gateway"
        return say({"url": url, "shards": 1, "session_start_limit": limit})

    def _channel(self, request):
        return self.world.channels.get(request.match_info["channel"])

    def _refusal(self, channel, *permissions):
        if channel is None:
            return refuse(10003)
        if self.world.lacks(channel, "View Channel"):
            return refuse(50001)
        if any(self.world.lacks(channel, one) for one in permissions):
            return refuse(50013)
        return None

    async def channel(self, request):
        """GET a channel."""
        channel = self._channel(request)
        return self._refusal(channel) or say(self.world.channel_json(channel))

    async def change_channel(self, request):
        """PATCH a channel: here only a thread's archive."""
        channel = self._channel(request)
        if refusal := self._refusal(channel):
            return refusal
        channel.archived = bool(request[BODY].get("archived", channel.archived))
        return say(self.world.channel_json(channel))

    async def typing(self, request):
        """POST typing."""
        channel = self._channel(request)
        return self._refusal(channel) or web.Response(status=204, headers=VIA)

    async def history(self, request):
        """GET messages, newest first. Without the permission it is empty, and no error."""
        channel = self._channel(request)
        if refusal := self._refusal(channel):
            return refusal
        if self.world.lacks(channel, "Read Message History"):
            return say([])
        limit = int(request.query.get("limit", 50))
        if not 1 <= limit <= 100:
            return refuse(50035, errors=limits.tree([("limit", "NUMBER_TYPE_MAX")]))
        before = int(request.query.get("before", 1 << 63))
        after = int(request.query.get("after", 0))
        found = [one for one in self.world.messages[channel.id] if after < int(one["id"]) < before]
        return say(found[::-1][:limit])

    async def create(self, request):
        """POST a message: limits, then what was sent before under the same nonce."""
        channel, body = self._channel(request), request[BODY]
        write = "Send Messages in Threads" if channel and channel.parent else "Send Messages"
        if refusal := self._refusal(channel, write):
            return refusal
        if code := self._unfit(channel, body):
            return refuse(code)
        if limited := self._limited(channel.id):
            return limited
        if faults := list(limits.message(body)):
            return refuse(50035, errors=limits.tree(faults))
        if not any(body.get(part) for part in ("content", "embeds", "components")):
            return refuse(50006)
        nonce, now = body.get("nonce"), time.monotonic()
        if body.get("enforce_nonce") and nonce in self.world.nonces:
            place, message, at = self.world.nonces[nonce]
            if now - at < self.world.nonce_window:
                first = self.world.find(place, message)
                return (
                    self._bucketed(channel.id, say(first | {"nonce": nonce}))
                    if first
                    else refuse(10008)
                )
        channel.archived = False
        message = self.world.store(channel.id, body)
        if nonce:
            self.world.nonces[nonce] = (channel.id, message["id"], now)
        return self._bucketed(channel.id, say(message | {"nonce": nonce}))

    def _unfit(self, channel, body):
        """Say with which code this kind of channel refuses this kind of message."""
        if channel.type not in {0, 2, 5, 11}:
            return 50008
        if channel.locked:
            return 160005
        hidden = self.world.lacks(channel, "Read Message History")
        return 160002 if body.get("message_reference") and hidden else None

    def _limited(self, channel):
        most, window = self.world.limit
        sent, now = self._sent[channel], time.monotonic()
        while sent and now - sent[0] >= window:
            sent.popleft()
        if len(sent) < most:
            sent.append(now)
            return None
        after = round(window - (now - sent[0]) + 0.01, 3)
        body = {"message": "You are being rate limited.", "retry_after": after, "global": False}
        headers = {"Retry-After": str(math.ceil(after)), "X-RateLimit-Scope": "user"}
        return self._bucketed(channel, say(body, status=429, headers=headers))

    def _bucketed(self, channel, answer):
        most, window = self.world.limit
        sent, now = self._sent[channel], time.monotonic()
        after = max(0.0, window - (now - sent[0])) if sent else 0.0
        answer.headers.update(
            {
                "X-RateLimit-Bucket": "80c17d2f203122d936070c88c8d10f33",
                "X-RateLimit-Limit": str(most),
                "X-RateLimit-Remaining": str(most - len(sent)),
                "X-RateLimit-Reset-After": f"{after:.3f}",
                "X-RateLimit-Reset": f"{time.time() + after:.3f}",
            }
        )
        return answer

    def _message(self, request):
        channel = self._channel(request)
        if refusal := self._refusal(channel):
            return None, refusal
        message = self.world.find(channel.id, request.match_info["message"])
        return message, None if message else refuse(10008)

    async def one(self, request):
        """GET a message."""
        message, refusal = self._message(request)
        return refusal or say(message)

    async def edit(self, request):
        """PATCH a message: what is named is replaced."""
        message, refusal = self._message(request)
        if refusal:
            return refusal
        if message["author"]["id"] != BOT:
            return refuse(50005)
        if self._channel(request).archived:
            return refuse(50083)
        body = request[BODY]
        if faults := list(limits.message(body)):
            return refuse(50035, errors=limits.tree(faults))
        for part in ("content", "embeds", "components", "flags"):
            if part in body:
                message[part] = body[part] or ("" if part == "content" else [])
        message["edited_timestamp"] = iso()
        return say(message)

    async def delete(self, request):
        """DELETE a message."""
        message, refusal = self._message(request)
        if refusal:
            return refusal
        self.world.messages[message["channel_id"]].remove(message)
        return web.Response(status=204, headers=VIA)

    async def thread(self, request):
        """POST a thread on a message: its id is the message's."""
        channel = self._channel(request)
        message, refusal = self._message(request)
        refusal = refusal or self._refusal(channel, "Create Public Threads")
        if refusal:
            return refusal
        if channel.type != 0:
            return refuse(50024)
        if message["id"] in self.world.channels:
            return refuse(160004)
        name = request[BODY].get("name")
        if faults := list(limits.text(name, "name", 100, least=1)):
            return refuse(50035, errors=limits.tree(faults))
        thread = Channel(message["id"], name, type=11, parent=channel.id)
        self.world.channels[thread.id] = thread
        self.world.messages[thread.id] = []
        return say(self.world.channel_json(thread), status=201)

    async def guild(self, request):
        """GET the server."""
        known = request.match_info["guild"] == GUILD
        return say(self.world.guild_json()) if known else refuse(10004)

    async def member(self, request):
        """GET a member; only the bot is one."""
        known = request.match_info["member"] == BOT
        return say(self.world.member_json(self.world.bot())) if known else refuse(10007)

    async def commands(self, _request):
        """GET the application's commands."""
        return say(self.world.commands)

    async def put_commands(self, request):
        """PUT all commands."""
        return self._commands(list(request[BODY]), [])

    async def post_command(self, request):
        """POST one command; one of the same name is replaced."""
        name = request[BODY].get("name")
        rest = [one for one in self.world.commands if one["name"] != name]
        answer = self._commands([request[BODY]], rest)
        if answer.status == 200:
            return say(self.world.commands[-1], status=201)
        return answer

    def _commands(self, new, kept):
        faults = [fault for n, one in enumerate(new) for fault in limits.command(one, str(n))]
        if faults:
            return refuse(50035, errors=limits.tree(faults))
        self.world.command_writes += 1
        look = {"application_id": APPLICATION, "version": self.world.snowflake(), "type": 1}
        made = [look | {"id": self.world.snowflake(), "options": []} | one for one in new]
        self.world.commands = [*kept, *made]
        return say(self.world.commands)


async def _body(request):
    raw = await request.read()
    if request.content_type.startswith("multipart/"):
        raw = (
            raw.partition(b'name="payload_json"')[2]
            .partition(b"\r\n\r\n")[2]
            .partition(b"\r\n--")[0]
        )
    try:
        return json.loads(raw) if raw else {}
    except ValueError:
        return raw.decode("utf-8", "replace")
