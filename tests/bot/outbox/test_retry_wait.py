import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.waiting import FIRST, LONGEST, LONGEST_WISH, backoff, retry_wait


@given(st.integers(0, 10_000))
def test_backoff_never_shrinks_and_never_exceeds_a_quarter_of_an_hour(attempts):
    """Also at attempt 10,000."""
    assert timedelta(0) < backoff(attempts) <= backoff(attempts + 1) <= LONGEST


@given(st.integers(0, 100), st.integers())
def test_a_wait_lies_between_a_second_and_the_backoff(attempts, seed):
    """By chance, so that deliveries refused together do not return together."""
    assert FIRST <= retry_wait(attempts, None, random.Random(seed)) <= max(FIRST, backoff(attempts))


@given(st.timedeltas())
def test_a_platforms_wish_is_obeyed_within_reason(wish):
    """Never earlier than asked, but for a wish of more than an hour; never less than a second."""
    assert min(max(wish, FIRST), LONGEST_WISH) == retry_wait(0, wish, random.Random(1))
