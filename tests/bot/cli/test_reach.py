import pytest

from tests.bot.cli.program import watchnext
from tests.fakes.discord.server import fake_discord
from tests.fakes.slack.server import fake_slack

RULES = """\
destinations:
  desk: {{slack: "#geo-desk"}}
  typo: {{slack: "#geo-desl"}}
  night: {{discord: {open}}}
  locked: {{discord: {locked}}}
sources:
  wire: https://wire.example/rss
indicators:
  oil: {{query: oil, quote: Oil tells.}}
"""


@pytest.fixture
def desk(tmp_path):
    """Give a function that runs the command beside both platforms, and the platforms."""
    with fake_slack() as slack, fake_discord() as discord:
        channels = {
            "open": discord.add_channel("night"),
            "locked": discord.add_channel("locked", denied=("Send Messages",)),
        }
        (tmp_path / "rules.yaml").write_text(RULES.format(**channels))
        settings = {
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
        }
        desk = lambda *words, **other: watchnext(tmp_path, *words, **settings | other)  # noqa: E731
        yield desk, slack, discord, channels


def test_doctor_names_each_destination_that_cannot_be_used_and_the_cure(desk):
    """Before the first alert, and no other is blamed."""
    run, *_ = desk

    told = run("doctor").out

    assert "ok  destination desk" in told
    assert "ok  destination night" in told
    assert "!!  destination typo" in told
    assert "check the name in rules.yaml" in told
    assert "!!  destination locked" in told
    assert "Send Messages" in told


def test_doctor_says_which_token_is_refused_and_gives_none_away(desk):
    """Both platforms, each with the name of its setting."""
    run, *_ = desk

    told = run("doctor", SLACK_BOT_TOKEN="xoxb-hunter2", DISCORD_TOKEN="hunter2")

    assert 1 == told.code
    assert "SLACK_BOT_TOKEN" in told.out
    assert "DISCORD_TOKEN" in told.out
    assert "!!  discord" in told.out
    assert "hunter2" not in told.out + told.err


def test_send_test_posts_one_card_marked_so(desk):
    """To the destination that was named, and to no other."""
    run, slack, discord, channels = desk

    codes = [run("send-test", name).code for name in ("desk", "night", "typo", "nowhere")]

    assert [0, 0, 1, 1] == codes
    assert 1 == slack.shown().count("TEST: this is what an alert looks like\n")
    assert 1 == len(discord.posted(channels["open"]))
    assert ([], []) == (slack.live(), discord.live())


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(("slack",), 0, "chat:write", id="slack"),
        pytest.param(("slack", "--manifest"), 0, '"socket_mode_enabled": true', id="manifest"),
        pytest.param(("discord", "123456"), 0, "client_id=123456", id="discord"),
        pytest.param(("discord",), 0, "Application ID", id="discord without its id"),
        pytest.param(("discord", "abc"), 2, "is no application id", id="no id"),
        pytest.param(("teams",), 2, "say slack or discord", id="another platform"),
    ],
)
def test_setup_says_what_to_click(tmp_path, words, code, said):
    """Or why it cannot."""
    ran = watchnext(tmp_path, "setup", *words)

    assert code == ran.code
    assert said in ran.out + ran.err
