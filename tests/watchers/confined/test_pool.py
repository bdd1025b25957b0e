"""ReaderPool with real children: slow documents keep nobody waiting."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from tests.watchers.confined.readers import __name__ as readers
from watchers.confined.child import PROCESSOR, Refusal
from watchers.confined.pool import ReaderPool
from watchers.confined.reader import ConfinedReader
from watchers.errors import OwnLimit
from watchers.protocols import Effort

SECOND = timedelta(seconds=1)


def run(use, **limits):
    """Use a pool of real children."""

    async def with_pool():
        async with ReaderPool(**limits) as pool:
            return await use(pool)

    return asyncio.run(with_pool())


async def read(pool, name="a", *, seconds=0.0, effort=None):
    """Have a document read that computes for so long; gives its name and who read it."""
    settings = {"seconds": seconds}
    (got,) = await pool.read(f"{readers}:patient", name.encode(), settings, tuple, effort)
    return got


def test_documents_are_read_side_by_side():
    """By a child each, no more than there are."""

    async def use(pool):
        return await asyncio.gather(
            *(read(pool, str(n), seconds=0.2, effort=Effort(known=True)) for n in range(6))
        )

    got = run(use, children=2, quick=10 * SECOND)

    assert [str(n) for n in range(6)] == [name for name, _ in got]
    assert 2 == len({pid for _, pid in got})


def test_a_slow_document_is_read_by_a_child_of_its_own():
    """In the end; the next time it goes there at once, and its effort says why."""
    effort = Effort()

    async def use(pool):
        _, slow = await read(pool, seconds=0.5, effort=effort)
        _, again = await read(pool, seconds=0.5, effort=effort)
        _, quick = await read(pool)
        return slow, again, quick

    slow, again, quick = run(use, children=2, quick=0.2 * SECOND)

    assert slow == again != quick
    assert 0.4 <= effort.seconds < 5


def test_slow_documents_stand_back_behind_all_other_work():
    """By the system's own means."""

    async def use(pool):
        slow = Effort(seconds=5)
        (quick,) = await pool.read(f"{readers}:nice", b"", {}, int)
        return quick, *await pool.read(f"{readers}:nice", b"", {}, int, slow)

    quick, slow = run(use, children=2)

    # Nineteen is as nice as a process can be (setpriority(2)).
    assert slow == min(quick + 10, 19)


def test_of_what_is_new_the_small_comes_first():
    """The large may be anything."""

    async def use(pool):
        order = []

        async def note(name):
            await read(pool, name, seconds=0.1)
            order.append(name)

        await asyncio.gather(*map(note, ("first", "the longest", "short")))
        return order

    assert ["first", "short", "the longest"] == run(use, children=2, quick=10 * SECOND)


def test_what_is_new_leaves_a_child_to_what_was_read_before():
    """However much of it there is."""

    async def use(pool):
        new = [asyncio.create_task(read(pool, seconds=0.5)) for _ in range(3)]
        await asyncio.wait(new, timeout=0.1)
        _, other = await read(pool, effort=Effort(known=True))
        return other, {pid for _, pid in await asyncio.gather(*new)}

    other, busy = run(use, children=2, quick=10 * SECOND)

    assert 1 == len(busy)
    assert other not in busy


def test_slow_documents_that_would_fill_us_are_put_off():
    """Each that waits keeps its body in memory."""

    async def use(pool):
        efforts = [Effort(seconds=5) for _ in range(4)]
        return await asyncio.gather(
            *(read(pool, seconds=0.1, effort=effort) for effort in efforts), return_exceptions=True
        )

    got = run(use, children=2, most_waiting=2)

    assert [False, False, True, True] == [isinstance(one, OwnLimit) for one in got]


def test_who_stops_waiting_keeps_nobody_from_being_read():
    """Neither in the line nor in the moment of the turn."""

    async def use(pool):
        first, second, third = (asyncio.create_task(read(pool, seconds=0.2)) for _ in range(3))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.wait([second])
        await first
        third.cancel()
        with suppress(asyncio.CancelledError):
            await third
        return await read(pool, "last")

    assert "last" == run(use, children=2, quick=10 * SECOND)[0]


def test_a_refusal_of_the_readers_own_is_final():
    """It is not read again where slow documents are."""

    async def use(pool):
        with pytest.raises(Refusal) as caught:
            await pool.read("watchers.parse.feeds:feed_records", b"", {"url": ""}, str)
        return caught.value.code

    assert PROCESSOR != run(use, children=2)


def test_a_child_that_is_one_too_many_ends():
    """The next document starts another."""

    async def use():
        async with ConfinedReader(idle=timedelta(0)) as reader:
            await read(reader)
            async with asyncio.timeout(30):
                while reader.pid is not None:  # noqa: ASYNC110 - it has no event
                    await asyncio.sleep(0.01)
            return await read(reader, "again")

    assert "again" == asyncio.run(use())[0]


def test_no_room_for_a_child_is_a_limit_of_our_own():
    """Not the document's fault."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    async def use(pool):
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
        try:
            with pytest.raises(OwnLimit, match="no room for the reader of documents"):
                await read(pool)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return await read(pool, "then")

    assert "then" == run(use, children=2)[0]
