"""What is told where publishers use names again, and where archives come up."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.watchers.newsroom import DAY, HOUR, Newsroom, item, kinds
from tests.watchers.remembering import named
from watchers.model.signals import Burst
from watchers.parse.identity import Names
from watchers.storage import items, stories

GAS = "indicators: {a: {query: gas}}"
COUNTED = "indicators: {a: {query: gas, triggers: [story, {count: {at least: 1, over: 24h}}]}}"


def told(room, caused):
    """Give title and burst of each story that was signalled."""
    ids = {one.item for one in caused if one.item}
    texts = asyncio.run(room.database.read(lambda c: items.by_id(c, ids)))
    return [(texts[one.item].item.title, one.figures.burst) for one in caused if one.item]


def archive(count, now):
    """Items of years ago."""
    return [item(f"gas of old {n}", published=now - 3000 * DAY) for n in range(count)]


@pytest.mark.parametrize("fresh_at", [timedelta(0), None])
def test_an_archive_does_not_silence_the_news_beside_it(database, fresh_at):
    """Each item is judged for itself: the fresh one is told and counted; so is one undated."""
    room = Newsroom(database, COUNTED)
    published = None if fresh_at is None else room.now - fresh_at
    fresh = item("gas explosion now", published=published)

    caused = room.bring(*archive(11, room.now), fresh)

    assert [Burst.RESURFACED] * 11 + [None] == [burst for _, burst in told(room, caused)]
    assert ("gas explosion now", None) in told(room, caused)
    assert ["count"] == kinds(caused)


def test_a_few_old_items_are_no_archive(database):
    """A date alone never makes an item old news."""
    room = Newsroom(database, COUNTED)

    caused = room.bring(*archive(10, room.now))

    assert {None} == {burst for _, burst in told(room, caused)}
    assert ["count"] == kinds(caused)


def test_a_slot_tells_each_item_that_stands_in_it(database):
    """One guid and one page for all, and each story its own."""
    room = Newsroom(database, GAS)
    page = "https://e.org/latest"
    titles = ["gas flows to Samoa", "Tonga halts its gas", "gas price doubles in Fiji"]

    caused = [
        told(
            room, room.bring(*named(Names(title=title, guid="top", link=page, published=room.now)))
        )
        for title in titles
    ]
    newest = asyncio.run(room.database.read(lambda c: stories.newest_stories(c, limit=9)))

    assert [[(title, None)] for title in titles] == caused
    assert set(titles) == {title for _, title in newest}


def test_the_same_page_in_another_source_is_the_story_it_shows_now(database):
    """Not the one that stood there before."""
    room = Newsroom(database, GAS)
    names = [
        Names(title=title, guid="top", link="https://e.org/latest", published=at)
        for title, at in [("gas flows", room.now), ("no gas", room.now + HOUR)]
    ]
    room.bring(*named(names[0]))
    (second,) = room.bring(*named(names[1]))

    (elsewhere,) = room.bring(*named(names[1], source="tass"), source="tass")

    assert second.story == elsewhere.story


def test_two_items_that_swap_titles_tell_nothing_again(database):
    """One of them had nothing to do with the indicator, and still has not."""
    room = Newsroom(database, GAS)
    gas = Names(title="gas flows", guid="1", link="https://e.org/1", published=room.now)
    rain = Names(title="rain falls", guid="2", link="https://e.org/2", published=room.now - HOUR)
    swapped = [
        Names(title=rain.title, guid="1", link=gas.link, published=gas.published),
        Names(title=gas.title, guid="2", link=rain.link, published=rain.published),
    ]

    assert [("gas flows", None)] == told(room, room.bring(*named(gas, rain)))
    for names in (swapped, [gas, rain], swapped):
        assert [] == room.bring(*named(*names))


def test_a_headline_that_gains_its_subject_is_told(database):
    """It is the same item, and says for the first time what is waited for."""
    room = Newsroom(database, GAS)
    blast = Names(title="Blast", guid="1", link="https://e.org/1", published=room.now)

    assert [] == room.bring(*named(blast))
    (signal,) = room.bring(*named(replace(blast, title="Blast at gas works")))
    assert "story" == signal.kind


def test_a_text_that_is_edited_while_headline_and_summary_stay_moves_nothing(database):
    """What changes there is mostly links around the article; it is kept all the same."""
    room = Newsroom(database, GAS)
    (one,) = named(Names(title="A deal", summary="Of two.", guid="1", link="https://w.example/1"))
    room.bring(one)

    assert [] == room.bring(replace(one, text="See also: gas"))
    (stored,) = asyncio.run(database.read(lambda c: items.newest_items(c, limit=1)))
    assert "See also: gas" == stored.item.text
