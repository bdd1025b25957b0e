"""The gateway's bad days: resumed, begun anew, refused, started again; never in a storm."""

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.channels.discord.embeds import Payload
from bot.channels.discord.gateway import IdentifyLimit
from bot.channels.discord.places import PERMISSIONS, granted
from bot.channels.discord.platform import run_to_end
from bot.channels.discord.setup import invite, steps
from tests.fakes.discord.bench import FakeCommands, connected
from tests.fakes.discord.server import fake_discord
from tests.fakes.discord.wire import broken


async def soon(_seconds):
    """Wait hardly at all, where the bot would wait for seconds."""
    await asyncio.sleep(0.01)


@pytest.fixture
def discord():
    """A Discord on loopback, with a channel."""
    with fake_discord() as fake:
        fake.desk = fake.add_channel("desk")
        yield fake


@pytest.fixture
def commands():
    """Whom the bot hands everything to."""
    return FakeCommands()


def answers(discord, commands):
    """Whether a command is answered."""
    before = len(commands.asked)
    done = discord.command("watch", "board", channel=discord.desk)
    return discord.wait(lambda: done.edits) and before + 1 == len(commands.asked)


def test_a_dropped_connection_is_resumed_and_misses_nothing(discord, commands):
    """What was typed meanwhile is replayed and answered, once."""
    with connected(discord, commands):
        assert answers(discord, commands)
        discord.drop(1012)
        done = discord.command("watch", "board", channel=discord.desk)

        assert discord.wait(lambda: done.edits)
    assert (1, 1) == (len(discord.gateway.identified), len(discord.gateway.resumed))
    assert 2 == len(commands.asked)


def test_an_invalid_session_is_begun_anew_after_a_pause(discord, commands):
    """One to five seconds, by chance; then commands come again."""
    waits = []

    async def noted(seconds):
        waits.append(seconds)

    with connected(discord, commands, pause=noted):
        discord.invalidate()
        assert discord.wait(lambda: len(discord.gateway.identified) == 2)
        assert discord.connected()
        assert answers(discord, commands)
    assert any(1 <= seconds <= 5 for seconds in waits)


def test_a_resume_that_is_refused_becomes_a_new_session(discord, commands):
    """Discord forgot us."""
    with connected(discord, commands, pause=soon):
        discord.gateway.refuse_resume = True
        discord.drop(1012)
        assert discord.wait(lambda: len(discord.gateway.identified) == 2)
        assert discord.connected()
        assert answers(discord, commands)


def test_a_wrong_token_is_told_in_one_line_and_not_tried_again(discord, commands, capsys):
    """It says what to do; the channel itself is not disturbed."""
    with connected(discord, commands, token="wrong", wait=False, pause=soon) as platform:
        assert discord.wait(lambda: platform.trouble)
        asked = len(discord.log)
        discord.wait(lambda: False, 0.3)

        assert asked == len(discord.log)
    assert "DISCORD_TOKEN" in platform.trouble
    assert 1 == capsys.readouterr().out.count("refused")


def test_close_4004_is_told_in_one_line_and_not_tried_again(discord, commands):
    """The token was reset while the bot ran."""
    with connected(discord, commands, pause=soon) as platform:
        discord.drop(4004)
        assert discord.wait(lambda: platform.trouble)

    assert "DISCORD_TOKEN" in platform.trouble
    assert 1 == len(discord.gateway.identified)


@pytest.mark.parametrize("code", [4010, 4012, 4013, 4014])
def test_what_no_retry_can_cure_is_told(discord, commands, code):
    """Sharding, versions, intents."""
    with connected(discord, commands, pause=soon) as platform:
        discord.drop(code)

        assert discord.wait(lambda: platform.trouble)


@pytest.mark.parametrize("name", ["INTERACTION_CREATE", "MESSAGE_CREATE", "GUILD_CREATE"])
def test_what_the_library_cannot_read_ends_it_and_a_new_one_begins(discord, commands, name):
    """A missing key ends discord.py's client; the bot goes on with another."""
    with connected(discord, commands, pause=soon):
        discord.push(name, {"type": 2})
        assert discord.wait(lambda: len(discord.gateway.identified) == 2)
        assert discord.connected()

        assert answers(discord, commands)


def test_a_cancellation_that_is_forgotten_is_repeated(discord, commands):
    """A stop ends the bot, though something below it took the first cancellation for itself."""
    pausing = threading.Event()
    forgotten: list[str] = []

    async def forgetful(_seconds):
        if discord.gateway.identified:
            pausing.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if forgotten:
                    raise
                forgotten.append("once")

    with connected(discord, commands, pause=forgetful):
        discord.push("GUILD_CREATE", {"type": 2})  # ends the client; the next comes after a pause
        assert pausing.wait(20)

    assert ["once"] == forgotten


def test_what_is_closing_is_closed_to_its_end():
    """A stop cancels again and again on a busy machine; a session left open would be the cost."""
    closing, may_end, steps_done = asyncio.Event(), asyncio.Event(), []

    async def close():
        steps_done.append("gateway")
        closing.set()
        await may_end.wait()
        steps_done.append("session")

    async def scenario():
        running = asyncio.create_task(run_to_end(close()))
        await closing.wait()
        for _ in range(3):
            running.cancel()
            await asyncio.sleep(0)
        may_end.set()
        await asyncio.wait({running})
        return running.cancelled()

    assert asyncio.run(scenario())
    assert ["gateway", "session"] == steps_done


def test_the_bot_starts_while_discord_is_down(discord, commands):
    """It connects as soon as it can."""
    discord.script(broken(404, method="GET", path="/users/@me", times=3))

    with connected(discord, commands, pause=soon):
        assert answers(discord, commands)


def test_a_command_that_cannot_be_registered_costs_only_itself(discord, commands):
    """Buttons and mentions work all the same."""
    discord.script(broken(400, stored=False, method="POST", path="/commands", times=99))

    with connected(discord, commands):
        assert answers(discord, commands)
    assert [] == discord.commands


def test_at_most_twenty_sessions_a_day():
    """However often it fails, further and further apart."""
    identifies, now, made = IdentifyLimit(), 0.0, []
    while now < 2 * 86_400:
        wait = identifies.wait(now)
        if wait:
            now += wait
        else:
            identifies.add(now)
            made.append(now)
    busiest = max(sum(a <= b < a + 86_400 for b in made) for a in made)

    assert 20 >= busiest > 10
    assert [0, 5, 15, 35] == made[:4]


def test_discord_is_loaded_only_when_it_is_connected():
    """`watchnext --help` pays nothing for it, nor does a channel that only posts."""
    run = (
        "import sys, bot.channels.discord.platform as d, bot.channels.discord.setup as s;"
        "d.DiscordChannel(token='t'); s.invite('1'); s.steps();"
        "print([m for m in ('discord', 'aiohttp') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True)

    assert "[]" == shown.stdout.strip()


def test_the_invitation_asks_for_what_is_explained_and_no_more():
    """Six permissions; no administrator, no privileged intent."""
    link = invite("123456789012345678")
    asked = int(link.partition("permissions=")[2])

    assert link.startswith("https://discord.com/oauth2/authorize?client_id=123456789012345678")
    assert "scope=bot+applications.commands" in link
    assert len(PERMISSIONS) == asked.bit_count()
    assert not asked & 1 << 3


@pytest.mark.parametrize("wrong", ["", "abc", "12 34", "1&permissions=8"])
def test_what_is_no_application_id_makes_no_link(wrong):
    """It would lead nowhere, or ask for more."""
    with pytest.raises(ValueError, match="application id"):
        invite(wrong)


def test_the_steps_name_every_permission_and_the_token():
    """Somebody who never saw the portal gets through."""
    told = "\n".join(steps("123"))

    assert [] == [name for name in PERMISSIONS if name not in told]
    assert "DISCORD_TOKEN" in told
    assert invite("123") in told


@pytest.mark.parametrize(
    ("overwrites", "may"),
    [
        ([], True),
        ([("g", 0, 2048)], False),
        ([("g", 0, 2048), ("r", 2048, 0)], True),
        ([("r", 0, 2048)], False),
        ([("r", 0, 2048), ("me", 2048, 0)], True),
        ([("r", 2048, 0), ("me", 0, 2048)], False),
        ([("other", 0, 2048)], True),
    ],
)
def test_permissions_are_worked_out_as_discord_does(overwrites, may):
    """Everyone, then all roles together, then the member."""
    roles = [{"id": "g", "permissions": "2048"}, {"id": "r", "permissions": "0"}]
    guild: Payload = {"id": "g", "owner_id": "o", "roles": roles}
    listed = [{"id": i, "allow": str(a), "deny": str(d)} for i, a, d in overwrites]
    held = granted(guild, {"permission_overwrites": listed}, {"roles": ["r"]}, "me")

    assert may == bool(held & 2048)


def test_an_administrator_may_do_everything():
    """Whatever the channel denies."""
    guild: Payload = {"id": "g", "owner_id": "o", "roles": [{"id": "g", "permissions": "8"}]}
    denied: Payload = {"permission_overwrites": [{"id": "g", "allow": "0", "deny": "2048"}]}

    assert granted(guild, denied, {"roles": []}, "me") & 2048


def test_the_manual_explains_every_permission():
    """In the words of PERMISSIONS."""
    manual = (Path(__file__).parents[4] / "docs" / "discord.md").read_text("utf-8")

    assert [] == [name for name, why in PERMISSIONS.items() if f"| {name} | {why} |" not in manual]


def test_a_stop_while_it_connects_leaves_no_heartbeat_behind(discord, commands):
    """discord.py's thread of heartbeats begins before the bot has introduced itself."""
    earlier = set(threading.enumerate())

    def heartbeats():
        return [
            thread
            for thread in set(threading.enumerate()) - earlier
            if thread.name.startswith("keep-alive-handler")
        ]

    async def never(_seconds):
        await asyncio.Event().wait()

    with connected(discord, commands, wait=False, pause=never):
        assert discord.wait(heartbeats)
        (heartbeat,) = heartbeats()

    heartbeat.join(10)
    assert not heartbeat.is_alive()
