from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.workbench.bootstrap import (
    Interval,
    Intervals,
    _packed,
    _unpacked,
    bootstrap_intervals,
)
from watchers.workbench.figures import Counts, Figures

numbers = st.integers(0, 1_000)
counts = st.builds(Counts, numbers, numbers, numbers)


def whole(row):
    """Read the first column."""
    return Figures.of(row[0])


@settings(max_examples=25)
@given(st.lists(st.tuples(counts), min_size=1, max_size=12), st.integers(0, 99))
def test_an_interval_is_ordered_and_between_0_and_1(stories, seed):
    """Whatever is drawn."""
    (intervals,) = bootstrap_intervals(stories, [whole], seed=seed)

    assert all(0 <= one.low <= one.high <= 1 for one in intervals if one)


@settings(max_examples=50)
@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=1, max_size=9))
def test_adding_packed_rows_adds_their_counts(rows):
    """One addition of numbers stands for many."""
    expected = [sum(column, Counts()) for column in zip(*rows, strict=True)]

    assert expected == _unpacked(sum(map(_packed, rows)), 9)


def test_the_same_seed_gives_the_same_interval():
    """A figure quoted today can be found again tomorrow."""
    stories = [(Counts(n % 3, n % 2, 1),) for n in range(40)]

    assert bootstrap_intervals(stories, [whole], seed=1) == bootstrap_intervals(
        stories, [whole], seed=1
    )
    assert bootstrap_intervals(stories, [whole], seed=1) != bootstrap_intervals(
        stories, [whole], seed=2
    )


def test_stories_without_difference_have_no_spread():
    """Every draw is the same draw."""
    (intervals,) = bootstrap_intervals([(Counts(3, 1, 1),)] * 20, [whole], seed=1)

    assert Interval(0.75, 0.75) == intervals.f1


def test_more_stories_narrow_the_interval():
    """Ten times the proof, about a third of the doubt."""

    def width(times):
        stories = [(Counts(1),), (Counts(0, 1),), (Counts(0, 0, 1),), (Counts(1),)] * times
        (intervals,) = bootstrap_intervals(stories, [whole], seed=1)
        assert intervals.f1 is not None
        return intervals.f1.high - intervals.f1.low

    assert width(50) < width(5) / 2


def test_too_much_to_draw_from_is_not_drawn_from():
    """The time is bounded; figures come without intervals then."""
    assert [Intervals()] == bootstrap_intervals([(Counts(1),) * 3_000] * 3_000, [whole], seed=1)


def test_nothing_has_no_interval():
    """A file whose items are all doubtful."""
    assert [Intervals()] == bootstrap_intervals([], [whole], seed=1)
