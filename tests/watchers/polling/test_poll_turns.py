"""Who is polled next of those that are due."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from watchers.model.names import SourceId
from watchers.polling.turns import PollTurns

hosts = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=40)


def turns(hosts, *, most=6, of_host=4):
    """PollTurns in which a source of each of these hosts waits."""
    waiting = PollTurns(most=most, of_host=of_host)
    for number, host in enumerate(hosts):
        waiting.add(SourceId(f"{host}{number}"), host)
    return waiting


@given(hosts, st.randoms(use_true_random=False))
def test_every_source_has_its_turn_once_and_the_bounds_hold(hosts, rng):
    """Whenever servers answer and polls end."""
    waiting = turns(hosts)
    expected = {f"{host}{number}" for number, host in enumerate(hosts)}
    called: set[SourceId] = set()
    answered: set[SourceId] = set()
    order = []
    while waiting:
        batch = waiting.call()
        called.update(batch)
        order.extend(batch)
        assert len(called) <= 6
        unanswered = Counter(id_[0] for id_ in called - answered)
        assert all(count <= 4 for count in unanswered.values())
        # Never stuck: somebody has a turn as long as somebody waits.
        one = rng.choice(sorted(called))
        if one in answered or rng.random() < 0.3:
            waiting.end(one)
            called.remove(one)
        else:
            waiting.answered(one)
            answered.add(one)

    assert sorted(expected) == sorted(order)


def test_a_host_that_does_not_answer_does_not_keep_the_others_waiting():
    """Its sources do not take all the places."""
    waiting = turns([*"aaaaaaaa", "b"])

    assert ["a0", "b8", "a1", "a2", "a3"] == waiting.call()


def test_the_sources_of_a_host_are_called_several_at_once():
    """Those that are called together are noted in one transaction."""
    waiting = turns("aaaaaaaa")
    first = waiting.call()
    calls: list[list[SourceId]] = []
    for id_ in first[:3]:
        waiting.answered(id_)
        calls.append(waiting.call())

    assert [[], ["a4", "a5"], []] == calls


def test_a_source_is_among_them_until_its_turn_ends():
    """Also when its server has answered."""
    waiting = turns("a")
    states = ["a0" in waiting]
    waiting.call()
    waiting.answered("a0")
    waiting.answered("a0")
    states.append("a0" in waiting)
    waiting.end("a0")

    assert [True, True, False] == [*states, "a0" in waiting]
