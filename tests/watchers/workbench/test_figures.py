from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.model.names import IndicatorId
from watchers.workbench.figures import Counts, Figures, Tally, judged, tallied

A, B, C = map(IndicatorId, "abc")
numbers = st.integers(0, 10_000)
counts = st.builds(Counts, numbers, numbers, numbers)
bounded = settings(max_examples=100)


@bounded
@given(counts)
def test_f1_lies_between_precision_and_recall(one):
    """A mean of two figures leaves neither behind, and all three stay between 0 and 1."""
    if one == Counts():
        assert Figures(None, None, None) == Figures.of(one)
        return
    low, high = sorted((one.precision, one.recall))

    assert 0 <= low - 1e-9 <= one.f1 + 1e-9 or low == 0
    assert low - 1e-9 <= one.f1 <= high + 1e-9 <= 1 + 2e-9


@bounded
@given(counts)
def test_f1_is_the_harmonic_mean(one):
    """2pr / (p + r), where there is something to divide."""
    if one.right:
        p, r = one.precision, one.recall

        assert abs(2 * p * r / (p + r) - one.f1) < 1e-9


@bounded
@given(counts)
def test_false_and_missed_change_places(one):
    """F1 does not care which side of a mistake an item is on."""
    assert one.f1 == Counts(one.right, one.missed, one.false).f1


@bounded
@given(counts)
def test_one_more_right_never_lowers_a_figure(one):
    """And one more false alarm never raises one."""
    better, worse = one + Counts(1, 0, 0), one + Counts(0, 1, 0)

    assert better.f1 >= (one.f1 or 0)
    assert worse.f1 <= (1 if one.f1 is None else one.f1)


@bounded
@given(
    st.lists(
        st.tuples(
            st.frozensets(st.sampled_from([A, B, C])), st.frozensets(st.sampled_from([A, B, C]))
        )
    )
)
def test_micro_is_the_sum_and_nothing_is_counted_twice(pairs):
    """Each label is right or missed, each alert right or false."""
    tally = tallied((A, B, C), pairs)

    assert sum(len(due) for due, _ in pairs) == tally.micro.right + tally.micro.missed
    assert sum(len(told) for _, told in pairs) == tally.micro.right + tally.micro.false


def test_the_macro_mean_weighs_each_indicator_alike():
    """A large one and a small one count the same; one with nothing to measure counts not."""
    tally = Tally(
        per_indicator={A: Counts(90, 10, 10), B: Counts(0, 0, 1), C: Counts()},
        any_alert=Counts(),
    )

    assert Figures(0.45, 0.45, 0.45) == tally.macro
    assert Counts(90, 10, 11) == tally.micro


def test_a_label_that_no_indicator_has_counts_nowhere():
    """Not for any alert either."""
    tally = tallied([A], [(frozenset({B}), frozenset())])

    assert (Counts(), Counts()) == (tally.micro, tally.any_alert)


def test_what_is_rightly_untold_counts_nowhere():
    """A live feed is full of it, and no figure should drown in it."""
    assert Counts() == judged(due=False, told=False)
