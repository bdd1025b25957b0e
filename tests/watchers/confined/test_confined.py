"""ConfinedReader with a real child: what a hostile document, a kill or a cancel may cost."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from tests.waiting import until
from tests.watchers.parse.parse_corpus import (
    ITEM,
    NOON,
    SOURCE,
    body,
    endless,
    entity_bomb,
    page,
    rss,
)
from watchers.confined.reader import ConfinedReader
from watchers.errors import BodyBroken, NotAFeed, SourceError
from watchers.model.news import Item
from watchers.sources.feed import Feed
from watchers.sources.watcher import SourceWatcher

READERS = "tests.watchers.confined.readers"
ROOT = Path(__file__).parents[3]
needs_proc = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="this system does not show its processes"
)


class Server:
    """A fetcher that serves one document."""

    def __init__(self, content):
        self.content = content

    async def fetch(self, url, validators, options=None):
        """Serve it."""
        return body(self.content)


async def poll(reader, content):
    """Poll a feed that is served as `content`."""
    watcher = SourceWatcher(Feed(), Server(content), reader, lambda: NOON)
    return await watcher.poll(SOURCE, None)


def _run(use, **limits):
    async def with_reader():
        async with ConfinedReader(**limits) as reader:
            return await use(reader)

    return asyncio.run(with_reader())


def test_a_feed_becomes_items():
    """Every field arrives as its type."""
    got = _run(lambda reader: poll(reader, rss()))

    (item,) = got.items
    assert got.title == "World"
    assert item == Item(
        source=SOURCE.id,
        aliases=item.aliases,
        title="Tanker convoy leaves Primorsk",
        summary="Twelve ships sailed.",
        url="https://news.example.org/a/1",
        published=NOON.replace(hour=6, minute=30),
    )
    assert [a.kind for a in item.aliases] == ["guid", "link", "dated", "titled"]


def test_one_child_reads_feed_after_feed():
    """It starts at first use and stays, also after a document that is no feed."""

    async def use(reader):
        pids = [reader.pid]
        for content in (rss(), page("x"), rss()):
            with suppress(NotAFeed):
                await poll(reader, content)
            pids.append(reader.pid)
        return pids

    before, *pids = _run(use)

    assert before is None
    assert len(set(pids)) == 1
    assert pids[0] is not None


def test_requests_at_once_get_their_own_answers():
    """Ten feeds asked for together do not mix."""

    async def use(reader):
        contents = [rss(ITEM.replace("n-1", str(n)).replace("Tanker", str(n))) for n in range(10)]
        return await asyncio.gather(*(poll(reader, c) for c in contents))

    feeds = _run(use)

    assert [f"{n} convoy leaves Primorsk" for n in range(10)] == [f.items[0].title for f in feeds]


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        pytest.param(page("Log in"), NotAFeed, "a web page, not a feed: Log in", id="page"),
        pytest.param(b"", NotAFeed, "an empty document, not a feed", id="empty"),
        pytest.param(rss()[:120], BodyBroken, "cut off before its first item", id="cut off"),
    ],
)
def test_a_refusal_arrives_as_its_error(content, error, message):
    """With the status that the server gave."""
    with pytest.raises(error, match=message) as caught:
        _run(lambda reader: poll(reader, content))

    assert caught.value.http_status == 200


def test_a_document_that_takes_too_long_costs_itself_only():
    """Its child is killed at the deadline, and the next feed is read by a fresh one."""

    async def use(reader):
        await poll(reader, rss())
        first = reader.pid
        with pytest.raises(NotAFeed, match=r"world took longer than 4 s to read"):
            await poll(reader, endless())
        feed = await poll(reader, rss())
        return first, reader.pid, len(feed.items)

    first, second, items = _run(use, deadline=timedelta(seconds=4))

    assert first != second
    assert items == 1
    assert not _alive(first)


def test_the_loop_lives_while_a_document_hangs():
    """Others have their turns: in sending, waiting, killing, replacing and receiving."""

    async def use(reader):
        turns = 0

        async def beat():
            nonlocal turns
            while True:
                await asyncio.sleep(0.001)
                turns += 1

        beating = asyncio.create_task(beat())
        with pytest.raises(NotAFeed):
            await poll(reader, endless() + b" " * 4_000_000)
        hung, turns = turns, 0
        await poll(reader, rss(_large_items()))
        beating.cancel()
        return hung, turns

    hung, received = _run(use, deadline=timedelta(seconds=4))

    assert hung > 20
    assert received > 4


def _large_items():
    words = "gas " * 4_900
    return "".join(
        f"<item><title>t{n}</title><guid>{n}</guid><description>{words}</description></item>"
        for n in range(200)
    )


def test_a_stopped_child_is_replaced():
    """SIGSTOP, as a hang that no signal but one can end."""

    async def use(reader):
        await poll(reader, rss())
        os.kill(reader.pid, signal.SIGSTOP)
        with pytest.raises(NotAFeed, match="took longer"):
            await poll(reader, rss())
        return await poll(reader, rss())

    assert len(_run(use, deadline=timedelta(seconds=4)).items) == 1


def test_a_child_that_died_idle_is_not_held_against_the_next_feed():
    """Somebody else killed it; the document had no part in that."""

    async def use(reader):
        await poll(reader, rss())
        os.kill(reader.pid, signal.SIGKILL)
        return await poll(reader, rss())

    assert len(_run(use).items) == 1


def test_a_document_that_needs_too_much_memory_costs_itself_only():
    """The child's address space is bounded; ours does not grow."""

    async def use(reader):
        with pytest.raises(NotAFeed, match=r"takes more than 16 MiB to read|broke the reader"):
            await poll(reader, rss("<item><a/></item>" * 300_000))
        return await poll(reader, rss())

    assert len(_run(use, memory=16 << 20).items) == 1


def test_an_entity_bomb_is_read_in_no_time():
    """Twelve levels of ten would be a terabyte."""
    limits = {"processor": timedelta(seconds=3), "deadline": timedelta(minutes=5)}
    feed = _run(lambda reader: poll(reader, entity_bomb()), **limits)

    assert feed.items[0].title == "is &b11; out"


def test_a_cancelled_request_leaves_no_answer_behind():
    """What the child was still writing never reaches the next request."""

    async def use(reader):
        await poll(reader, rss())
        asking = asyncio.create_task(poll(reader, endless()))
        await asyncio.sleep(0.1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        return await poll(reader, rss())

    assert _run(use).title == "World"


def test_the_child_ends_with_the_context():
    """And the context may be left without ever having been used."""

    async def use(reader):
        await poll(reader, rss())
        return reader.pid

    assert not _alive(_run(use))
    assert _run(lambda _: asyncio.sleep(0)) is None


def test_a_document_has_a_limit_of_the_processor_too():
    """A child that nobody waits for computes no longer than that; the next one starts anew."""

    async def use(reader):
        with pytest.raises(NotAFeed, match=r"world takes more than 0\.5 s to read"):
            await poll(reader, endless())
        return await poll(reader, rss())

    limits = {"processor": timedelta(seconds=0.5), "deadline": timedelta(minutes=5)}
    assert "World" == _run(use, **limits).title


def test_the_limit_of_the_processor_is_for_each_document():
    """Not for the child's whole life: two that take half of it each are both read."""

    async def use(reader):
        for _ in range(6):
            await reader.read(f"{READERS}:busy", b"", {"seconds": 0.2}, str)

    _run(use, processor=timedelta(seconds=1))


def test_records_are_made_in_slices():
    """However many they are, others have their turn all the time."""
    made = 0

    def make(number):
        nonlocal made
        made += 1
        return number

    async def beat():
        longest = before = 0
        with suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(0)
                longest, before = max(longest, made - before), made
        return longest

    async def use(reader):
        beating = asyncio.create_task(beat())
        got = await reader.read(f"{READERS}:many", b"", {"count": 5_000}, make)
        beating.cancel()
        return got, await beating

    got, longest = _run(use)

    assert list(range(5_000)) == got
    assert longest <= 50


def test_a_reader_runs_in_the_child():
    """Whoever names it stays out of reach."""

    async def use(reader):
        (pid,) = await reader.read(f"{READERS}:whose", b"", {}, int)
        return pid, reader.pid

    there, child = _run(use)

    assert there == child != os.getpid()


def test_ctrl_c_is_for_the_parent():
    """The child ignores SIGINT and goes on reading."""

    async def use(reader):
        await poll(reader, rss())
        first = reader.pid
        os.kill(first, signal.SIGINT)
        await asyncio.sleep(0.05)
        await poll(reader, rss())
        return first, reader.pid

    first, second = _run(use)

    assert first == second


ORPHAN = """
import asyncio, os
from tests.watchers.confined.test_confined import poll, rss
from watchers.confined.reader import ConfinedReader

async def main():
    reader = ConfinedReader()
    await poll(reader, rss())
    print(reader.pid, flush=True)
    os.kill(os.getpid(), 9)

asyncio.run(main())
"""


def test_a_parent_that_is_killed_leaves_no_orphan():
    """The end of the child's input is the end of the child."""
    env = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parent)])}

    told = subprocess.run([sys.executable, "-c", ORPHAN], env=env, capture_output=True, check=False)

    assert told.returncode == -signal.SIGKILL
    assert until(lambda: not _alive(int(told.stdout)))


@needs_proc
def test_the_child_is_told_no_secret(monkeypatch):
    """Tokens of the parent's environment stay in the parent."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-marker")

    async def use(reader):
        await poll(reader, rss())
        return await asyncio.to_thread(Path(f"/proc/{reader.pid}/environ").read_bytes)

    assert b"marker" not in _run(use)


def _loaded(statement):
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return set(told.stdout.split())


def test_the_parent_imports_no_parser():
    """`watchnext --help` must not pay for lxml."""
    loaded = _loaded("import watchers.confined.reader, watchers.sources.catalog")

    assert not loaded & {"lxml", "feedparser", "regex", "watchers.parse.feeds"}


def test_the_child_that_reads_feeds_imports_little_of_ours():
    """Nor asyncio, nor feedparser before it is needed."""
    loaded = _loaded("import watchers.confined.child, watchers.parse.feeds")
    ours = {".".join(m.split(".")[:2]) for m in loaded if m.startswith("watchers.")}

    small = {
        "watchers.errors",
        "watchers.invisible",
        "watchers.secrets",
        "watchers.web_address",
    }
    assert {"watchers.confined", "watchers.model", "watchers.parse"} | small == ours
    assert not loaded & {"asyncio", "feedparser", "watchers.confined.reader"}


REACH_OUT = "import sys, watchers.confined.child as c\nc.confine(1 << 30)\n"


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "open('canary', 'w')",
        "import os; os.mkdir('canary')",
    ],
    ids=["socket", "subprocess", "shell", "urllib", "file", "folder"],
)
def test_the_child_reaches_nobody(attempt):
    """Should a parser ever try to connect, to start a program or to write a file, it fails."""
    code = f"{REACH_OUT}try:\n    {attempt}\nexcept PermissionError:\n    sys.exit(7)"

    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert told.returncode == 7


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(b"\xff\xff\xff\xff", id="absurd length"),
        pytest.param(b"\0\0\0\3abc", id="no JSON"),
        pytest.param(b"\0\0\0\2{}", id="empty answer"),
        pytest.param(b"\0\0\0\x1a" + b'{"records": [{"key": 17}]}', id="half a record"),
        pytest.param(b"\0\0\0\x10" + b'{"refused": "a"}', id="half a refusal"),
        pytest.param(b"\0\0", id="cut off"),
    ],
)
def test_an_absurd_reply_ends_the_child(reply, tmp_path, monkeypatch):
    """What comes out of the child is no more trusted than what went in."""
    (tmp_path / "watchers" / "confined").mkdir(parents=True)
    liar = tmp_path / "watchers" / "confined" / "child.py"
    liar.write_text(f"import sys\nsys.stdout.buffer.write({reply!r})\nsys.stdout.flush()\n")
    liar.with_name("__init__.py").touch()
    liar.parent.with_name("__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])

    with pytest.raises(SourceError, match="broke the reader"):
        _run(lambda reader: poll(reader, rss()))


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and ") Z " in state.read_text())
