"""What people are told when they set Slack up: what is missing, and what to do about it."""

import asyncio
import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.platform import SlackPlatform
from bot.channels.slack.setup import SCOPES, app_manifest, setup_steps
from tests.fakes.slack.bot import NOON, FakeCommands, listening
from tests.fakes.slack.faults import down, reset
from tests.fakes.slack.people import DESK
from tests.fakes.slack.server import fake_slack
from tests.fakes.slack.workspace import ALL_SCOPES


@pytest.fixture
def slack():
    """A fake Slack."""
    with fake_slack() as one:
        yield one


def problems(slack, address="#geo-desk", token=None):
    """Ask what is wrong."""
    channel = SlackChannel(token or slack.token, base_url=slack.api_url)
    return list(asyncio.run(channel.problems(address)))


def side_problems(slack, app_token):
    """Ask a platform that does not run what is wrong."""
    platform = SlackPlatform(
        FakeCommands(),
        bot_token=slack.token,
        app_token=app_token,
        base_url=slack.api_url,
        now=lambda: NOON,
        rng=random.Random(1),
    )
    return list(asyncio.run(platform.problems()))


@pytest.mark.parametrize(
    ("address", "cure"),
    [
        ("#nowhere", "check the name in rules.yaml"),
        ("C0NOWHERE01", "check the name in rules.yaml"),
        ("#secret", "/invite the app if it is private"),
        ("#elsewhere", "type /invite @watchnext there"),
        ("#old", "unarchive it"),
    ],
)
def test_a_wrong_place_is_named_with_its_cure(slack, address, cure):
    """At the start, not at the first alert."""
    (told,) = problems(slack, address)

    assert address in told
    assert cure in told


def test_a_wrong_token_is_all_that_is_told(slack):
    """Nothing else can be known then."""
    (told,) = problems(slack, token="xoxb-wrong")

    assert "SLACK_BOT_TOKEN is not valid: copy it once more" in told


def test_missing_permissions_are_named_with_what_they_are_for(slack):
    """And how to give them."""
    slack.workspace.scopes -= {"channels:history", "users:read"}
    (told,) = problems(slack)

    assert "channels:history (to look whether an alert arrived" in told
    assert "users:read (to tell members from guests" in told
    assert "then reinstall the app" in told


@pytest.mark.parametrize("fault", [down(503), reset()], ids=str)
def test_a_slack_that_does_not_answer_is_said_to_be_so(slack, fault):
    """It is not the settings' fault."""
    slack.script.add("*", fault, forever=True)

    assert ["no answer" in told or "HTTP 503" in told for told in problems(slack)] == [True]


def test_a_channel_that_cannot_be_looked_at_now_is_said_to_be_so(slack):
    """Slack fails half-way."""
    slack.script.add("conversations.info", down(500))
    (told,) = problems(slack)

    assert "#geo-desk could not be looked at" in told


def test_a_read_only_channel_is_told(slack):
    """It would refuse the first alert."""
    slack.workspace.channels[DESK].read_only = True
    (told,) = problems(slack)

    assert "read-only" in told


def test_looking_posts_nothing(slack):
    """A check must not disturb anybody."""
    problems(slack)

    assert ([], []) == (slack.posted(), slack.calls("chat.postMessage"))


@pytest.mark.parametrize(("kind", "cure"), [("xoxb-wrong", "copy it"), (None, "begins with xoxb-")])
def test_the_apps_own_token_is_checked_too(slack, kind, cure):
    """A bot's token in its place is a common slip."""
    (told,) = side_problems(slack, kind or slack.token)

    assert "SLACK_APP_TOKEN" in told
    assert cure in told


def test_a_good_app_token_has_no_problems(slack):
    """And opens a way in."""
    assert [] == side_problems(slack, slack.app_token)


def test_the_manifest_asks_for_what_is_explained_and_no_more():
    """Socket Mode on, one command, no address of ours."""
    told = json.loads(app_manifest())

    assert list(SCOPES) == told["oauth_config"]["scopes"]["bot"]
    assert set(ALL_SCOPES) == set(SCOPES)
    assert told["settings"]["socket_mode_enabled"] is True
    assert told["settings"]["interactivity"]["is_enabled"] is True
    assert told["features"]["app_home"]["home_tab_enabled"] is True
    assert ["/watch"] == [one["command"] for one in told["features"]["slash_commands"]]
    assert "url" not in app_manifest()


def test_the_steps_name_both_settings():
    """Whoever follows them ends with a bot that runs."""
    told = "\n".join(setup_steps())

    assert all(word in told for word in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "/invite", "doctor"))


def test_no_secret_is_logged_by_the_side_that_listens(slack, caplog, capsys):
    """Tickets, reply addresses and tokens, at DEBUG, in good times and bad."""
    with caplog.at_level("DEBUG"), listening(slack, FakeCommands()):
        slack.answers(slack.command("/watch board"))
        slack.script.add("hook", reset(stored=False), down(500))
        slack.command("/watch board")
        slack.command("/watch board")
        slack.press("watchnext_why", value="7")
        slack.mention("board", channel=DESK)
        slack.open_home()
        slack.run(slack.sockets.drop())
        slack.wait_for(lambda: len(slack.sockets.connects) == 2)
    out = capsys.readouterr()
    told = caplog.text + out.out + out.err

    assert "slack connected" in told
    assert not [secret for secret in (*slack.secrets, "ticket=") if secret in told]


def test_slacks_libraries_are_loaded_when_they_are_used():
    """Help answers at once."""
    code = (
        "import sys, bot.channels.slack.platform; "
        "print([m for m in ('slack_sdk', 'slack_bolt', 'aiohttp') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == found.stdout.strip()


def test_the_page_names_every_permission_setting_and_button():
    """docs/slack.md does not drift from the code."""
    page = (Path(__file__).parents[4] / "docs" / "slack.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([a-z:_]+)` \| (.+?) \|$", page, re.MULTILINE))
    meant = {scope: why.replace("`", "")[:30] for scope, why in SCOPES.items()}
    said = {scope: rows.get(scope, "").replace("`", "")[:30] for scope in SCOPES}

    assert meant == said
    assert all(
        word in page
        for word in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "Acknowledge", "False alarm", "Why?")
    )
