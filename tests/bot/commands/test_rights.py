import random
from dataclasses import replace

import pytest

from bot.commands.admission import Admission
from bot.model.commands import Member, Place
from bot.storage import audit, mutes
from tests.bot.commands.team import ANNA, BORIS, HERE, THERE, Team
from tests.bot.fakes import NOON

OURS = Admission(workspaces={"T1", "G1"}, per_member=10_000, per_workspace=10_000)


@pytest.mark.parametrize(
    ("member", "place", "may"),
    [
        (ANNA, HERE, True),
        (BORIS, THERE, True),
        (replace(ANNA, guest=True), HERE, False),
        (replace(ANNA, bot=True), HERE, False),
        (replace(ANNA, id=""), HERE, False),
        (ANNA, replace(HERE, workspace="T2"), False),
        (ANNA, replace(HERE, workspace=""), False),
        (ANNA, THERE, False),
    ],
)
def test_rights_go_by_ids_and_never_by_names(member, place, may):
    """Whoever is called like a member is none."""
    assert may == (OURS.refusal(member, place) is None)


def test_without_workspaces_members_of_any_may_act():
    """A direct message, too: nobody told us where home is."""
    assert Admission().refusal(ANNA, replace(HERE, workspace="")) is None


def test_a_thousand_attempts_without_the_right_change_nothing(database):
    """Guests, bots, strangers, direct messages; commands and buttons: 0 of 1,000 pass."""
    rng = random.Random(106)
    team = Team(database, admission=OURS)
    before = team.feedback()
    outsiders = [
        (Member(platform="slack", id="UGUEST", name="Anna", guest=True), HERE),
        (Member(platform="slack", id="UBOT", bot=True), HERE),
        (Member(platform="slack", id=""), HERE),
        (ANNA, Place(platform="slack", workspace="T2", channel="C1")),
        (ANNA, Place(platform="slack", workspace="", channel="D1")),
        (BORIS, Place(platform="discord", workspace="G2", channel="9")),
        (BORIS, HERE),
    ]

    def attempt():
        member, place = rng.choice(outsiders)
        if rng.random() < 0.5:
            text = rng.choice(["mute energy 1h", "unmute energy", "mute joint-drills 1d"])
            return team.ask(text, member=member, place=place)
        action = rng.choice(["ack", "mute", "useful", "false"])
        return team.press(action, member=member, place=place, hours=1)

    titles = {attempt().title for _ in range(1_000)}

    assert {"You cannot do that here"} == titles
    assert before == team.feedback()
    assert {} == team.world.read(lambda c: mutes.active(c, NOON))
    assert () == team.world.read(lambda c: audit.newest(c, limit=1))


def test_anyone_may_ask(database):
    """A guest in a direct message, too."""
    team = Team(database, admission=OURS)
    guest = replace(ANNA, guest=True)

    assert "Board" in team.ask("board", member=guest, place=replace(HERE, workspace="")).title
