from hypothesis import given
from hypothesis import strategies as st

from watchers.model.names import ItemId, SourceId
from watchers.model.news import Alias, Item
from watchers.newness import judge_items


def item(number, *aliases, title=None):
    """An item known by the given aliases, or by a guid of its own."""
    names = aliases or (Alias("guid", f"g{number}"), Alias("titled", f"t{number}"))
    return Item(
        source=SourceId("a"), key=names[0].digest, aliases=names, title=title or f"Item {number}"
    )


def known_as(*items):
    """Everything that these items are known by, numbered from 1."""
    return {alias: ItemId(n) for n, one in enumerate(items, 1) for alias in one.aliases}


def test_an_item_never_met_is_new():
    """Nothing is known of it."""
    assert (item(1),) == judge_items([item(1)], {}, first_look=False).new


def test_a_known_guid_is_not_new_whatever_the_title():
    """An edited title is the same item."""
    renamed = item(1, Alias("guid", "g1"), Alias("titled", "other"), title="Other")

    verdict = judge_items([renamed], known_as(item(1)), first_look=False)

    assert ((), {ItemId(1): renamed}) == (verdict.new, verdict.known)


def test_a_known_link_is_not_new_whatever_the_guid():
    """A publisher that changed its guids repeats nothing."""
    before = item(1, Alias("guid", "old"), Alias("link", "l1"))
    after = item(1, Alias("guid", "new"), Alias("link", "l1"))

    assert () == judge_items([after], known_as(before), first_look=False).new


def test_a_known_title_alone_does_not_make_a_new_guid_known():
    """Two items may carry one headline."""
    twin = item(2, Alias("guid", "g2"), Alias("titled", "t1"))

    assert (twin,) == judge_items([twin], known_as(item(1)), first_look=False).new


def test_an_item_with_only_a_title_is_known_by_it():
    """Dates never decide: a rewritten date is the same item."""
    before = item(1, Alias("dated", "d1"), Alias("titled", "t1"))
    redated = item(1, Alias("dated", "d2"), Alias("titled", "t1"))

    assert () == judge_items([redated], known_as(before), first_look=False).new


def test_a_feed_that_renames_everything_is_recognised_by_its_titles():
    """Over 80 % unknown of at least ten items: the publisher changed guids and links."""
    before = [item(n) for n in range(12)]
    after = [item(n, Alias("guid", f"x{n}"), Alias("titled", f"t{n}")) for n in range(12)]

    verdict = judge_items(after, known_as(*before), first_look=False)

    assert (True, (), 12) == (verdict.rekeyed, verdict.new, len(verdict.known))


def test_a_feed_that_was_replaced_while_nobody_looked_is_news():
    """Its titles are new as well: nothing says that the publisher renamed anything."""
    before = [item(n) for n in range(12)]
    after = [item(n) for n in range(100, 112)]

    verdict = judge_items(after, known_as(*before), first_look=False)

    assert (False, 12) == (verdict.rekeyed, len(verdict.new))


def test_a_short_feed_is_never_called_renamed():
    """Of nine items all may well be new."""
    verdict = judge_items([item(n) for n in range(9)], {}, first_look=False)

    assert (False, 9) == (verdict.rekeyed, len(verdict.new))


def test_a_first_look_is_never_called_renamed():
    """All of a new source is unknown."""
    assert not judge_items([item(n) for n in range(50)], {}, first_look=True).rekeyed


def test_one_key_twice_in_a_fetch_is_one_item():
    """The first wins."""
    assert 1 == len(judge_items([item(1), item(1, title="Again")], {}, first_look=False).new)


@given(st.lists(st.integers(0, 30)), st.lists(st.integers(0, 30)))
def test_every_item_is_either_new_or_seen_and_a_second_poll_brings_nothing(first, second):
    """Whatever a source serves, serving it again posts nothing."""
    before = [item(n) for n in first]
    known = known_as(*before)
    verdict = judge_items([item(n) for n in second], known, first_look=False)
    after = known | {
        alias: ItemId(100 + n) for n, one in enumerate(verdict.new) for alias in one.aliases
    }

    assert () == judge_items([item(n) for n in second], after, first_look=False).new
    assert {one.key for one in verdict.new} | {one.key for one in verdict.known.values()} == {
        item(n).key for n in second
    }
