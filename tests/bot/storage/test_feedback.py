import asyncio

from bot.model.cards import DoneBy, Feedback
from bot.storage import feedback, mutes
from tests.bot.fakes import NOON
from tests.bot.storage.filled import DRILLS, HOUR, by, mute, story


def written(database, work):
    """Do `work` in a transaction."""
    return asyncio.run(database.write(work))


def test_a_story_begins_without_marks(database):
    """Nothing is made up."""
    assert Feedback() == written(database, lambda c: feedback.of_story(c, story(c)))


def test_the_first_acknowledgement_stays(database):
    """Who comes second sees who was first."""

    def work(connection):
        one = story(connection)
        feedback.acknowledge(connection, one, by("Anna"), NOON)
        feedback.acknowledge(connection, one, by("Boris"), NOON + HOUR)
        return feedback.of_story(connection, one).acknowledged

    assert DoneBy(who="Anna", at=NOON) == written(database, work)


def test_a_member_has_one_vote_that_can_change(database):
    """Ten presses of one person weigh as one; the same id on another platform is another person."""

    def work(connection):
        one = story(connection)
        for _ in range(10):
            feedback.vote(connection, one, by("Anna"), NOON, useful=True)
        feedback.vote(connection, one, by("Anna", platform="discord"), NOON, useful=True)
        feedback.vote(connection, one, by("Boris"), NOON, useful=True)
        feedback.vote(connection, one, by("Boris"), NOON, useful=False)
        said = (
            feedback.vote_of(connection, one, by("Boris")),
            feedback.vote_of(connection, one, by("Zoe")),
        )
        found = feedback.of_story(connection, one)
        return found.useful, found.false_alarms, said

    assert (2, 1, (False, None)) == written(database, work)


def test_the_longest_mute_of_the_card_is_shown(database):
    """A card with two indicators says when the last of them speaks again."""

    def work(connection):
        one = story(connection)
        mutes.add(connection, mute(hours=1, story=one))
        mutes.add(connection, mute(DRILLS, hours=6, story=one, who="Boris"))
        return feedback.of_story(connection, one).muted

    assert DoneBy(who="Boris", at=NOON, until=NOON + 6 * HOUR) == written(database, work)


def test_marks_of_one_story_are_not_those_of_another(database):
    """Each story has its own."""

    def work(connection):
        one, other = story(connection, "one"), story(connection, "other")
        feedback.acknowledge(connection, one, by(), NOON)
        feedback.vote(connection, one, by(), NOON, useful=True)
        mutes.add(connection, mute(story=one))
        return feedback.of_story(connection, other)

    assert Feedback() == written(database, work)
