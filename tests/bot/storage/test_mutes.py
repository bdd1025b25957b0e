import asyncio

from bot.storage import mutes
from tests.bot.fakes import NOON
from tests.bot.storage.filled import DRILLS, ENERGY, HOUR, mute, story


def written(database, work):
    """Do `work` in a transaction."""
    return asyncio.run(database.write(work))


def test_a_mute_holds_until_its_end(database):
    """To the second: at its end it is over."""
    written(database, lambda c: mutes.add(c, mute(why="election night")))

    before = written(database, lambda c: mutes.active(c, NOON + HOUR / 2))
    after = written(database, lambda c: mutes.active(c, NOON + HOUR))

    assert {ENERGY: mute(why="election night")} == before
    assert {} == after


def test_a_second_mute_takes_the_place_of_the_first_even_if_shorter(database):
    """What somebody said last holds."""

    def work(connection):
        mutes.add(connection, mute(hours=5))
        mutes.add(connection, mute(hours=1, at=NOON + HOUR, who="Boris"))
        return mutes.active(connection, NOON + HOUR)

    assert {ENERGY: mute(hours=1, at=NOON + HOUR, who="Boris")} == written(database, work)


def test_ending_a_mute_gives_what_was_ended_and_leaves_the_others(database):
    """And of one that is not muted it gives nothing."""

    def work(connection):
        mutes.add(connection, mute())
        mutes.add(connection, mute(DRILLS))
        ended = mutes.end(connection, ENERGY, NOON), mutes.end(connection, ENERGY, NOON)
        return ended, set(mutes.active(connection, NOON))

    assert ((mute(), None), {DRILLS}) == written(database, work)


def test_a_story_knows_the_mutes_of_its_card_wherever_they_were_changed_since(database):
    """A command that prolongs a mute set by a button shows on the card; another story's not."""

    def work(connection):
        one, other = story(connection, "one"), story(connection, "other")
        mutes.add(connection, mute(DRILLS, at=NOON - HOUR, hours=9))
        mutes.add(connection, mute(story=one))
        by_button = mutes.of_story(connection, one)
        mutes.add(connection, mute(hours=7, who="Boris"))
        return (
            [m.who for m in by_button],
            [m.who for m in mutes.of_story(connection, one)],
            mutes.of_story(connection, other),
            mutes.stories(connection, ENERGY, NOON) == (one,),
        )

    assert (["Anna"], ["Boris"], (), True) == written(database, work)
