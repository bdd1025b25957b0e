from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.workbench.sampling import EvenSample


def chosen(most, offers):
    """Offer numbers, give what is left."""
    spread: EvenSample[int] = EvenSample(most)
    for one in offers:
        spread.offer(one)
    return spread.chosen(alike=lambda one: one)


@settings(max_examples=100)
@given(st.integers(1, 12), st.integers(0, 3_000))
def test_never_more_than_asked_for_and_as_many_as_there_are(most, count):
    """In the order they came."""
    found = chosen(most, range(count))

    assert min(most, count) == len(found)
    assert list(found) == sorted(found)


@settings(max_examples=60)
@given(st.integers(2, 12), st.integers(50, 3_000))
def test_they_are_spread_over_all_offers(most, count):
    """No gap is much wider than an even one."""
    found = chosen(most, range(count))
    ends = [-1, *found, count]

    assert max(b - a for a, b in pairwise(ends)) <= 2.5 * count / most + 2


def test_what_is_alike_is_kept_once():
    """Ten outlets with the same words are one sample."""
    assert ("a", "b") == chosen(5, ["a", "a", "b", "a", "b"])


def test_memory_is_bounded():
    """Between the asked number and twice that."""
    spread: EvenSample[int] = EvenSample(10)
    for one in range(10_000):
        spread.offer(one)

    assert 10 <= len(spread._kept) < 20
    assert 10_000 == spread.offered
