import asyncio
import os
from datetime import timedelta

from watchers.errors import RuleMistakes
from watchers.model.names import IndicatorId
from watchers.rules.load import load_rules
from watchers.rules.ruleset import RuleSet
from watchers.rules.watch import saved_rules

SOUND = "sources: {a: https://b.c/d}\nindicators: {a: {query: x}}\n"
ONLY = IndicatorId("a")
OTHER = SOUND.replace("query: x", "query: y")
EVERY = timedelta(milliseconds=50)
LONG = 1.0  # seconds in which a change would have been noticed


def watched(path, scenario):
    """Watch the file while the scenario lasts; give what came of it."""
    path.write_text(SOUND, encoding="utf-8")
    known = load_rules(path)
    came = []

    async def gather():
        async for one in saved_rules(path, known, every=EVERY):
            came.append(one)  # noqa: PERF401 -- it never ends

    async def run():
        task = asyncio.create_task(gather())
        try:
            await scenario(came)
        finally:
            task.cancel()
        return came

    return asyncio.run(run())


async def until(came, count):
    """Wait for so many, twenty seconds at most."""
    async with asyncio.timeout(20):
        while len(came) < count:  # noqa: ASYNC110 -- a list has no event
            await asyncio.sleep(0.02)


def test_a_saved_file_is_read_and_a_bad_one_is_told_once(tmp_path):
    """What came between makes the first content new again."""
    path = tmp_path / "rules.yaml"

    async def scenario(came):
        path.write_text(OTHER, encoding="utf-8")
        await until(came, 1)
        path.write_text(OTHER + "never: [$x]\n", encoding="utf-8")
        await until(came, 2)
        os.utime(path)
        await asyncio.sleep(LONG)
        path.write_text(SOUND, encoding="utf-8")
        await until(came, 3)

    first, bad, last = watched(path, scenario)

    assert isinstance(first, RuleSet)
    assert "y" == first.indicators[ONLY].query
    assert isinstance(bad, RuleMistakes)
    assert ["no vocabulary $x"] == [one.message for one in bad.mistakes]
    assert isinstance(last, RuleSet)
    assert "x" == last.indicators[ONLY].query


def test_touching_the_file_or_writing_the_same_is_no_change(tmp_path):
    """Content counts, not dates."""
    path = tmp_path / "rules.yaml"

    async def scenario(came):
        os.utime(path)
        await asyncio.sleep(LONG)
        path.write_text(SOUND, encoding="utf-8")
        await asyncio.sleep(LONG)

    assert [] == watched(path, scenario)


def test_a_file_that_is_written_slowly_is_read_whole(tmp_path):
    """Two hundred torn writes, none of them read."""
    path = tmp_path / "rules.yaml"
    text = SOUND + "".join(f"# line {n}\n" for n in range(200))

    async def scenario(came):
        with path.open("w", encoding="utf-8") as file:
            for line in text.splitlines(keepends=True):
                file.write(line)
                file.flush()
                await asyncio.sleep(0.01)
        await until(came, 1)
        await asyncio.sleep(LONG)

    (only,) = watched(path, scenario)

    assert isinstance(only, RuleSet)


def test_a_file_that_is_replaced_is_not_missed_for_a_moment(tmp_path):
    """Editors move the old one away and write anew; one that stays away is told."""
    path = tmp_path / "rules.yaml"

    async def scenario(came):
        path.rename(tmp_path / "rules.yaml~")
        await asyncio.sleep(2 * EVERY.total_seconds())
        path.write_text(OTHER, encoding="utf-8")
        await until(came, 1)
        path.unlink()
        await until(came, 2)
        await asyncio.sleep(LONG)

    first, gone = watched(path, scenario)

    assert isinstance(first, RuleSet)
    assert isinstance(gone, RuleMistakes)
    assert ["there is no such file"] == [one.message for one in gone.mistakes]
