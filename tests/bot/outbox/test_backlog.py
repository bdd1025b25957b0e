from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model import CardKind
from bot.outbox.backlog import LINES, plan_folds
from tests.bot.fakes import NOON, card, delivery
from watchers.model import Severity


def queue(count, **changes):
    """So many deliveries that wait."""
    return [delivery(n, **changes) for n in range(count)]


def test_a_few_are_told_one_by_one():
    """Twenty at once are a busy day, not a flood."""
    assert () == plan_folds(queue(20), NOON)


def test_a_flood_becomes_digests():
    """Twenty-one become two cards."""
    assert [15, 6] == [len(fold.lines) for fold in plan_folds(queue(21), NOON)]


def test_what_waited_long_is_folded_sooner():
    """After an outage nobody wants ten messages in a row."""
    later = NOON + timedelta(minutes=11)

    assert [4] == [len(fold.lines) for fold in plan_folds(queue(4), later)]
    assert () == plan_folds(queue(3), later)


def test_what_was_tried_before_is_left_alone():
    """It may be on its way to being accepted."""
    assert () == plan_folds(queue(30, attempts=1), NOON)


def test_cards_of_several_items_are_left_alone():
    """A digest of digests names nothing."""
    assert () == plan_folds(queue(30, card=card(kind=CardKind.DIGEST)), NOON)


def test_the_most_severe_come_first():
    """Whoever reads only the first digest reads what matters."""
    urgent = delivery(99, card=card("Urgent", severity=Severity.CRITICAL))

    assert urgent == plan_folds([*queue(25), urgent], NOON)[0].lines[0]


def test_a_chat_gets_four_digests_and_the_last_counts_the_rest():
    """Five hundred alerts after an outage are sixty lines, and a number."""
    folds = plan_folds(queue(500), NOON, most=4)

    assert ([15] * 4, [0, 0, 0, 440]) == (
        [len(fold.lines) for fold in folds],
        [len(fold.more) for fold in folds],
    )


@given(st.integers(0, 200), st.integers(0, 60), st.sampled_from([None, 1, 4]))
def test_each_delivery_is_in_one_digest_at_most_and_none_is_lost(count, minutes, most):
    """Folding tells or counts everything that it holds back, once."""
    waiting = queue(count)
    folds = plan_folds(waiting, NOON + timedelta(minutes=minutes), most=most)
    folded = [one.key for fold in folds for one in fold.all]

    assert len(folded) == len(set(folded))
    assert set(folded) in (set(), {one.key for one in waiting})
    assert all(len(fold.lines) <= LINES for fold in folds)
