"""What people do: acted on once, answered in time, never met by silence."""

import asyncio
from datetime import timedelta

import pytest

from bot.channels.shared.inbound import (
    MUTE_LENGTHS,
    MUTE_UNTIL,
    Recent,
    Seen,
    Tasks,
    answer_within,
    apologise_for_faults,
    text_card,
)
from bot.commands.durations import read_until
from bot.model.commands import Mistaken
from tests.bot.render.examples import SEEN

SOON = timedelta(milliseconds=1)


def test_what_shares_a_key_with_something_seen_is_not_new():
    """Platforms send the same thing under another envelope."""
    seen = Seen()

    assert seen.is_new("envelope 1", "press 1")
    assert not seen.is_new("envelope 2", "press 1")
    assert not seen.is_new("envelope 2")
    assert seen.is_new("", "")
    assert seen.is_new("", "")


def test_the_oldest_is_forgotten_first():
    """A memory that only grows is a leak; what was put again is young again."""
    recent: Recent[str, str] = Recent(2)
    for key in ("a", "b", "a", "c"):
        recent.put(key, key.upper())

    assert ["A", None, "C"] == [recent.get(key) for key in "abc"]


def test_whoever_met_a_fault_of_ours_is_told():
    """The log has the fault; it does not go on to end something else."""
    shown = []

    async def broken():
        raise ZeroDivisionError

    async def show(card):
        shown.append(card)

    asyncio.run(apologise_for_faults(broken(), show, now=lambda: SEEN))

    assert [text_card("That went wrong in watchnext itself; its log says how.", SEEN)] == shown


def test_work_that_succeeds_apologises_for_nothing():
    """One answer to one question."""
    shown = []

    async def show(card):
        shown.append(card)

    asyncio.run(apologise_for_faults(show(1), show, now=lambda: SEEN))

    assert [1] == shown


@pytest.mark.parametrize(("takes", "answer"), [(0, "in time"), (60, "late")])
def test_an_answer_that_comes_too_late_is_not_waited_for(takes, answer):
    """The platform has told people already that there is none."""

    async def slow():
        await asyncio.sleep(takes)
        return "in time"

    limit = SOON if takes else timedelta(minutes=1)

    assert answer == asyncio.run(answer_within(limit, slow(), late="late"))


def test_what_was_begun_is_finished_but_not_for_ever():
    """When we are stopped, answers that are nearly there are still given."""
    done = []

    async def work(name, seconds):
        await asyncio.sleep(seconds)
        done.append(name)

    async def stop():
        tasks = Tasks()
        tasks.start(work("quick", 0))
        tasks.start(work("slow", 60))
        await tasks.finish(timedelta(milliseconds=50))
        await tasks.finish(SOON)

    asyncio.run(stop())

    assert ["quick"] == done


def test_every_length_of_the_mute_menu_is_one_that_the_service_reads():
    """The same on each platform; the last choice asks instead."""
    lengths = timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(weeks=1)

    assert [SEEN + length for length in lengths] == [
        read_until(length, SEEN) for length in MUTE_LENGTHS
    ]
    assert isinstance(read_until(MUTE_UNTIL, SEEN), Mistaken)
