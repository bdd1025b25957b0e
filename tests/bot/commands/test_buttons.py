from datetime import timedelta

import pytest

from bot.model.cards import AlertId, DoneBy, Feedback
from bot.storage import alerts, audit, mutes
from tests.bot.commands.team import ANNA, BORIS, HERE, THERE, Team
from tests.bot.fakes import NOON
from tests.bot.queries.world import GAS, said
from tests.bot.storage.filled import mute
from watchers.model.names import IndicatorId

ENERGY = IndicatorId("energy-flows")


@pytest.fixture
def team(database):
    """A command service over a world in which the gas deal was told on Slack and on Discord."""
    return Team(database)


def revisions(team):
    """How often each card of the gas deal was changed."""
    from sqlalchemy import select

    table = alerts.alerts
    return team.world.read(
        lambda c: list(c.execute(select(table.c.revision).where(table.c.story == 1)).scalars())
    )


def changes(team):
    """What the audit says was done, oldest first."""
    return [one.what for one in reversed(team.world.read(lambda c: audit.newest(c, limit=99)))]


def test_an_acknowledgement_shows_on_every_card_of_the_story(team):
    """The twin on the other platform, and the later reports."""
    card = team.press("ack")

    assert "Acknowledged" == card.title
    assert 4 == len(team.feedback())
    assert {Feedback(acknowledged=DoneBy(who="Anna", at=NOON))} == set(team.feedback())


def test_the_first_acknowledgement_stays(team):
    """The second one hears who was first, and no card is edited."""
    team.press("ack")
    before = revisions(team)

    card = team.press("ack", member=BORIS, place=THERE)

    assert "Acknowledged already by Anna" == card.title
    assert before == revisions(team)


def test_a_mute_from_a_button_mutes_the_indicators_of_the_card(team):
    """For every destination, and every card says so."""
    card = team.press("mute", hours=6)

    until = NOON + timedelta(hours=6)
    assert "Muted: Russian energy flows to China" == card.title
    assert {ENERGY: until} == {
        id_: mute.until for id_, mute in team.world.read(lambda c: mutes.active(c, NOON)).items()
    }
    assert {DoneBy(who="Anna", at=NOON, until=until)} == {
        feedback.muted for feedback in team.feedback()
    }


def test_unmuting_takes_the_mute_off_every_card(team):
    """Also when somebody on the other platform does it, by command."""
    team.press("mute", hours=6)

    card = team.ask("unmute energy-flows", member=BORIS, place=THERE)

    assert "Speaks again: Russian energy flows to China" == card.title
    assert {Feedback()} == set(team.feedback())


def test_a_command_that_mutes_longer_shows_on_the_card_that_was_muted(team):
    """One state: the card never shows a mute that was replaced."""
    team.press("mute", hours=1)
    team.ask("mute energy 1d because of the summit", member=BORIS, place=THERE)

    assert {DoneBy(who="Boris", at=NOON, until=NOON + timedelta(days=1))} == {
        feedback.muted for feedback in team.feedback()
    }


@pytest.mark.parametrize(
    ("hours", "said_so"), [(None, "Until when?"), (-1, "That moment is over"), (24 * 91, "90 days")]
)
def test_a_mute_always_has_an_end(team, hours, said_so):
    """Soon enough not to be forgotten."""
    assert said_so in team.press("mute", hours=hours).title
    assert {} == team.world.read(lambda c: mutes.active(c, NOON))


@pytest.mark.parametrize(
    ("typed", "lasts"), [("1d", timedelta(days=1)), ("tomorrow 14:00", timedelta(hours=26))]
)
def test_the_end_of_a_mute_may_be_typed(team, typed, lasts):
    """Discord's form hands it on as it was typed."""
    team.press("mute", until=typed)

    ends = {one.until for one in team.world.read(lambda c: mutes.active(c, NOON)).values()}
    assert {NOON + lasts} == ends


@pytest.mark.parametrize(
    ("typed", "said_so"), [("next week", "is no length"), ("200d", "more than 90 days")]
)
def test_a_typed_end_that_is_none_mutes_nothing_and_says_what_helps(team, typed, said_so):
    """The same limit and the same words as for what is typed after /watch."""
    card = team.press("mute", until=typed)

    assert said_so in card.title
    assert card.text.startswith("Try: ")
    assert {} == team.world.read(lambda c: mutes.active(c, NOON))


def test_a_member_has_one_vote_and_may_change_it(team):
    """Every card shows the sum."""
    team.press("useful")
    team.press("useful", member=BORIS, place=THERE)
    again = team.press("useful")
    changed = team.press("false")

    assert "Your vote was useful already" == again.title
    assert "It was useful before." in changed.text
    assert {(1, 1)} == {(feedback.useful, feedback.false_alarms) for feedback in team.feedback()}


def test_the_same_press_again_is_acted_on_once(team, database):
    """Also after a restart; it gets the same answer."""
    first = team.press("mute", key="trigger 1", hours=6)
    team.ask("unmute energy")
    restarted = Team(database, world=team.world)

    again = restarted.press("mute", key="trigger 1", hours=6)

    assert first == again
    assert {} == team.world.read(lambda c: mutes.active(c, NOON))


def test_the_same_key_on_another_platform_is_another_press(team):
    """Platforms count for themselves."""
    team.press("useful", key="1")
    team.press("useful", key="1", member=BORIS, place=THERE)

    assert {2} == {feedback.useful for feedback in team.feedback()}


def test_why_answers_for_the_item_of_the_alert(team):
    """And needs no right."""
    card = team.press("why")

    assert GAS == card.title
    assert "told to desk: first report of this story" in said(card)


@pytest.mark.parametrize("action", ["ack", "mute", "useful", "false", "why"])
def test_an_alert_that_is_not_known_is_answered(team, action):
    """From before a restore, say."""
    card = team.press(action, alert=AlertId(10_000), hours=1)

    assert "This alert is not known here" == card.title


def test_a_card_about_no_story_takes_no_marks_but_mutes(team):
    """A digest names indicators all the same."""
    digest = team.world.alerts_of(1)[0]
    alone = team.world.write(lambda c: alerts.add(c, digest, story=None, now=NOON))

    assert "This card is about no single story" == team.press("ack", alert=alone).title
    assert "Muted: Russian energy flows to China" == team.press("mute", alert=alone, hours=1).title


def test_every_change_is_audited_and_nothing_else_is(team):
    """Who, where, what, before, after."""
    team.press("ack")
    team.press("ack")
    team.press("useful")
    team.press("false")
    team.press("mute", hours=6)
    team.press("why")
    team.ask("mute energy 1h because of the summit")
    team.ask("unmute energy")
    team.ask("unmute energy")
    team.ask("board")

    assert ["acknowledge", "vote", "vote", "mute", "mute", "unmute"] == changes(team)
    last = team.world.read(lambda c: audit.newest(c, limit=1))[0]
    assert (ANNA.platform, HERE.workspace, ANNA.id, "Anna", NOON) == (
        last.platform,
        last.workspace,
        last.member,
        last.who,
        last.at,
    )
    assert ("energy-flows", "not muted") == (last.subject, last.after)
    assert "muted until 2026-03-14 13:00 UTC by Anna: of the summit" == last.before


def test_somebody_without_a_name_goes_by_their_id(team):
    """And a name as long as a page is cut."""
    team.press("ack", member=BORIS.__class__(platform="slack", id="U9", name=""))

    assert {"U9"} == {feedback.acknowledged.who for feedback in team.feedback()}


def test_what_has_left_the_rules_can_be_unmuted(team):
    """It is shown among the mutes, so it can be taken from them."""
    team.world.write(lambda c: mutes.add(c, mute(IndicatorId("gone"))))

    assert "There is no indicator" in team.ask("unmute g").title
    assert "Speaks again: gone" == team.ask("unmute gone").title
    assert "There is no indicator" in team.ask("mute gone 1h").title
