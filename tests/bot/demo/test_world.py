"""The demo's world starts when it is watched, runs by itself and ends."""

import asyncio
import urllib.request
from urllib.parse import urlsplit

from bot.demo.outlets import OUTLETS
from bot.demo.story import STORY
from bot.demo.world import demo_world

FAST = 50.0


def read(url):
    """Fetch one feed."""
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - loopback
        return answer.read()


async def look(world):
    """Look at every source once."""
    return [await asyncio.to_thread(read, source.url) for source in world.sources]


def test_the_sources_are_the_outlets_on_loopback():
    """Each outlet is one source, and `allow` names the one address they live at."""

    async def session():
        async with demo_world() as world:
            return world

    world = asyncio.run(session())

    assert [o.id for o in OUTLETS] == [source.id for source in world.sources]
    assert world.allow == {urlsplit(source.url).netloc for source in world.sources}
    assert all(address.startswith("127.0.0.1:") for address in world.allow)


def test_a_first_look_finds_nothing_of_the_story():
    """However late it comes: the story waits until all have been looked at."""

    async def session():
        async with demo_world(FAST) as world:
            await asyncio.sleep(0.5)  # the whole story would fit in here
            return b"".join(await look(world)).decode()

    first = asyncio.run(session())

    assert not [report.title for report in STORY if report.title in first]


def test_the_story_is_whole_when_it_is_over():
    """Over means that the last report could be fetched; it is not over at the first look."""

    async def session():
        async with demo_world(FAST) as world:
            first = b"".join(await look(world)).decode()
            await world.over()
            return first, b"".join(await look(world)).decode()

    first, last = asyncio.run(session())

    assert STORY[-1].title not in first
    assert STORY[-1].title in last
