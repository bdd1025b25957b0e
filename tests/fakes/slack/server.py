"""The fake Slack, served on loopback from a thread of its own: `with fake_slack() as slack`."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web

from tests.fakes.slack.faults import Script, failed
from tests.fakes.slack.live import live_in, shown_in
from tests.fakes.slack.people import People
from tests.fakes.slack.socket import Sockets
from tests.fakes.slack.workspace import APP, BOT, Refused, Workspace

PATIENCE = 20.0  # seconds that a test waits for something to come: machines are busy at times


@dataclass(frozen=True)
class Request:
    """A request as it came in."""

    method: str  # of the Web API, or "hook"
    said: dict
    at: float
    hook: str = ""


class FakeSlack(People):
    """What tests see. All of it may be used from any thread."""

    token, app_token = BOT, APP

    def __init__(self):
        self.workspace = Workspace()
        self.script = Script()
        self.sockets = Sockets()
        self.requests = []
        self.hooks = {}
        self.port = 0
        self.loop: asyncio.AbstractEventLoop  # there once it serves

    @property
    def api_url(self):
        """Give what SLACK_API_URL is set to."""
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def secrets(self):
        """Give all that must be in no log and no error."""
        return (BOT, APP, *self.hooks)

    def posted(self, channel="geo-desk"):
        """Give the messages of a channel, oldest first."""
        with self.workspace.lock:
            found = next(
                one
                for one in self.workspace.channels.values()
                if channel.removeprefix("#") in {one.id, one.name}
            )
            return list(found.messages)

    def calls(self, method):
        """Give the arguments of each request of a method."""
        return [one.said for one in self.requests if one.method == method]

    def shown(self, channel="geo-desk"):
        """Give all text of a channel as one sees it."""
        return "\n".join(shown_in(message) for message in self.posted(channel))

    def live(self):
        """List what of all requests would act."""
        return [what for one in self.requests for what in live_in(one.method, one.said)]

    def wait_for(self, found, *, within=PATIENCE):
        """Wait until `found` gives something true, and give it; else fail."""
        until = time.monotonic() + within
        while not (what := found()):
            if time.monotonic() > until:
                raise AssertionError(f"not within {within} s")
            time.sleep(0.005)
        return what

    def run(self, coroutine):
        """Do something in the server's thread and wait for it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(PATIENCE)

    def hook(self):
        """Give a new address to answer to: five times, within half an hour."""
        name = f"hook-{len(self.hooks)}-SECRET{len(self.hooks):04d}"
        self.hooks[name] = []
        return f"http://127.0.0.1:{self.port}/hooks/{name}"

    async def _api(self, request):
        method = request.match_info["method"]
        said = await _arguments(request)
        self.requests.append(Request(method, said, time.monotonic()))
        fault = self.script.take(method, self._names(said))
        if fault is not None and not fault.stored:
            return await failed(request, fault)
        answer, headers = self._answer(method, said, request.headers)
        response = None if fault is None else await failed(request, fault)
        return response if response is not None else web.json_response(answer, headers=headers)

    def _names(self, said):
        named = str(said.get("channel", ""))
        found = self.workspace.channels.get(named)
        return {named, named.removeprefix("#"), *([found.name] if found else [])}

    def _answer(self, method, said, headers):
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        scopes = {"x-oauth-scopes": ",".join(sorted(self.workspace.scopes))}
        try:
            return {"ok": True, **self._done(method, said, token)}, scopes
        except Refused as e:
            return {"ok": False, "error": str(e)}, scopes

    def _done(self, method, said, token):
        if self.workspace.refuses_token:
            raise Refused(self.workspace.refuses_token)
        if method != "apps.connections.open":
            if token != BOT:
                raise Refused("invalid_auth" if token else "not_authed")
            return self.workspace.call(method, said)
        if token != APP:
            raise Refused("invalid_auth" if token != BOT else "not_allowed_token_type")
        ticket = self.sockets.ticket()
        return {"url": f"ws://127.0.0.1:{self.port}/socket?ticket={ticket}"}

    async def _hook(self, request):
        name = request.match_info["name"]
        said = await request.json()
        self.requests.append(Request("hook", said, time.monotonic(), name))
        fault = self.script.take("hook", set())
        if fault is not None:
            return await failed(request, fault)
        if name not in self.hooks or len(self.hooks[name]) >= 5:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        self.hooks[name].append(said)
        return web.Response(text="ok")

    async def _serve(self, started, stop):
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/hooks/{name}", self._hook)
        app.router.add_get("/socket", self.sockets.serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.loop = asyncio.get_running_loop()
        self.port = runner.addresses[0][1]
        started.set()
        await stop.wait()
        await self.sockets.close()
        await runner.cleanup()
        await asyncio.sleep(0.05)  # broken connections are closed a turn later


async def _arguments(request):
    said = dict(request.query)
    if request.content_type == "application/json":
        said |= json.loads(await request.text() or "{}")
    elif request.method == "POST":
        said |= dict(await request.post())
    return said


@contextmanager
def fake_slack() -> Iterator[FakeSlack]:
    """Serve while the block runs."""
    slack = FakeSlack()
    started, stop = threading.Event(), asyncio.Event()
    thread = threading.Thread(
        target=lambda: asyncio.run(slack._serve(started, stop)), name="fake-slack"
    )
    thread.start()
    try:
        assert started.wait(PATIENCE)
        yield slack
    finally:
        slack.loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE)
