"""A Discord on loopback, in a thread of its own: speaks the real wire to unmodified clients.

    with fake_discord() as discord:
        channel = discord.add_channel("desk")
        ...  # point the bot at discord.api_url, discord.gateway_url, discord.token
        discord.posted(channel)

Tests order faults with `script(...)` (see wire), act as people with `command`, `press`, ..., and
look at `log`, `posted`, `live`. What a bot must get right is in limits and rest.
"""

import asyncio
import threading
import time
from contextlib import contextmanager

from aiohttp import web

from tests.fakes.discord import markdown
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.rest import BASE, Rest
from tests.fakes.discord.world import (
    APPLICATION,
    BOT,
    GUILD,
    Interaction,
    World,
    iso,
    user,
)

PATIENCE = 20.0  # seconds that a test waits for something to come: machines are busy at times
PERSON = user("800000000000000001", "ana")
DIRECT = 1  # the type of a channel between a person and the bot
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5


class FakeDiscord:
    """What tests hold in their hands."""

    def __init__(self):
        self.world = World()
        self.faults: list = []
        self.log: list = []
        self.rest = Rest(self.world, self.faults, self.log)
        self.gateway = Gateway(self.world)
        self.loop = asyncio.new_event_loop()
        self.port = 0
        self.application_id, self.bot_id, self.guild_id = APPLICATION, BOT, GUILD

    @property
    def api_url(self):
        """Where the REST interface is."""
        return f"http://127.0.0.1:{self.port}{BASE}"

    @property
    def gateway_url(self):
        """Where the gateway is."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    @property
    def token(self):
        """The bot's token."""
        return self.world.token

    # What the world is

    def add_channel(self, name="desk", **more):
        """Make a channel, with `denied` names of permissions; gives its id."""
        return self.world.add_channel(name, **more)

    def limit(self, messages, seconds):
        """Allow so many messages in so many seconds in each channel."""
        self.world.limit = (messages, seconds)

    def script(self, *faults):
        """Let these happen to the next requests they match."""
        self.faults.extend(faults)

    def calm(self):
        """Forget the faults that are left."""
        self.faults.clear()

    def delete(self, channel, message):
        """Remove a message, as a moderator does."""
        self.world.messages[channel].remove(self.world.find(channel, message))

    def forget_nonces(self):
        """Let the nonce window pass."""
        self.world.nonces.clear()

    # What the bot did

    def posted(self, channel=None):
        """Give the messages that are there, oldest first: of a channel or thread, or of all."""
        if channel is not None:
            return list(self.world.messages.get(channel, ()))
        return [one for messages in self.world.messages.values() for one in messages]

    def shown(self):
        """Give all that people see of what was posted."""
        return "\n".join(map(markdown.seen, self.posted()))

    def requests(self, method, end=""):
        """Give the logged requests of a method whose path ends so."""
        return [one for one in self.log if one.method == method and one.path.endswith(end)]

    def live(self, since=0):
        """Find what acts or deceives in all that was sent (since that many requests).

        Calls that could ping are among it, whatever they carry.
        """
        return [fault for seen in self.log[since:] for fault in _live(seen)]

    @property
    def invalid(self):
        """How many answers Discord would hold against the bot."""
        return sum(one.status in {401, 403, 429} for one in self.log)

    @property
    def commands(self):
        """The registered commands."""
        return self.world.commands

    # What people do

    def command(self, name, subcommand, *, channel, person=PERSON, roles=(), **options):
        """Type /name subcommand with its options; gives the Interaction."""
        given = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        typed = {"name": subcommand, "type": 1, "options": given}
        return self._interact(
            COMMAND,
            {"id": "1", "name": name, "type": 1, "options": [typed]},
            channel=channel, person=person, roles=roles,
        )  # fmt: skip

    def autocomplete(self, name, subcommand, option, typed, *, channel, **others):
        """Type half a word of an option; gives the Interaction."""
        options = [{"name": key, "type": 3, "value": value} for key, value in others.items()]
        options.append({"name": option, "type": 3, "value": typed, "focused": True})
        inner = {"name": subcommand, "type": 1, "options": options}
        told = {"id": "1", "name": name, "type": 1, "options": [inner]}
        return self._interact(AUTOCOMPLETE, told, channel=channel)

    def press(self, message, custom_id, *values, person=PERSON, roles=(), twice=False):
        """Press a button or choose from a menu of a message; gives the Interaction."""
        told = {"custom_id": custom_id, "component_type": 3 if values else 2, "values": [*values]}
        return self._interact(
            COMPONENT, told, channel=message["channel_id"], message=message, person=person,
            roles=roles, twice=twice,
        )  # fmt: skip

    def submit(self, custom_id, field, value, *, message, person=PERSON):
        """Send a form; gives the Interaction."""
        inner = {"type": 4, "custom_id": field, "value": value, "id": 2}
        told = {"custom_id": custom_id, "components": [{"type": 1, "id": 1, "components": [inner]}]}
        return self._interact(
            SUBMIT, told, channel=message["channel_id"], message=message, person=person
        )

    def mention(self, channel, text, *, person=PERSON, twice=False):
        """Write to the bot in a channel or thread; gives the message."""
        body = {"content": f"<@{BOT}> {text}"}
        message = self.world.store(channel, body, author=person)
        told = message | {
            "guild_id": GUILD, "mentions": [self.world.bot()],
            "member": {k: v for k, v in self.world.member_json(person).items() if k != "user"},
        }  # fmt: skip
        for _ in range(2 if twice else 1):
            self.on_loop(self.gateway.push("MESSAGE_CREATE", told))
        return message

    def _interact(self, kind, told, *, channel, person=PERSON, roles=(), message=None, twice=False):
        made = Interaction(self.world.snowflake(), f"aW50ZXJhY3Rpb24{time.monotonic_ns()}", {}, 0)
        made.body = {
            "id": made.id, "token": made.token, "application_id": APPLICATION, "type": kind,
            "version": 1, "data": told, "guild_id": GUILD, "channel_id": channel,
            "channel": self.world.channel_json(self.world.channels[channel]),
            "member": self.world.member_json(person, roles), "locale": "en-US",
            "guild_locale": "en-US", "app_permissions": "0", "attachment_size_limit": 10485760,
            "entitlements": [], "authorizing_integration_owners": {}, "context": 0,
        }  # fmt: skip
        if self.world.channels[channel].type == DIRECT:
            made.body |= {"user": made.body.pop("member")["user"], "context": 1}
            made.body["channel"] = {"id": channel, "type": DIRECT, "recipients": [person]}
            del made.body["guild_id"]
        if message is not None:
            made.body["message"] = _whole(message, channel)
        self.world.interactions[made.token] = made
        made.at = time.monotonic()
        for _ in range(2 if twice else 1):
            self.on_loop(self.gateway.push("INTERACTION_CREATE", made.body))
        return made

    def wait(self, ready, seconds=PATIENCE):
        """Wait until `ready()` is true; says whether it came true."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if ready():
                return True
            time.sleep(0.005)
        return bool(ready())

    def connected(self, seconds=PATIENCE, *, after=0):
        """Wait until a client is there, and more than `after` have identified themselves."""
        gateway = self.gateway
        return self.wait(lambda: gateway.sockets and len(gateway.identified) > after, seconds)

    def drop(self, code=1001):
        """Close the gateway's connections."""
        self.on_loop(self.gateway.drop(code))

    def invalidate(self):
        """End the session."""
        self.on_loop(self.gateway.invalidate())

    def push(self, name, told):
        """Send any event."""
        self.on_loop(self.gateway.push(name, told))

    def on_loop(self, work):
        """Run a coroutine in the fake's thread, and wait."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=10)


def _whole(message, channel):
    """Give a message as an event carries it; an ephemeral one lacks what only history knows."""
    usual = {
        "channel_id": channel, "author": user(BOT, "watchnext", bot=True), "content": "",
        "timestamp": iso(), "edited_timestamp": None, "tts": False, "mention_everyone": False,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "components": [],
        "pinned": False, "type": 0, "flags": 0,
    }  # fmt: skip
    return usual | message


def _live(seen):
    posting = "/messages" in seen.path and seen.method in {"POST", "PATCH"}
    posting = posting and not seen.path.endswith("/threads")
    if seen.path.endswith("/callback"):
        inner = seen.body.get("data") or {}
        posting, body = seen.body.get("type") in {4, 7}, inner
    else:
        posting, body = posting or "/webhooks/" in seen.path, seen.body
    if not posting or not isinstance(body, dict) or seen.method == "GET":
        return
    if "parse" not in (body.get("allowed_mentions") or {}):
        yield f"{seen.method} {seen.path}: allowed_mentions is missing"
    yield from (f"{seen.method}: {fault}" for fault in markdown.live(body))


@contextmanager
def fake_discord():
    """Serve while the block runs."""
    fake = FakeDiscord()
    started = threading.Event()

    async def serve():
        app = web.Application(middlewares=[fake.rest.front], client_max_size=30 * 2**20)
        app.add_routes([*fake.rest.routes(), web.get("/gateway", fake.gateway.connect)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        fake.port = runner.addresses[0][1]
        return runner

    def run():
        asyncio.set_event_loop(fake.loop)
        runner = fake.loop.run_until_complete(serve())
        started.set()
        fake.loop.run_forever()
        fake.loop.run_until_complete(fake.gateway.close())
        fake.loop.run_until_complete(runner.cleanup())
        left = asyncio.all_tasks(fake.loop)  # late answers that nobody waits for any more
        for task in left:
            task.cancel()
        fake.loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        fake.loop.run_until_complete(fake.loop.shutdown_asyncgens())
        fake.loop.close()

    thread = threading.Thread(target=run, name="fake-discord", daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield fake
    finally:
        fake.loop.call_soon_threadsafe(fake.loop.stop)
        thread.join(timeout=10)
