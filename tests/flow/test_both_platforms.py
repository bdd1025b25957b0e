import os
import random
import sqlite3
import time

import pytest

from tests.fakes.slack.live import shown_in
from tests.flow.both import RAIN, bureau, end, killed_on_both
from tests.flow.site import Report, rss
from tests.waiting import until

DEAL = Report("Russia and China sign a large new gas supply deal in Beijing today", guid="deal")
KILLS = int(os.environ.get("WATCHNEXT_KILLS", "200"))


@pytest.fixture
def desk(tmp_path):
    """Give a bureau with the program running, connected to both platforms."""
    with bureau(tmp_path) as opened:
        opened.start()
        until(lambda: opened.slack.sockets.open and opened.discord.gateway.sockets, 20)
        yield opened
        end(opened.watch)


def report(desk, outlet="wire", deal=DEAL):
    """Let an outlet report the deal; gives the first message on each platform."""
    desk.site.pages[outlet] = rss(*RAIN, deal)
    slack = desk.slack.wait_for(lambda: desk.slack.posted("geo-desk"), within=20)
    desk.discord.wait(lambda: desk.discord.posted(desk.channel), 20)
    return slack[0], desk.discord.posted(desk.channel)[0]


def edited(desk, text):
    """Wait until the first message of both platforms shows a text; says whether it came."""

    def both():
        slack = shown_in(desk.slack.posted("geo-desk")[0])
        return text in slack and text in str(desk.discord.posted(desk.channel)[0]["embeds"])

    until(both, 20)
    return both()


def test_a_story_is_told_and_grows_in_place_on_both_platforms(desk):
    """One message each; the second outlet edits it and goes to its thread."""
    report(desk)
    report(desk, "echo")
    grown = edited(desk, "2 outlets")
    until(lambda: len(desk.slack.posted("geo-desk")) + len(desk.discord.posted()) >= 4, 20)
    in_thread = [one for one in desk.slack.posted("geo-desk") if one.get("thread_ts")]

    assert grown
    assert (2, 1) == (len(desk.slack.posted("geo-desk")), len(in_thread))
    assert (1, 2) == (len(desk.discord.posted(desk.channel)), len(desk.discord.posted()))
    assert ([], []) == (desk.slack.live(), desk.discord.live())


def test_what_people_do_on_one_platform_shows_on_the_other(desk):
    """An acknowledgement in Slack, a vote in Discord: one state."""
    slack, discord = report(desk)
    desk.slack.press("watchnext_ack", value="1", message=slack)
    acknowledged = edited(desk, "cknowledged")
    buttons = [one for row in discord["components"] for one in row["components"]]
    useful = next(one["custom_id"] for one in buttons if "useful" in one.get("custom_id", ""))
    desk.discord.press(discord, useful)

    assert acknowledged
    assert edited(desk, "1 useful")


def test_a_button_works_after_a_restart_and_once(desk):
    """What was posted by a process that is gone can be pressed, and twice is once."""
    slack, _ = report(desk)
    time.sleep(1)
    desk.restart()
    desk.slack.press("watchnext_useful", value="1", message=slack, copies=2)

    assert edited(desk, "1 useful")
    assert "2 useful" not in shown_in(desk.slack.posted("geo-desk")[0])


def test_a_muted_indicator_is_silent_on_both(desk):
    """A mute typed in Slack keeps Discord quiet as well, and says who and until when."""
    report(desk)
    envelope = desk.slack.command("mute energy 2h")
    (answer,) = desk.slack.answers(envelope)
    before = len(desk.slack.posted("geo-desk")), len(desk.discord.posted())
    silent = Report("China buys gas from Russia as prices fall again", guid="2")
    told = Report("Warships of Russia and China meet for a drill off Vladivostok", guid="3")
    desk.site.pages["wire"] = rss(*RAIN, DEAL, silent, told)
    until(lambda: len(desk.slack.posted("geo-desk")) > before[0])
    until(lambda: len(desk.discord.posted()) > before[1])
    after = [shown_in(one) for one in desk.slack.posted("geo-desk")[before[0] :]]

    # What is decided together is told together: the drill has come, so the gas will not.
    assert "Muted" in shown_in(answer)
    assert [True] == ["drill off Vladivostok" in text for text in after]
    assert before[1] + 1 == len(desk.discord.posted())


def test_a_command_is_acknowledged_while_the_database_is_locked(desk, tmp_path):
    """The answer comes when it can; nobody sees a failed command."""
    other = sqlite3.connect(tmp_path / "data" / "watchnext.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    envelope = desk.slack.command("mute energy 2h")  # returns with the acknowledgement
    early = [told for told in desk.slack.hooks.values() if told]
    other.execute("ROLLBACK")
    other.close()

    assert [] == early
    assert desk.slack.answers(envelope)


@pytest.mark.timeout(600)
def test_kills_at_random_moments_lose_nothing_and_double_nothing(tmp_path):
    """The first promise, on both platforms at once; `make soak` does it a thousand times."""
    toll = killed_on_both(KILLS, tmp_path, random.Random())

    assert ({"slack": [], "discord": []}, {"slack": [], "discord": []}) == (toll.lost, toll.doubled)
