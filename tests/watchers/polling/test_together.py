"""What comes at about the same time is written at once."""

import asyncio

import pytest

from watchers.polling import together
from watchers.polling.together import Together


class Writer:
    """Writes batches of numbers, and answers with their squares."""

    def __init__(self):
        self.batches = []

    async def write(self, batch):
        """Note it."""
        self.batches.append(list(batch))
        await asyncio.sleep(0)
        if 13 in batch:
            raise ValueError("13")
        return [value * value for value in batch]


def settled(*values, idle=0):
    """Settle these values by a party each, beside so many who only watch; gives all results."""
    writer = Writer()

    async def run():
        gathering = Together(writer.write)

        async def party(value):
            with gathering.party():
                return await gathering.settle(value)

        async def watch():
            with gathering.party():
                await asyncio.sleep(together.PATIENCE * 3)

        idlers = [asyncio.create_task(watch()) for _ in range(idle)]
        await asyncio.sleep(0)
        got = await asyncio.gather(*map(party, values), return_exceptions=True)
        for idler in idlers:
            idler.cancel()
        return got

    return asyncio.run(run()), writer.batches


@pytest.mark.parametrize("idle", [0, 3], ids=["all are there", "others take their time"])
def test_all_are_written_at_once(idle):
    """As soon as nobody is missing, or when they were waited for long enough."""
    assert ([1, 4, 9], [[1, 2, 3]]) == settled(1, 2, 3, idle=idle)


def test_no_more_are_written_at_once_than_the_bound(monkeypatch):
    """Others want to write, too."""
    monkeypatch.setattr(together, "MOST", 2)
    got, batches = settled(1, 2, 3)

    assert [1, 4, 9] == got
    assert [[1, 2], [3]] == batches


def test_what_fails_is_raised_where_the_values_came_from():
    """In each of them."""
    got, _ = settled(1, 13)

    assert ["13", "13"] == [str(one) for one in got]


def test_who_is_cancelled_does_not_take_the_others_along():
    """It is written all the same, or it is not: the others have their answers."""
    writer = Writer()

    async def run():
        gathering = Together(writer.write)

        async def party(value):
            with gathering.party():
                return await gathering.settle(value)

        first, second = (asyncio.create_task(party(value)) for value in (1, 2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        return await second

    assert 4 == asyncio.run(run())


def test_a_write_that_is_cancelled_cancels_those_who_wait():
    """As when the program ends."""

    async def never(_batch):
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(0)

    async def run():
        gathering = Together(never)
        with gathering.party():
            waiting = asyncio.create_task(gathering.settle(1))
            await asyncio.wait([waiting])
        return waiting.cancelled()

    assert asyncio.run(run())
