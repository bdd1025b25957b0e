from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model.cards import CardKind
from bot.model.reasons import Reason
from bot.outbox.backlog import LINES, plan_fold
from bot.render.cards import digest_card, line_of
from tests.bot.fakes import NOON, card, delivery
from watchers.model.names import Severity


def queue(count, **changes):
    """So many deliveries that wait."""
    return [delivery(n, **changes) for n in range(count)]


def folded(waiting, now, **limits):
    """Give the fold that is planned; there is one."""
    fold = plan_fold(waiting, now, **limits)
    assert fold is not None
    return fold


def backlog(count, **changes):
    """Give a digest of so many that waits itself."""
    lines = [line_of(one.card) for one in queue(count)]
    digest = digest_card(lines, seen=NOON, reason=Reason.BACKLOG, most=count)
    return delivery(1_000, card=digest, **changes)


def test_a_few_are_told_one_by_one():
    """Twenty at once are a busy day, not a flood."""
    assert plan_fold(queue(20), NOON) is None


def test_a_flood_becomes_digests():
    """Twenty-one become two cards."""
    assert [15, 6] == [len(lines) for lines in folded(queue(21), NOON).digests]


def test_what_waited_long_is_folded_sooner():
    """After an outage nobody wants ten messages in a row."""
    later = NOON + timedelta(minutes=11)

    assert [4] == [len(lines) for lines in folded(queue(4), later).digests]
    assert plan_fold(queue(3), later) is None


def test_what_was_tried_before_is_left_alone():
    """It may be on its way to being accepted."""
    assert plan_fold(queue(30, attempts=1), NOON) is None


def test_notices_and_first_looks_are_left_alone():
    """They are no flood, and a line says too little of them."""
    assert plan_fold(queue(30, card=card(kind=CardKind.NOTICE)), NOON) is None


def test_a_digest_that_waits_is_taken_into_the_next_one():
    """An outage that lasts does not pile up digests."""
    fold = folded([backlog(10), *queue(21)], NOON)

    assert (22, 31) == (len(fold.deliveries), sum(map(len, fold.digests)))


def test_a_digest_alone_stays_as_it_is():
    """To fold it again would only make it young."""
    assert plan_fold([backlog(10)] * 30, NOON + timedelta(days=1)) is None


def test_the_most_severe_come_first():
    """Whoever reads only the first digest reads what matters."""
    urgent = delivery(99, card=card("Urgent", severity=Severity.CRITICAL))

    assert "Urgent" == folded([*queue(25), urgent], NOON).digests[0][0].title


def test_a_chat_gets_four_digests_and_the_last_counts_the_rest():
    """Five hundred alerts after an outage are sixty lines, and a number."""
    fold = folded(queue(500), NOON, most=4)

    assert ([15] * 4, 440) == ([len(lines) for lines in fold.digests], fold.more)


@given(st.integers(0, 200), st.integers(0, 60), st.sampled_from([None, 1, 4]), st.booleans())
def test_each_item_is_told_or_counted_once(count, minutes, most, waits):
    """Folding loses nothing that it holds back."""
    before = [replace(backlog(10), card=replace(backlog(10).card, more=7))] if waits else []
    waiting = [*before, *queue(count)]
    fold = plan_fold(waiting, NOON + timedelta(minutes=minutes), most=most)

    if fold is not None:
        assert [one.key for one in waiting] == [one.key for one in fold.deliveries]
        told = sum(map(len, fold.digests)) + fold.more
        assert count + 17 * waits == told
        assert all(len(lines) <= LINES for lines in fold.digests)
