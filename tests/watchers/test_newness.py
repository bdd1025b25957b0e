"""Which items of a poll are new: the table of docs/decisions/0022, a row a test, and its laws."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.watchers.remembering import Source
from watchers.model.names import ItemId
from watchers.newness import moved_names, titled_before
from watchers.parse.identity import Names

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TUESDAY, LONG_AGO = MONDAY + timedelta(days=1), MONDAY - timedelta(days=3000)
GAS = Names(title="Gas flows", guid="g1", link="https://e.org/1", published=MONDAY)
OIL = Names(title="Oil halts", guid="g2", link="https://e.org/2", published=TUESDAY)


def elsewhere(names, n="x"):
    """The same under another guid and link."""
    return replace(names, guid=f"guid-{n}", link=f"https://search.example/{n}")


def undated(*names):
    """The same without dates."""
    return [replace(one, published=None) for one in names]


SAME = [
    ("another guid and link", [GAS], [elsewhere(GAS)]),
    ("another guid and link each time", [elsewhere(GAS, 1)], [elsewhere(GAS, 2)]),
    ("twice under two guids", [GAS], [elsewhere(GAS), GAS, elsewhere(GAS, 2)]),
    ("http, www and m", [GAS], [replace(GAS, guid=None, link="http://m.e.org/1", title="Gas up")]),
    ("title edited", [GAS], [replace(GAS, title="Gas flows again")]),
    ("title edited, date dropped", [GAS], [replace(GAS, title="Gas up", published=None)]),
    ("title and link edited", [GAS], [replace(GAS, title="Gas up", link="https://e.org/gas-up")]),
    ("date bumped", [GAS], [replace(GAS, published=TUESDAY)]),
    ("date bumped, link moved", [GAS], [replace(GAS, published=TUESDAY, link="https://n.org/")]),
    ("date bumped, no guid", [replace(GAS, guid=None)], [replace(GAS, guid=None, published=None)]),
    ("guid changed", undated(GAS), undated(replace(GAS, guid="new"))),
    (
        "without a date: title and summary",
        undated(replace(GAS, summary="More.")),
        undated(elsewhere(replace(GAS, summary="More."))),
    ),
    ("without a date: title edited", undated(GAS), undated(replace(GAS, title="Gas up"))),
    (
        "without a date: title and link edited",
        undated(GAS),
        undated(replace(GAS, title="Gas up", link="https://e.org/gas-up")),
    ),
    ("only a title, date dropped", [Names(title="Gas", published=MONDAY)], [Names(title="Gas")]),
    (
        "titles swapped",
        [GAS, OIL],
        [replace(GAS, title=OIL.title), replace(OIL, title=GAS.title)],
    ),
    (
        "titles swapped without dates",
        undated(GAS, OIL),
        undated(replace(GAS, title=OIL.title), replace(OIL, title=GAS.title)),
    ),
    (
        "titles and dates swapped",
        [GAS, OIL],
        [
            replace(GAS, title=OIL.title, published=TUESDAY),
            replace(OIL, title=GAS.title, published=MONDAY),
        ],
    ),
]


@pytest.mark.parametrize(("before", "now"), [pytest.param(*c[1:], id=c[0]) for c in SAME])
def test_the_same_item_is_not_new(before, now):
    """Title and date are the same, or guid or link are and only one of the two changed."""
    source = Source(*before)

    assert [] == source.poll(*now)
    assert len(before) == len(source.items)


SLOT = Names(title="Gas flows", guid="top-1", published=MONDAY)
PAGE = Names(title="Gas flows", link="https://e.org/latest", published=MONDAY)
BRIEFING = Names(title="Daily briefing", guid="g1", link="https://e.org/1", published=MONDAY)
OTHER = [
    ("a slot", [SLOT], [replace(SLOT, title="Oil halts", published=TUESDAY)]),
    (
        "a slot whose item moved down",
        [SLOT, replace(OIL, guid="top-2", published=LONG_AGO)],
        [replace(OIL, title="Oil halts again", guid="top-1"), replace(SLOT, guid="top-2")],
    ),
    (
        "a slot of the same day whose item moved down",
        [SLOT],
        [replace(SLOT, title="Oil halts"), replace(SLOT, guid="top-2")],
    ),
    (
        "a slot without dates, links of its own",
        undated(replace(GAS, guid="top-1")),
        undated(replace(OIL, guid="top-1")),
    ),
    (
        "slots without dates or links",
        undated(replace(SLOT, summary="More.")),
        undated(replace(SLOT, title="Oil halts"), replace(SLOT, guid="top-2", summary="More.")),
    ),
    (
        "two that look like edits of one",
        [GAS],
        [replace(GAS, title="Gas up", link="https://e.org/9"),
         replace(GAS, title="Gas down", guid="g9")],
    ),
    ("one page for all", [PAGE], [replace(PAGE, title="Oil halts", published=TUESDAY)]),
    ("one page for all, without dates", undated(PAGE), undated(replace(PAGE, title="Oil halts"))),
    (
        "one page for all, guids of their own, without dates",
        undated(replace(PAGE, guid="g1")),
        undated(replace(PAGE, guid="g2", title="Gas halts")),
    ),
    (
        "one title every day",
        [BRIEFING],
        [elsewhere(replace(BRIEFING, published=TUESDAY)), BRIEFING],
    ),
    (
        "one title every day on one page, a guid each",
        [BRIEFING],
        [replace(BRIEFING, published=TUESDAY, guid="g2")],
    ),
    ("only a title, another day", [Names(title="Gas", published=MONDAY)],
     [Names(title="Gas", published=TUESDAY)]),
    ("one headline, nothing else to compare", undated(GAS), undated(elsewhere(GAS))),
    (
        "title edited and date bumped",
        [GAS],
        [replace(GAS, title="Gas flows again", published=TUESDAY)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "now"), [pytest.param(*c[1:], id=c[0]) for c in OTHER])
def test_another_item_is_new(before, now):
    """One more item is remembered than before; what stood there keeps its own."""
    source = Source(*before)

    assert 1 == len(source.poll(*now))
    assert len(before) + 1 == len(source.items)


def test_an_item_that_comes_back_is_known():
    """From a slot that had others since, and after years."""
    source = Source(SLOT)
    source.poll(replace(SLOT, title="Oil halts", published=TUESDAY))

    assert [] == source.poll(replace(SLOT, guid="top-3"))


@pytest.mark.parametrize(
    "twins",
    [
        pytest.param(undated(BRIEFING, elsewhere(BRIEFING)), id="without dates"),
        pytest.param(
            [replace(BRIEFING, summary="Of gas."), replace(elsewhere(BRIEFING), summary="Of oil.")],
            id="of one date",
        ),
    ],
)
def test_items_of_one_title_are_kept_apart_by_guid_and_link(twins):
    """Also when one of them is gone, or reads otherwise."""
    source = Source(*twins)
    edited = replace(twins[1], title="Daily briefing, late edition")

    assert [1, 2] == [*source.judge(*twins).known]
    assert [2] == [*source.judge(twins[1]).known]
    assert [1, 2] == [*source.judge(twins[0], edited).known]


def test_edits_to_and_fro_are_one_item():
    """Titles and dates, one after the other."""
    source = Source(GAS)

    for title, date in [("Gas up", MONDAY), ("Gas up", TUESDAY), ("Gas flows", MONDAY)]:
        assert [] == source.poll(replace(GAS, title=title, published=date))
    assert [] == source.poll(replace(GAS, title="Gas up", published=LONG_AGO))


def many(count, first=0, **more):
    """Items that have nothing in common."""
    return [
        Names(title=f"Item {n}", guid=f"g{n}", link=f"https://e.org/{n}", **more)
        for n in range(first, first + count)
    ]


def renamed(items):
    """The same under other guids and links."""
    return [elsewhere(one, n) for n, one in enumerate(items)]


def test_a_feed_that_renames_everything_is_known_by_its_titles():
    """Over 80 % unknown of at least ten items, without dates or with others."""
    fresh = Names(title="News", guid="n", link="https://e.org/n")
    redated = [replace(one, published=TUESDAY) for one in renamed(many(12))]

    assert ["News"] == Source(*many(12)).poll(*renamed(many(12)), fresh)
    assert ["News"] == Source(*many(12, published=MONDAY)).poll(fresh, *redated)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(many(12), many(12, first=100), id="replaced while nobody looked"),
        pytest.param(many(9), renamed(many(9)), id="a short feed"),
        pytest.param(many(2), [*renamed(many(2)), *many(9, first=50)], id="few titles known"),
        pytest.param(
            [BRIEFING],
            [elsewhere(replace(BRIEFING, published=TUESDAY + n * timedelta(hours=1)), n)
             for n in range(12)],
            id="one title again and again",
        ),
    ],
)  # fmt: skip
def test_a_feed_full_of_news_is_not_called_renamed(before, now):
    """Most of its titles are new, or all are one."""
    assert len(now) == len(Source(*before).poll(*now))


def test_a_name_goes_to_whoever_bears_it_first():
    """Two items of one poll that bear it do not hand it to and fro."""
    source = Source(BRIEFING)
    both = [elsewhere(replace(BRIEFING, published=TUESDAY)), BRIEFING]
    source.poll(*both)
    verdict = source.judge(*both)

    assert {} == moved_names(verdict.known, source.aliases)


def test_whoever_takes_a_title_from_another_is_named():
    """And nobody who keeps its own."""
    source = Source(GAS, OIL, replace(BRIEFING, guid="g3"))
    taken = replace(GAS, title=OIL.title)
    verdict = source.judge(taken, OIL, replace(BRIEFING, guid="g3"))

    assert {ItemId(1): ItemId(2)} == titled_before(verdict.known, source.aliases, source.items)


POLLS = st.lists(
    st.builds(
        Names,
        title=st.sampled_from(["Gas", "Oil", "Coal"]),
        summary=st.sampled_from(["", "More."]),
        guid=st.sampled_from([None, "1", "2", "3"]),
        link=st.sampled_from([None, "https://e.org/1", "https://e.org/2"]),
        published=st.sampled_from([None, MONDAY, TUESDAY]),
    ),
    max_size=6,
)


@given(POLLS, POLLS)
def test_a_second_poll_brings_nothing(first, second):
    """Whatever a source served before, serving the same again posts nothing."""
    source = Source(*first)
    source.poll(*second)

    assert [] == source.poll(*second)
