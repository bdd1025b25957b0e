from datetime import timedelta

import pytest

from bot.model import AlertId, Mark, Marks
from bot.storage import alerts, audit, mutes
from tests.bot.commands.desks import ANNA, BORIS, HERE, THERE, Asked
from tests.bot.fakes import NOON
from tests.bot.queries.world import GAS, said
from tests.bot.storage.filled import mute
from watchers.model.names import IndicatorId

ENERGY = IndicatorId("energy-flows")


@pytest.fixture
def asked(database):
    """A desk over a world in which the gas deal was told on Slack and on Discord."""
    return Asked(database)


def revisions(asked):
    """How often each card of the gas deal was changed."""
    from sqlalchemy import select

    table = alerts.alerts
    return asked.world.read(
        lambda c: list(c.execute(select(table.c.revision).where(table.c.story == 1)).scalars())
    )


def changes(asked):
    """What the audit says was done, oldest first."""
    return [one.what for one in reversed(asked.world.read(lambda c: audit.newest(c, limit=99)))]


def test_an_acknowledgement_shows_on_every_card_of_the_story(asked):
    """The twin on the other platform, and the later reports."""
    card = asked.press("ack")

    assert "Acknowledged" == card.title
    assert 4 == len(asked.marks())
    assert {Marks(acknowledged=Mark(who="Anna", at=NOON))} == set(asked.marks())


def test_the_first_acknowledgement_stays(asked):
    """The second one hears who was first, and no card is edited."""
    asked.press("ack")
    before = revisions(asked)

    card = asked.press("ack", member=BORIS, place=THERE)

    assert "Acknowledged already by Anna" == card.title
    assert before == revisions(asked)


def test_a_mute_from_a_button_mutes_the_indicators_of_the_card(asked):
    """For every destination, and every card says so."""
    card = asked.press("mute", hours=6)

    until = NOON + timedelta(hours=6)
    assert "Muted: Russian energy flows to China" == card.title
    assert {ENERGY: until} == {
        id_: mute.until for id_, mute in asked.world.read(lambda c: mutes.active(c, NOON)).items()
    }
    assert {Mark(who="Anna", at=NOON, until=until)} == {marks.muted for marks in asked.marks()}


def test_unmuting_takes_the_mute_off_every_card(asked):
    """Also when somebody on the other platform does it, by command."""
    asked.press("mute", hours=6)

    card = asked.ask("unmute energy-flows", member=BORIS, place=THERE)

    assert "Speaks again: Russian energy flows to China" == card.title
    assert {Marks()} == set(asked.marks())


def test_a_command_that_mutes_longer_shows_on_the_card_that_was_muted(asked):
    """One state: the card never shows a mute that was replaced."""
    asked.press("mute", hours=1)
    asked.ask("mute energy 1d because of the summit", member=BORIS, place=THERE)

    assert {Mark(who="Boris", at=NOON, until=NOON + timedelta(days=1))} == {
        marks.muted for marks in asked.marks()
    }


@pytest.mark.parametrize(
    ("hours", "said_so"), [(None, "Until when?"), (-1, "That moment is over"), (24 * 91, "90 days")]
)
def test_a_mute_always_has_an_end(asked, hours, said_so):
    """Soon enough not to be forgotten."""
    assert said_so in asked.press("mute", hours=hours).title
    assert {} == asked.world.read(lambda c: mutes.active(c, NOON))


def test_a_member_has_one_vote_and_may_change_it(asked):
    """Every card shows the sum."""
    asked.press("useful")
    asked.press("useful", member=BORIS, place=THERE)
    again = asked.press("useful")
    changed = asked.press("false")

    assert "Your vote was useful already" == again.title
    assert "It was useful before." in changed.text
    assert {(1, 1)} == {(marks.useful, marks.false_alarms) for marks in asked.marks()}


def test_the_same_press_again_is_acted_on_once(asked, database):
    """Also after a restart; it gets the same answer."""
    first = asked.press("mute", key="trigger 1", hours=6)
    asked.ask("unmute energy")
    restarted = Asked(database, world=asked.world)

    again = restarted.press("mute", key="trigger 1", hours=6)

    assert first == again
    assert {} == asked.world.read(lambda c: mutes.active(c, NOON))


def test_the_same_key_on_another_platform_is_another_press(asked):
    """Platforms count for themselves."""
    asked.press("useful", key="1")
    asked.press("useful", key="1", member=BORIS, place=THERE)

    assert {2} == {marks.useful for marks in asked.marks()}


def test_why_answers_for_the_item_of_the_alert(asked):
    """And needs no right."""
    card = asked.press("why")

    assert GAS == card.title
    assert "told to desk: first report of this story" in said(card)


@pytest.mark.parametrize("action", ["ack", "mute", "useful", "false", "why"])
def test_an_alert_that_is_not_known_is_answered(asked, action):
    """From before a restore, say."""
    card = asked.press(action, alert=AlertId(10_000), hours=1)

    assert "This alert is not known here" == card.title


def test_a_card_about_no_story_takes_no_marks_but_mutes(asked):
    """A digest names indicators all the same."""
    digest = asked.world.alerts_of(1)[0]
    alone = asked.world.write(lambda c: alerts.add(c, digest, story=None, now=NOON))

    assert "This card is about no single story" == asked.press("ack", alert=alone).title
    assert "Muted: Russian energy flows to China" == asked.press("mute", alert=alone, hours=1).title


def test_every_change_is_audited_and_nothing_else_is(asked):
    """Who, where, what, before, after."""
    asked.press("ack")
    asked.press("ack")
    asked.press("useful")
    asked.press("false")
    asked.press("mute", hours=6)
    asked.press("why")
    asked.ask("mute energy 1h because of the summit")
    asked.ask("unmute energy")
    asked.ask("unmute energy")
    asked.ask("board")

    assert ["acknowledge", "vote", "vote", "mute", "mute", "unmute"] == changes(asked)
    last = asked.world.read(lambda c: audit.newest(c, limit=1))[0]
    assert (ANNA.platform, HERE.workspace, ANNA.id, "Anna", NOON) == (
        last.platform,
        last.workspace,
        last.member,
        last.who,
        last.at,
    )
    assert ("energy-flows", "not muted") == (last.subject, last.after)
    assert "muted until 2026-03-14 13:00 UTC by Anna: of the summit" == last.before


def test_somebody_without_a_name_goes_by_their_id(asked):
    """And a name as long as a page is cut."""
    asked.press("ack", member=BORIS.__class__(platform="slack", id="U9", name=""))

    assert {"U9"} == {marks.acknowledged.who for marks in asked.marks()}


def test_what_has_left_the_rules_can_be_unmuted(asked):
    """It is shown among the mutes, so it can be taken from them."""
    asked.world.write(lambda c: mutes.add(c, mute(IndicatorId("gone"))))

    assert "There is no indicator" in asked.ask("unmute g").title
    assert "Speaks again: gone" == asked.ask("unmute gone").title
    assert "There is no indicator" in asked.ask("mute gone 1h").title
