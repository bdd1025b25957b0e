"""The connection to Slack: kept through refreshes and losses, quiet about a wrong token."""

import random
import time

import pytest

from bot.channels.slack.socket import envelope_keys, reconnect_wait
from tests.fakes.slack.bot import FakeCommands, listening
from tests.fakes.slack.faults import down, error, limited
from tests.fakes.slack.server import fake_slack


@pytest.fixture
def slack():
    """A fake Slack."""
    with fake_slack() as one:
        yield one


def test_a_refresh_makes_the_new_connection_before_the_old_one_ends(slack):
    """No command meets a bot that is not there."""
    commands = FakeCommands()
    with listening(slack, commands):
        old = slack.sockets.open[0]
        slack.run(old.send_json({"type": "disconnect", "reason": "refresh_requested"}))
        slack.wait_for(lambda: len(slack.sockets.open) == 2)
        slack.run(old.close())
        slack.wait_for(lambda: len(slack.sockets.open) == 1)
        slack.answers(slack.command("/watch board"))

    assert (2, 2) == (slack.sockets.together, len(slack.sockets.connects))
    assert len(commands.asks) == 1


def test_what_comes_over_the_old_connection_is_still_acknowledged(slack):
    """It is read to its end."""
    commands = FakeCommands()
    with listening(slack, commands):
        old = slack.sockets.open[0]
        slack.run(old.send_json({"type": "disconnect", "reason": "warning"}))
        slack.answers(slack.command("/watch board"))
        slack.wait_for(lambda: len(slack.sockets.open) == 2)

    assert len(commands.asks) == 1


def test_a_lost_connection_is_made_again(slack):
    """Also one that ends without a word."""
    with listening(slack, FakeCommands()):
        slack.run(slack.sockets.drop())
        slack.wait_for(lambda: len(slack.sockets.connects) == 2)
        slack.wait_for(lambda: slack.sockets.open)

        assert slack.answers(slack.command("/watch board"))


def test_a_ticket_is_used_once(slack):
    """A spent one would be refused for ever."""
    with listening(slack, FakeCommands()):
        slack.run(slack.sockets.drop())
        slack.wait_for(lambda: len(slack.sockets.connects) == 2)

    assert len(slack.calls("apps.connections.open")) == 2


@pytest.mark.parametrize("fault", [down(503), error("internal_error"), error("ratelimited")])
def test_a_way_in_that_is_shut_is_tried_again(slack, fault):
    """Slack's own trouble ends by itself."""
    slack.script.add("apps.connections.open", fault)
    with listening(slack, FakeCommands()):
        assert slack.answers(slack.command("/watch board"))


def test_a_wish_to_wait_is_obeyed(slack):
    """Opening connections has a rate limit of its own, a low one."""
    slack.script.add("apps.connections.open", limited(4))
    with listening(slack, FakeCommands()):
        first, second = [r.at for r in slack.requests if r.method == "apps.connections.open"]

    assert second - first >= 4


def test_starting_does_not_wait_for_slack(slack):
    """Feeds are polled and cards are queued all the same."""
    slack.script.add("*", down(503), forever=True)
    with listening(slack, FakeCommands(), wait=0) as platform:
        # It will never be connected, so the block would not begin if starting waited for that.
        assert not platform._connection.connected.is_set()


@pytest.mark.parametrize("which", ["token", "app_token"])
def test_a_wrong_token_is_told_in_one_line_and_asked_once(slack, which, capsys, caplog):
    """No traceback, no loop; it says which setting, and what to do."""
    with listening(slack, FakeCommands(), wait=0, **{which: "xoxb-wrong"}) as platform:
        setting = "SLACK_BOT_TOKEN" if which == "token" else "SLACK_APP_TOKEN"
        slack.wait_for(lambda: slack.requests)
        time.sleep(2.7)  # another try would fit in
        told = capsys.readouterr().out + caplog.text
        errors = [line for line in told.splitlines() if "error" in line]
        connected = platform._connection.connected.is_set()

    assert not connected
    assert len(errors) == 1
    assert setting in errors[0]
    assert "copy it once more" in errors[0]
    assert len(
        [r for r in slack.requests if r.method in {"auth.test", "apps.connections.open"}]
    ) in {
        1,
        2,
    }


def test_a_switch_that_is_off_is_told(slack, capsys):
    """Somebody turned Socket Mode off on the app's page."""
    with listening(slack, FakeCommands()):
        slack.run(slack.sockets.disconnect("link_disabled", grace=0.0))
        told = slack.wait_for(lambda: "Socket Mode switched off" in capsys.readouterr().out)

    assert told


def test_nonsense_ends_a_connection_and_not_the_bot(slack):
    """The next one is made."""
    with listening(slack, FakeCommands()):
        slack.run(slack.sockets.open[0].send_str("{no json"))
        slack.wait_for(lambda: len(slack.sockets.connects) == 2)
        slack.wait_for(lambda: slack.sockets.open)

        assert slack.answers(slack.command("/watch board"))


def test_what_nobody_listens_to_is_acknowledged(slack):
    """It would come again and again."""
    with listening(slack, FakeCommands()):
        sent = slack.act("interactive", {"type": "shortcut", "callback_id": "x", "user": {}})

    assert len(sent.acks) == 1


@pytest.mark.parametrize("seed", range(20))
def test_tries_stay_below_ten_a_minute_however_they_fail(seed):
    """Slack disables apps that hammer."""
    rng = random.Random(seed)
    waits = [reconnect_wait(short, rng) for short in range(1, 12)]

    assert sum(waits[:9]) > 60
    assert max(waits) <= 75


def test_after_a_good_connection_the_next_comes_at_once():
    """With a little chance, so that many bots do not come together."""
    assert all(0 <= reconnect_wait(0, random.Random(seed)) <= 0.5 for seed in range(50))


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        ({"type": "event_callback", "event_id": "Ev1", "trigger_id": "1"}, "Ev1"),
        ({"type": "view_submission", "trigger_id": "1"}, ""),
        ({"command": "/watch", "trigger_id": "1"}, "1"),
        ({"type": "block_actions", "trigger_id": "1"}, ""),
        ({}, ""),
    ],
    ids=["an event", "a modal, perhaps mended", "a command", "a press without a name", "nothing"],
)
def test_what_comes_again_has_the_same_key(payload, key):
    """Under whatever envelope: an event its id, a command its trigger."""
    assert ("e1", key) == envelope_keys({"envelope_id": "e1", "payload": payload})
