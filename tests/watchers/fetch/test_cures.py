"""Every look that fails says what happened, and after a semicolon what helps."""

import asyncio
from datetime import timedelta

import pytest

from tests.watchers.fetch.looks import FRESH, USUAL, fetcher
from tests.watchers.fetch.servers import drip, redirect, reply, serve
from watchers.errors import SourceError
from watchers.model.rules import RequestOptions

ANSWERS = {
    **{str(s): reply(f"{s} X") for s in (400, 401, 403, 404, 407, 410, 418, 451, 500, 502, 599)},
    "a wall": reply("403 X", "Server: cloudflare"),
    "a wall that is busy": reply("503 X", "CF-Ray: a"),
    "silence": b"",
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 X\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a head without end": b"HTTP/1.1 200 X\r\nX: " + b"a" * 70_000,
    "no location": reply("302 X"),
    "a circle": redirect("302 X", "/"),
    "a private address": redirect("302 X", "http://10.0.0.1/"),
    "a private port": redirect("302 X", "http://a.example.org:22/"),
    "a password": redirect("302 X", "http://desk:hunter2@a.example.org/"),
    "another scheme": redirect("302 X", "ftp://a.example.org/"),
    "half a body": reply("200 X", body=b"<rss>", length=100),
    "half a gzip": reply("200 X", body=b"\x1f\x8b\x08"),
    "a broken gzip": reply("200 X", body=b"\x1f\x8b\x08" + b"x" * 100),
    "slow": drip(b"", b"", 0.02),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("options", [USUAL, RequestOptions(auth="SET")], ids=["plain", "auth"])
def test_an_error_names_what_helps(answer, options):
    """A 503 asks for a pause, which needs no cure: all others have one."""

    async def scene():
        limit = timedelta(seconds=2)
        async with (
            serve(answer) as server,
            fetcher(server.authority, deadline=limit, environment={"SET": "a:hunter2"}) as door,
        ):
            with pytest.raises(SourceError) as caught:
                await door.fetch(server.url("/feed?token=hunter2"), FRESH, options)
            return str(caught.value)

    said, _, cure = asyncio.run(scene()).partition("; ")

    assert said.isprintable()
    assert cure
    assert "hunter2" not in said + cure
