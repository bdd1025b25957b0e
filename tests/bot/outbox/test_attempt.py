import asyncio
import random
from datetime import timedelta

import pytest

from bot.errors import SendLater, SendRefused, SendUnclear
from bot.model.alerts import Receipt
from bot.outbox.attempt import Doubtful, Parked, Postponed, Sent, attempt, look_back
from tests.bot.fakes import NOON, FakeChannel, delivery, stored


def try_once(channel, step=attempt, **changes):
    """Run one step on a delivery."""
    return asyncio.run(step(delivery(**changes), channel, now=NOON, rng=random.Random(1)))


def test_what_is_taken_is_sent():
    """The receipt is the platform's."""
    assert Sent(Receipt("m1")) == try_once(FakeChannel())


def test_a_rate_limit_is_obeyed_to_the_second():
    """The platform's own wish beats our back-off."""
    slow = FakeChannel(SendLater("429", after=timedelta(seconds=7)))

    assert Postponed(NOON + timedelta(seconds=7), "429") == try_once(slow)


def test_a_refusal_is_final():
    """No storm of tries at a channel that is gone."""
    assert Parked("channel_not_found") == try_once(FakeChannel(SendRefused("channel_not_found")))


def test_a_lost_answer_is_doubtful():
    """Never straight back to a second try."""
    assert isinstance(try_once(FakeChannel(SendUnclear("reset"))), Doubtful)


def test_looking_back_finds_what_was_posted():
    """The answer was lost, not the post."""
    channel = FakeChannel(stored(SendUnclear("reset")))
    try_once(channel)

    assert Sent(Receipt("m1")) == try_once(channel, look_back)


def test_looking_back_frees_what_was_not_posted():
    """The request was lost: it may be tried again."""
    assert isinstance(try_once(FakeChannel(), look_back), Postponed)


class Unread(FakeChannel):
    """A channel whose history cannot be read just now."""

    async def find(self, address, *, key, since, thread=None):
        """Ask for patience."""
        raise SendLater("429", after=timedelta(seconds=30))


def test_a_history_that_cannot_be_read_now_is_read_later():
    """When the platform says; till then nobody knows, so nothing is sent."""
    assert Doubtful(NOON + timedelta(seconds=30), "429") == try_once(Unread(), look_back)


@pytest.mark.parametrize(
    ("tried", "until"),
    [
        pytest.param(NOON - timedelta(seconds=4), NOON + timedelta(seconds=6), id="just sent"),
        pytest.param(None, NOON + timedelta(seconds=10), id="nobody knows when it was sent"),
    ],
)
def test_what_a_history_does_not_show_yet_may_still_come(tried, until):
    """A history settles some seconds late: to send again at once would double."""
    slow = FakeChannel()
    slow.settles = timedelta(seconds=10)

    assert Doubtful(until, "it may yet show in the history") == try_once(
        slow, look_back, tried=tried
    )


def test_what_a_settled_history_does_not_show_never_came():
    """To the second."""
    slow = FakeChannel()
    slow.settles = timedelta(seconds=10)
    outcome = try_once(slow, look_back, tried=NOON - slow.settles)

    assert Postponed(NOON, "not found in the history") == outcome


def test_without_a_history_a_repeat_is_preferred_to_a_miss():
    """And it is marked as one."""
    outcome = try_once(FakeChannel(history=False), look_back)

    assert "may be a repeat: no history here" == outcome.why


@pytest.mark.parametrize("attempts", [pytest.param(0, id="first"), pytest.param(999, id="many")])
def test_a_wait_has_an_end_however_often_it_was_tried(attempts):
    """Nothing overflows."""
    outcome = try_once(FakeChannel(SendLater("503")), attempts=attempts)

    assert outcome.until <= NOON + timedelta(minutes=15)
