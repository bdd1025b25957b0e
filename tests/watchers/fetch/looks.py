"""One look at a server on loopback: what the tests of the fetcher share."""

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tests.watchers.fetch.servers import serve
from watchers.fetch.client import HttpFetcher
from watchers.fetch.transport import GuardedTransport
from watchers.model.rules import RequestOptions
from watchers.protocols import Validators

FRESH = Validators()
HELD = Validators(etag='"v1"', last_modified="Mon, 02 Jan 2023 03:04:05 GMT")
# Loopback that nobody allowed, on a port that the guard lets through; one for each process.
CANARY, CANARY_PORT = f"127.77.{os.getpid() // 256 % 256}.{os.getpid() % 256}", 8443
USUAL = RequestOptions()
MIB = 1024 * 1024


class Names:
    """A resolver that gives one list of addresses after the other, the last for ever."""

    def __init__(self, *answers):
        self.answers = answers
        self.asked = []

    async def __call__(self, name, port):
        """Answer, and remember who asked."""
        answer = self.answers[min(len(self.asked), len(self.answers) - 1)]
        self.asked.append((name, port))
        return answer


@asynccontextmanager
async def fetcher(*authorities, resolver=None, **options):
    """Open a fetcher that may ask these hosts."""
    allow = frozenset(authorities)
    transport = GuardedTransport(allow, resolver)
    options = {"version": "1.2", "deadline": timedelta(seconds=5), **options}
    async with HttpFetcher(allow=allow, transport=transport, **options) as door:
        yield door


def ask(*answers, validators=FRESH, path="/feed", options_of_source=USUAL, **options):
    """Fetch once from a server with these answers; give the outcome and the server's log."""

    async def scene():
        async with serve(*answers) as server, fetcher(server.authority, **options) as door:
            return await door.fetch(server.url(path), validators, options_of_source), server

    return asyncio.run(scene())


def failure(kind, *answers, **options):
    """Fetch once, expecting this kind of error, and give it."""
    with pytest.raises(kind) as caught:
        ask(*answers, **options)
    assert kind is type(caught.value)
    assert str(caught.value).isprintable()
    return caught.value
