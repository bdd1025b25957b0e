"""Discord's limits, as a bot has to remember them: no clock, no network."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.discord.gate import MOST_BUCKETS, Gate, read_seconds

POST = "POST channels/*/messages 1"
OTHER = "POST channels/*/messages 2"


def bucket(remaining, after, name="b"):
    """Give an answer's headers."""
    return {
        "X-RateLimit-Bucket": name,
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset-After": str(after),
    }


def test_a_full_bucket_waits_for_its_reset_and_its_channel_only():
    """One bucket's name stands for one limit in each channel."""
    gate = Gate()
    gate.learn(POST, bucket(0, 2.5), 10.0)
    gate.learn(OTHER, bucket(3, 2.5), 10.0)

    assert (2.5, 1.0, 0) == (gate.wait(POST, 10), gate.wait(POST, 11.5), gate.wait(POST, 12.5))
    assert 0 == gate.wait(OTHER, 10)


def test_requests_that_go_out_together_do_not_overshoot():
    """What is on its way counts."""
    gate = Gate()
    gate.learn(POST, bucket(2, 5), 0.0)
    gate.take(POST, 0.0)
    free = gate.wait(POST, 0.0)
    gate.take(POST, 0.0)

    assert (0, 5) == (free, gate.wait(POST, 0.0))


def test_routes_that_share_a_bucket_share_its_limit():
    """Discord names it in the headers; the paths need not look alike."""
    gate = Gate()
    edit = "PATCH channels/*/messages/* 1"
    gate.learn(edit, bucket(4, 5), 0.0)
    gate.learn(POST, bucket(0, 5), 0.0)

    assert 5 == gate.wait(edit, 0.0)


def test_ten_thousand_threads_are_not_remembered_for_ever():
    """Each story has a thread, and each thread a bucket."""
    gate = Gate()
    for n in range(10 * MOST_BUCKETS):
        gate.learn(f"POST channels/*/messages {n}", bucket(4, 1), float(n))

    assert len(gate._buckets) <= MOST_BUCKETS
    assert len(gate._names) <= MOST_BUCKETS


@pytest.mark.parametrize(
    "headers",
    [{}, bucket("x", 1), bucket(1, "soon"), bucket("", ""), {"X-RateLimit-Bucket": "b"}],
)
def test_headers_that_say_nothing_change_nothing(headers):
    """Not every answer has them."""
    gate = Gate()
    gate.learn(POST, headers, 0.0)

    assert 0 == gate.wait(POST, 0.0)


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.none()))
def test_a_length_of_time_is_between_nothing_and_an_hour(value):
    """Whatever a server writes there."""
    length = read_seconds(value)

    assert length is None or (0 <= length <= 3_600 and not math.isnan(length))
