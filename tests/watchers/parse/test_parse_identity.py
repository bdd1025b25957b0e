"""By which names an item is known again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.parse.identity import Names, name_items

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def _item(n, **given):
    return Names(**{"title": f"T{n}", "guid": f"g{n}", "link": f"https://e.org/{n}"} | given)


def _only(*items):
    (found,) = name_items(items)
    return found


def _strong(found):
    return {a for a in found.aliases if a.kind in {"guid", "link"}}


def _key(found):
    return found.aliases[0].digest


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        pytest.param(_item(1, published=MONDAY), "guid link dated titled", id="all"),
        pytest.param(_item(1), "guid link titled", id="no date"),
        pytest.param(_item(1, guid=" "), "link titled", id="empty guid"),
        pytest.param(_item(1, guid="x" * 3000), "link titled", id="guid over 2 KiB"),
        pytest.param(_item(1, guid=None, link=None, published=MONDAY), "dated titled", id="title"),
    ],
)
def test_an_item_is_known_by_every_name_it_has(names, kinds):
    """Strongest first."""
    found = _only(names)

    assert kinds.split() == [a.kind for a in found.aliases]


def test_an_item_without_any_name_is_left_out():
    """Nothing could be told of it, nor could it be recognised."""
    assert name_items([Names(title="")]) == ()


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(_item(1, title="Corrected"), id="title edited"),
        pytest.param(_item(1, published=MONDAY), id="date rewritten"),
        pytest.param(_item(1, link="http://www.e.org/1/?utm_source=rss"), id="tracking added"),
        pytest.param(_item(1, guid="new scheme 1"), id="guid scheme changed"),
        pytest.param(_item(1, link="https://moved.example.net/1"), id="link moved"),
    ],
)
def test_an_edited_item_stays_known(later):
    """One strong alias in common is enough, and there is one."""
    assert _strong(_only(_item(1))) & _strong(_only(later))


@pytest.mark.parametrize("host", ["http://e.org", "https://www.e.org", "https://m.e.org"])
def test_a_guid_that_is_an_address_has_one_spelling(host):
    """Half the web moved, and moves to and fro; its items did not."""
    one, other = _only(_item(1, guid="https://e.org/?p=1")), _only(_item(1, guid=f"{host}/?p=1"))

    assert one.aliases == other.aliases


def test_a_guid_that_most_items_share_names_none_of_them():
    """Three items with one placeholder are three items, known by their links."""
    found = name_items([_item(n, guid="none") for n in range(3)] + [_item(9)])

    assert [f.aliases[0].kind for f in found] == ["link", "link", "link", "guid"]


def test_a_guid_on_two_links_names_neither():
    """Both items are kept, and neither can pass for the other."""
    one, other, _ = name_items([_item(1, guid="g"), _item(2, guid="g"), _item(3)])

    assert [one.aliases[0].kind, other.aliases[0].kind] == ["link", "link"]
    assert not _strong(one) & _strong(other)


def test_a_repeated_item_is_taken_once():
    """The first of two with one guid wins, whatever the second is called."""
    found = name_items(
        [_item(1), _item(2), _item(1, title="Again", link="http://e.org/1/"), _item(3)]
    )

    assert [f.at for f in found] == [0, 1, 3]


@pytest.mark.parametrize(
    "again",
    [
        pytest.param({"guid": "h1", "link": "https://e.org/h1"}, id="under another guid and link"),
        pytest.param({"guid": None}, id="without its guid"),
    ],
)
def test_an_item_that_comes_twice_goes_by_all_its_names(again):
    """A search feed finds it in two places, and may drop either tomorrow."""
    first = _item(1, summary="Ships sailed.", published=MONDAY)
    second = replace(first, **again)

    found = name_items([first, second])

    assert [0] == [f.at for f in found]
    assert _strong(_only(second)) <= _strong(found[0])


@pytest.mark.parametrize(
    ("summaries", "count"),
    [
        pytest.param(["Ships sailed.", "Ships sailed."], 1, id="one summary"),
        pytest.param(["Of the fleet.", "Of the treasury."], 2, id="other summaries"),
        pytest.param(["", ""], 1, id="none"),
    ],
)
def test_a_title_and_date_are_one_item_unless_they_are_a_form(summaries, count):
    """Offices publish many an item called "Notice" on one day: each has a guid and link."""
    found = name_items(
        [
            _item(n, title="Notice", summary=summary, published=MONDAY)
            for n, summary in enumerate(summaries)
        ]
    )

    assert count == len(found)


def test_an_item_that_has_only_a_title_of_another_is_left_out():
    """Nothing could tell it from the other at the next poll."""
    bare = Names(title="T1")

    assert [1] == [f.at for f in name_items([bare, _item(1), bare])]
    assert [0] == [f.at for f in name_items([bare, bare])]


def test_an_item_without_a_date_is_what_title_and_summary_say():
    """With neither date nor summary its title is too little to be one."""
    assert ["guid", "link", "worded", "titled"] == [
        a.kind for a in _only(_item(1, summary="Ships sailed.")).aliases
    ]


def test_a_link_on_different_items_names_none_of_them():
    """Feeds that link every item to the front page do not lose all but one."""
    found = name_items([_item(n, guid=None, link="https://e.org/") for n in range(4)])

    assert [f.aliases[0].kind for f in found] == ["titled"] * 4


def test_comments_with_one_link_and_title_stay_apart():
    """Their guids tell them apart; the link they share must not join them."""
    found = name_items([_item(n, title="Re: pipeline", link="https://e.org/t/7") for n in range(3)])

    assert len(found) == 3
    assert not _strong(found[0]) & _strong(found[1])


FETCHES = st.lists(
    st.builds(
        Names,
        title=st.sampled_from(["", "a", "b", "c"]),
        guid=st.sampled_from([None, "", "1", "2", "http://e.org/1"]),
        link=st.sampled_from([None, "https://e.org/1", "http://www.e.org/1/", "https://e.org/2"]),
        published=st.sampled_from([None, MONDAY]),
    ),
    max_size=8,
)


@settings(max_examples=200)
@given(FETCHES)
def test_naming_is_the_same_at_every_poll(items):
    """Names are unique, in the feed's order, and repeat when the same fetch does."""
    found = name_items(items)

    assert found == name_items(items)
    assert len(found) == len({_key(f) for f in found})
    assert sorted(f.at for f in found) == [f.at for f in found]
    assert all(f.aliases for f in found)


@settings(max_examples=200)
@given(FETCHES, st.randoms(use_true_random=False))
def test_the_order_of_a_feed_changes_no_key(items, random):
    """A feed that is sorted anew brings the same names."""
    shuffled = random.sample(items, len(items))

    assert {a for f in name_items(items) for a in f.aliases} == {
        a for f in name_items(shuffled) for a in f.aliases
    }
