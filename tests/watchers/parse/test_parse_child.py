"""ChildParser with a real child: what a hostile document, a kill or a cancel may cost."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

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
from watchers.errors import BodyBroken, NotAFeed, SourceError
from watchers.model.news import Item
from watchers.parse import ChildParser

ROOT = Path(__file__).parents[3]
needs_proc = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="this system does not show its processes"
)


def _parser(**given):
    return ChildParser(clock=lambda: NOON, **given)


def _run(use, **given):
    async def with_parser():
        async with _parser(**given) as parser:
            return await use(parser)

    return asyncio.run(with_parser())


def test_a_feed_becomes_items():
    """Every field arrives as its type."""
    feed = _run(lambda parser: parser.parse(body(rss()), SOURCE))

    (item,) = feed.items
    assert feed.title == "World"
    assert item == Item(
        source=SOURCE.id,
        key=item.aliases[0].digest,
        aliases=item.aliases,
        title="Tanker convoy leaves Primorsk",
        summary="Twelve ships sailed.",
        url="https://news.example.org/a/1",
        published=NOON.replace(hour=6, minute=30),
    )
    assert [a.kind for a in item.aliases] == ["guid", "link", "dated", "titled"]


def test_one_child_reads_feed_after_feed():
    """It starts at first use and stays, also after a document that is no feed."""

    async def use(parser):
        pids = [parser.pid]
        for content in (rss(), page("x"), rss()):
            with suppress(NotAFeed):
                await parser.parse(body(content), SOURCE)
            pids.append(parser.pid)
        return pids

    before, *pids = _run(use)

    assert before is None
    assert len(set(pids)) == 1
    assert pids[0] is not None


def test_requests_at_once_get_their_own_answers():
    """Ten feeds asked for together do not mix."""

    async def use(parser):
        contents = [rss(ITEM.replace("n-1", str(n)).replace("Tanker", str(n))) for n in range(10)]
        return await asyncio.gather(*(parser.parse(body(c), SOURCE) for c in contents))

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
        _run(lambda parser: parser.parse(body(content), SOURCE))

    assert caught.value.http_status == 200


def test_a_document_that_takes_too_long_costs_itself_only():
    """Its child is killed at the deadline, and the next feed is read by a fresh one."""

    async def use(parser):
        await parser.parse(body(rss()), SOURCE)
        first = parser.pid
        with pytest.raises(NotAFeed, match=r"world took longer than 0\.6 s to read"):
            await parser.parse(body(endless()), SOURCE)
        feed = await parser.parse(body(rss()), SOURCE)
        return first, parser.pid, len(feed.items)

    first, second, items = _run(use, deadline=timedelta(seconds=0.6))

    assert first != second
    assert items == 1
    assert not _alive(first)


def test_the_loop_lives_while_a_document_hangs():
    """No stall over 100 ms (FAULTS.md, row 76): not in sending, killing or replacing."""

    async def use(parser):
        await parser.parse(body(rss()), SOURCE)
        beat = asyncio.create_task(_longest_stall())
        with pytest.raises(NotAFeed):
            await parser.parse(body(endless() + b" " * 4_000_000), SOURCE)
        await parser.parse(body(rss(_large_items())), SOURCE)
        beat.cancel()
        return await beat

    # Other programs can hold a core of this machine; a stall of ours would be there every time.
    stalls = [_run(use, deadline=timedelta(seconds=1.5))]
    while min(stalls) > 0.1 and len(stalls) < 3:
        stalls.append(_run(use, deadline=timedelta(seconds=1.5)))

    assert min(stalls) <= 0.1


def _large_items():
    words = "gas " * 4_900
    return "".join(
        f"<item><title>t{n}</title><guid>{n}</guid><description>{words}</description></item>"
        for n in range(200)
    )


async def _longest_stall():
    longest, last = 0.0, time.monotonic()
    with suppress(asyncio.CancelledError):
        while True:
            await asyncio.sleep(0.005)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
    return longest


def test_a_stopped_child_is_replaced():
    """SIGSTOP, as a hang that no signal but one can end."""

    async def use(parser):
        await parser.parse(body(rss()), SOURCE)
        os.kill(parser.pid, signal.SIGSTOP)
        with pytest.raises(NotAFeed, match="took longer"):
            await parser.parse(body(rss()), SOURCE)
        return await parser.parse(body(rss()), SOURCE)

    assert len(_run(use, deadline=timedelta(seconds=1)).items) == 1


def test_a_child_that_died_idle_is_not_held_against_the_next_feed():
    """Somebody else killed it; the document had no part in that."""

    async def use(parser):
        await parser.parse(body(rss()), SOURCE)
        os.kill(parser.pid, signal.SIGKILL)
        return await parser.parse(body(rss()), SOURCE)

    assert len(_run(use).items) == 1


def test_a_document_that_needs_too_much_memory_costs_itself_only():
    """The child's address space is bounded; ours does not grow."""

    async def use(parser):
        with pytest.raises(NotAFeed, match=r"takes more than 160 MiB to read|broke the reader"):
            await parser.parse(body(rss("<item><a/></item>" * 300_000)), SOURCE)
        return await parser.parse(body(rss()), SOURCE)

    assert len(_run(use, memory=160 << 20).items) == 1


def test_an_entity_bomb_is_read_in_no_time():
    """Twelve levels of ten would be a terabyte."""
    start = time.monotonic()

    feed = _run(lambda parser: parser.parse(body(entity_bomb()), SOURCE))

    assert feed.items[0].title == "is &b11; out"
    assert time.monotonic() - start < 5


def test_a_cancelled_request_leaves_no_answer_behind():
    """What the child was still writing never reaches the next request."""

    async def use(parser):
        await parser.parse(body(rss()), SOURCE)
        asking = asyncio.create_task(parser.parse(body(endless()), SOURCE))
        await asyncio.sleep(0.1)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        return await parser.parse(body(rss()), SOURCE)

    assert _run(use).title == "World"


def test_the_child_ends_with_the_context():
    """And the context may be left without ever having been used."""

    async def use(parser):
        await parser.parse(body(rss()), SOURCE)
        return parser.pid

    assert not _alive(_run(use))
    assert _run(lambda _: asyncio.sleep(0)) is None


def test_ctrl_c_is_for_the_parent():
    """The child ignores SIGINT and goes on reading."""

    async def use(parser):
        await parser.parse(body(rss()), SOURCE)
        first = parser.pid
        os.kill(first, signal.SIGINT)
        await asyncio.sleep(0.05)
        await parser.parse(body(rss()), SOURCE)
        return first, parser.pid

    first, second = _run(use)

    assert first == second


ORPHAN = """
import asyncio, os
from tests.watchers.parse.parse_corpus import SOURCE, body, rss
from watchers.parse import ChildParser

async def main():
    parser = ChildParser()
    await parser.parse(body(rss()), SOURCE)
    print(parser.pid, flush=True)
    os.kill(os.getpid(), 9)

asyncio.run(main())
"""


def test_a_parent_that_is_killed_leaves_no_orphan():
    """The end of the child's input is the end of the child."""
    env = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parent)])}

    told = subprocess.run([sys.executable, "-c", ORPHAN], env=env, capture_output=True, check=False)

    assert told.returncode == -signal.SIGKILL
    assert _gone_within(int(told.stdout), seconds=5)


@needs_proc
def test_the_child_is_told_no_secret(monkeypatch):
    """Tokens of the parent's environment stay in the parent."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-marker")

    async def use(parser):
        await parser.parse(body(rss()), SOURCE)
        return await asyncio.to_thread(Path(f"/proc/{parser.pid}/environ").read_bytes)

    assert b"marker" not in _run(use)


def _loaded(statement):
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return set(told.stdout.split())


def test_the_parent_imports_no_parser():
    """`watchnext --help` must not pay for lxml."""
    loaded = _loaded("from watchers.parse import ChildParser, clean_link, named")

    assert not loaded & {"lxml", "fastfeedparser", "feedparser", "regex"}


def test_the_child_imports_nothing_else_of_ours():
    """Nor asyncio, nor feedparser before it is needed."""
    loaded = _loaded("import watchers.parse.child")
    ours = {m for m in loaded if m.startswith("watchers.") and not m.startswith("watchers.parse")}

    assert {"watchers.model"} == {".".join(name.split(".")[:2]) for name in ours}
    assert not loaded & {"asyncio", "feedparser", "watchers.parse.parent"}


REACH_OUT = "import sys, watchers.parse.child as c\nc._confine(1 << 30)\n"


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    ],
    ids=["socket", "subprocess", "shell", "urllib"],
)
def test_the_child_reaches_nobody(attempt):
    """Should a parser ever try to connect or to start a program, it fails."""
    code = f"{REACH_OUT}try:\n    {attempt}\nexcept PermissionError:\n    sys.exit(7)"

    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert told.returncode == 7


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(b"\xff\xff\xff\xff", id="absurd length"),
        pytest.param(b"\0\0\0\3abc", id="no JSON"),
        pytest.param(b"\0\0\0\2{}", id="empty answer"),
        pytest.param(b"\0\0\0\x0b" + b'{"key": 17}', id="half a record"),
        pytest.param(b"\0\0", id="cut off"),
    ],
)
def test_an_absurd_reply_ends_the_child(reply, tmp_path, monkeypatch):
    """What comes out of the child is no more trusted than what went in."""
    (tmp_path / "watchers" / "parse").mkdir(parents=True)
    liar = tmp_path / "watchers" / "parse" / "child.py"
    liar.write_text(f"import sys\nsys.stdout.buffer.write({reply!r})\nsys.stdout.flush()\n")
    liar.with_name("__init__.py").touch()
    liar.parent.with_name("__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])

    with pytest.raises(SourceError, match="broke the reader"):
        _run(lambda parser: parser.parse(body(rss()), SOURCE))


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and ") Z " in state.read_text())


def _gone_within(pid, *, seconds):
    until = time.monotonic() + seconds
    while _alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not _alive(pid)
